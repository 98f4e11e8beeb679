package io.wattmesh.proto.proof;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What the ledger's state keeps of an account, as it stands under the state root.
 *
 * @param balanceMicros payment tokens, micro-tokens, the locked ones included
 * @param lockedMicros tokens locked as collateral
 * @param creditsJoules energy credits
 * @param lastNonce the highest nonce of a bid that stood
 * @param callNonces none before the first call; then the highest nonce of a call and the four words
 *     that say which of those below it are used
 */
public record AccountRecord(
    long balanceMicros,
    long lockedMicros,
    long creditsJoules,
    long lastNonce,
    List<Long> callNonces) {
  private static final int MAX_CALL_NONCES = 1 + Call.NONCE_WINDOW / Long.SIZE;

  public AccountRecord {
    callNonces = List.copyOf(callNonces);
    if (!callNonces.isEmpty() && callNonces.size() != MAX_CALL_NONCES) {
      throw new IllegalArgumentException(
          "The nonces of calls are none or %d numbers, not %d."
              .formatted(MAX_CALL_NONCES, callNonces.size()));
    }
  }

  /** The account's key in the state tree. */
  public static byte[] stateKey(ParticipantId id) {
    return ("account/" + id.value()).getBytes(StandardCharsets.US_ASCII);
  }

  public byte[] toBytes() {
    return new CanonicalWriter()
        .i64(balanceMicros)
        .i64(lockedMicros)
        .i64(creditsJoules)
        .i64(lastNonce)
        .i64s(callNonces.stream().mapToLong(Long::longValue).toArray())
        .toByteArray();
  }

  public static AccountRecord ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, AccountRecord::read);
  }

  static AccountRecord read(CanonicalReader in) {
    return new AccountRecord(
        in.i64(),
        in.i64(),
        in.i64(),
        in.i64(),
        LongStream.of(in.i64s(MAX_CALL_NONCES)).boxed().toList());
  }
}
