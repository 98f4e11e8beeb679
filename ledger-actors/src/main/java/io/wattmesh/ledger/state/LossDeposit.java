package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.model.ParticipantId;

/**
 * What participants set aside for their deviations: tokens that stay in their accounts, locked, and
 * are counted in a record of the payment token's contract. None of zero is kept.
 */
public final class LossDeposit {
  private LossDeposit() {}

  /** The record of a participant's, among the contract's own. */
  public static String key(ParticipantId id) {
    return "deposit/" + id;
  }

  private static StateKey stateKey(ParticipantId id) {
    return StateKey.contract(Tokens.PAYMENT, key(id));
  }

  public static byte[] toBytes(long micros) {
    return new CanonicalWriter().i64(micros).toByteArray();
  }

  public static long ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, CanonicalReader::i64);
  }

  /** How much a participant has set aside, micro-tokens. */
  public static long micros(LedgerState state, ParticipantId id) {
    return state.layer().get(stateKey(id)).map(LossDeposit::ofBytes).orElse(0L);
  }

  /** Frees a part of it, which stays in the account. */
  public static void free(LedgerState state, ParticipantId id, long micros) {
    long rest = Math.subtractExact(micros(state, id), micros);
    if (rest < 0) {
      throw new IllegalStateException(
          "%s has not set %d micro-tokens aside to free.".formatted(id, micros));
    }
    state.putAccount(id, state.account(id).unlock(micros));
    if (rest == 0) {
      state.layer().remove(stateKey(id));
    } else {
      state.layer().put(stateKey(id), toBytes(rest));
    }
  }
}
