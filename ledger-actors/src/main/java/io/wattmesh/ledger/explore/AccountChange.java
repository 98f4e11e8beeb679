package io.wattmesh.ledger.explore;

import io.wattmesh.ledger.state.Account;

/**
 * What of an account's change is not explained yet.
 *
 * @param balanceMicros of the balance
 * @param lockedMicros of what is locked
 * @param creditsJoules of energy credits
 */
record AccountChange(long balanceMicros, long lockedMicros, long creditsJoules) {
  static AccountChange between(Account before, Account after) {
    return new AccountChange(
        Math.subtractExact(after.balanceMicros(), before.balanceMicros()),
        Math.subtractExact(after.lockedMicros(), before.lockedMicros()),
        Math.subtractExact(after.creditsJoules(), before.creditsJoules()));
  }

  AccountChange minus(long micros, long joules) {
    return new AccountChange(
        Math.subtractExact(balanceMicros, micros),
        lockedMicros,
        Math.subtractExact(creditsJoules, joules));
  }
}
