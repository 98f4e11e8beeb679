package io.wattmesh.proto.proof;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.charset.StandardCharsets;

/**
 * What the ledger's state keeps of an account, as it stands under the state root.
 *
 * @param balanceMicros payment tokens, micro-tokens, the locked ones included
 * @param lockedMicros tokens locked as collateral
 * @param creditsJoules energy credits
 * @param lastNonce the highest nonce of a bid that stood
 */
public record AccountRecord(
    long balanceMicros, long lockedMicros, long creditsJoules, long lastNonce) {
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
        .toByteArray();
  }

  public static AccountRecord ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, AccountRecord::read);
  }

  static AccountRecord read(CanonicalReader in) {
    return new AccountRecord(in.i64(), in.i64(), in.i64(), in.i64());
  }
}
