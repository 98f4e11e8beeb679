package io.wattmesh.proto.crypto;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A message with its signature: the payload's canonical bytes as they were signed, never encoded
 * anew. Reading one says nothing about its truth; {@link #isSignedBy} does.
 */
public final class SignedEnvelope {
  /** About what the fields beside the payload take. */
  private static final int FIELDS_BYTES = 192;

  private final SigningContext context;
  private final MessageType type;
  private final String signer;
  private final byte[] payload;
  private final Signature signature;

  public SignedEnvelope(
      SigningContext context,
      MessageType type,
      String signer,
      byte[] payload,
      Signature signature) {
    this(signature, payload.clone(), context, type, signer);
  }

  /**
   * @param payload is nobody else's
   */
  private SignedEnvelope(
      Signature signature,
      byte[] payload,
      SigningContext context,
      MessageType type,
      String signer) {
    this.context = Objects.requireNonNull(context);
    this.type = Objects.requireNonNull(type);
    this.signer = Objects.requireNonNull(signer);
    this.payload = payload;
    this.signature = Objects.requireNonNull(signature);
    if (this.payload.length > type.maxPayloadBytes()) {
      throw new MalformedBytesException(
          "A %s payload has at most %d bytes, this has %d."
              .formatted(type, type.maxPayloadBytes(), this.payload.length));
    }
    int signerBytes = signer.getBytes(StandardCharsets.UTF_8).length;
    if (signerBytes > ParticipantId.MAX_LENGTH) {
      throw new MalformedBytesException(
          "A signer's name has at most %d bytes of UTF-8, this has %d."
              .formatted(ParticipantId.MAX_LENGTH, signerBytes));
    }
  }

  /** Whether the holder of the key signed exactly this in exactly this context. */
  public boolean isSignedBy(VerificationKey key, SigningContext expected) {
    return context.equals(expected) && key.verify(preimage(), signature);
  }

  /** What the signature must be on. */
  public byte[] preimage() {
    return context.preimage(type, signer, payload);
  }

  public SigningContext context() {
    return context;
  }

  public MessageType type() {
    return type;
  }

  public String signer() {
    return signer;
  }

  public byte[] payload() {
    return payload.clone();
  }

  public Signature signature() {
    return signature;
  }

  /** The canonical bytes, signature included. */
  public byte[] toBytes() {
    return new CanonicalWriter(payload.length + FIELDS_BYTES)
        .u16(type.code())
        .hash(context.chainId())
        .i64(context.epoch())
        .text(signer)
        .bytes(payload)
        .raw(signature.bytes())
        .toByteArray();
  }

  public static SignedEnvelope ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, SignedEnvelope::read);
  }

  private static SignedEnvelope read(CanonicalReader in) {
    MessageType type = MessageType.ofCode(in.u16());
    var context = new SigningContext(in.hash(), in.i64());
    String signer = in.text(ParticipantId.MAX_LENGTH);
    byte[] payload = in.bytes(type.maxPayloadBytes());
    return new SignedEnvelope(
        Signature.of(in.raw(Signature.BYTES)), payload, context, type, signer);
  }

  /** SHA-256 of the canonical bytes. */
  public Hash digest() {
    return Sha256.of(toBytes());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedEnvelope that && Arrays.equals(toBytes(), that.toBytes());
  }

  @Override
  public int hashCode() {
    return signature.hashCode();
  }

  @Override
  public String toString() {
    return "%s by %s (%d bytes)".formatted(type, signer, payload.length);
  }
}
