package io.wattmesh.proto.crypto;

import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import java.nio.charset.StandardCharsets;

/**
 * What every signature is bound to beside its message: the chain and the epoch, so that nothing
 * signed for one market is worth anything in another.
 *
 * @param chainId the hash of the chain's genesis
 * @param epoch the validator epoch
 */
public record SigningContext(Hash chainId, long epoch) {
  private static final byte[] DOMAIN = "wattmesh/1".getBytes(StandardCharsets.US_ASCII);

  /** What the fields take beside the signer's name and the payload. */
  private static final int FIELDS_BYTES = DOMAIN.length + 2 + Hash.BYTES + 8 + 4 + 4;

  /** The bytes that are signed: domain, type, chain id, epoch, signer, payload. */
  public byte[] preimage(MessageType type, String signer, byte[] payload) {
    return new CanonicalWriter(FIELDS_BYTES + signer.length() + payload.length)
        .raw(DOMAIN)
        .u16(type.code())
        .hash(chainId)
        .i64(epoch)
        .text(signer)
        .bytes(payload)
        .toByteArray();
  }

  /** Signs a payload in this context. */
  public SignedEnvelope sign(MessageType type, String signer, byte[] payload, Signer key) {
    return new SignedEnvelope(
        this, type, signer, payload, key.sign(preimage(type, signer, payload)));
  }
}
