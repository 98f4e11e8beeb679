package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.Objects;

/**
 * What an account holds. No balance is ever negative.
 *
 * @param balanceMicros payment tokens, micro-tokens, the locked ones included
 * @param lockedMicros tokens locked as collateral for bids that are not settled
 * @param creditsJoules energy credits
 * @param lastNonce the highest nonce of a bid that stood
 * @param calls which nonces of its owner's calls are used; here, since whoever calls mostly moves
 *     something of its own too, and each record more is a path more to be hashed
 */
public record Account(
    long balanceMicros, long lockedMicros, long creditsJoules, long lastNonce, NonceWindow calls) {
  private static final int MAX_BYTES = 4 * Long.BYTES + NonceWindow.MAX_BYTES;

  public static final Account EMPTY = new Account(0, 0, 0, 0, NonceWindow.EMPTY);

  public Account {
    Objects.requireNonNull(calls);
    if (lockedMicros < 0 || balanceMicros < lockedMicros || creditsJoules < 0) {
      throw new IllegalStateException(
          "An account cannot hold %d micro-tokens with %d locked, nor %d J of credits."
              .formatted(balanceMicros, lockedMicros, creditsJoules));
    }
  }

  public long freeMicros() {
    return balanceMicros - lockedMicros;
  }

  public Account lock(long micros, long nonce) {
    return new Account(
        balanceMicros, Math.addExact(lockedMicros, micros), creditsJoules, nonce, calls);
  }

  /** Sets tokens aside for no bid. */
  public Account lock(long micros) {
    return lock(micros, lastNonce);
  }

  public Account unlock(long micros) {
    return new Account(balanceMicros, lockedMicros - micros, creditsJoules, lastNonce, calls);
  }

  /** The account after receiving (or, negative, paying) tokens. */
  public Account plus(long micros) {
    return new Account(
        Math.addExact(balanceMicros, micros), lockedMicros, creditsJoules, lastNonce, calls);
  }

  public Account plusCredits(long joules) {
    return new Account(
        balanceMicros, lockedMicros, Math.addExact(creditsJoules, joules), lastNonce, calls);
  }

  /** The account after a call of its owner's used a nonce. */
  public Account withCalls(NonceWindow used) {
    return new Account(balanceMicros, lockedMicros, creditsJoules, lastNonce, used);
  }

  byte[] toBytes() {
    var out = new CanonicalWriter(MAX_BYTES);
    out.i64(balanceMicros).i64(lockedMicros).i64(creditsJoules).i64(lastNonce);
    calls.write(out);
    return out.toByteArray();
  }

  public static Account ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new Account(in.i64(), in.i64(), in.i64(), in.i64(), NonceWindow.read(in)));
  }
}
