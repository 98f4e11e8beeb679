package io.wattmesh.ledger.explore;

import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;

/** Who holds a token, the largest first and equal ones by name. */
public record TokenHolders(List<Holder> holders) {
  public TokenHolders {
    holders = List.copyOf(holders);
  }

  /**
   * An account that holds some.
   *
   * @param held micro-tokens, or joules of energy credits
   * @param locked how much of payment tokens is locked; 0 of credits
   */
  public record Holder(ParticipantId id, long held, long locked) {
    public Holder {
      Objects.requireNonNull(id);
    }
  }

  /** All accounts with their payment tokens, also those that have none. */
  public static TokenHolders ofPayment(StateLayer state) {
    return of(state, Account::balanceMicros, Account::lockedMicros, 0);
  }

  /** The accounts that have energy credits. */
  public static TokenHolders ofCredits(StateLayer state) {
    return of(state, Account::creditsJoules, account -> 0, 1);
  }

  private static TokenHolders of(
      StateLayer state, ToLongFunction<Account> held, ToLongFunction<Account> locked, long least) {
    var holders = new ArrayList<Holder>();
    state
        .tree()
        .forEach(
            entry ->
                AccountKeys.owner(entry.key())
                    .ifPresent(
                        id -> {
                          Account account = Account.ofBytes(entry.value());
                          if (held.applyAsLong(account) >= least) {
                            holders.add(
                                new Holder(
                                    id, held.applyAsLong(account), locked.applyAsLong(account)));
                          }
                        }));
    holders.sort(Comparator.comparingLong(Holder::held).reversed().thenComparing(Holder::id));
    return new TokenHolders(holders);
  }
}
