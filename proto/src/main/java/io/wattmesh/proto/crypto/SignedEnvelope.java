package io.wattmesh.proto.crypto;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;

/**
 * A message with its signature: the payload's canonical bytes as they were signed, never encoded
 * anew. Reading one says nothing about its truth; {@link #isSignedBy} does.
 */
public final class SignedEnvelope {
  /** What the fields take beside the signer's name and the payload. */
  private static final int FIELDS_BYTES = 2 + Hash.BYTES + 8 + 4 + 4 + Signature.BYTES;

  /** In UTF-8, of one that is no half of a pair. */
  private static final int MOST_BYTES_OF_A_CHAR = 3;

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
    this(payload.clone(), context, type, signer, signature);
  }

  /** Of a payload that nobody else has. */
  private SignedEnvelope(
      byte[] payload,
      SigningContext context,
      MessageType type,
      String signer,
      Signature signature) {
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
    if (signer.length() > ParticipantId.MAX_LENGTH / MOST_BYTES_OF_A_CHAR) {
      requireShort(signer);
    }
  }

  private static void requireShort(String signer) {
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

  /** Reads one value from all of the payload. */
  public <T> T payload(Function<CanonicalReader, T> read) {
    return CanonicalReader.readAll(payload, read);
  }

  public int payloadLength() {
    return payload.length;
  }

  public boolean hasPayloadOf(SignedEnvelope other) {
    return Arrays.equals(payload, other.payload);
  }

  public Signature signature() {
    return signature;
  }

  /** The canonical bytes, signature included. */
  public byte[] toBytes() {
    var out = new CanonicalWriter(expectedBytes());
    write(out);
    return out.toByteArray();
  }

  /** Writes the canonical bytes as a byte string, with their length before them. */
  public void writeWithin(CanonicalWriter out) {
    out.within(this::write);
  }

  /** The length of the canonical bytes, if the signer's name is ASCII. */
  public int expectedBytes() {
    return FIELDS_BYTES + signer.length() + payload.length;
  }

  private void write(CanonicalWriter out) {
    out.u16(type.code()).hash(context.chainId()).i64(context.epoch()).text(signer).bytes(payload);
    signature.write(out);
  }

  public static SignedEnvelope ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, SignedEnvelope::read);
  }

  public static SignedEnvelope read(CanonicalReader in) {
    MessageType type = MessageType.ofCode(in.u16());
    var context = new SigningContext(in.hash(), in.i64());
    String signer = in.text(ParticipantId.MAX_LENGTH);
    byte[] payload = in.bytes(type.maxPayloadBytes());
    return new SignedEnvelope(payload, context, type, signer, Signature.read(in));
  }

  /** SHA-256 of the canonical bytes. */
  public Hash digest() {
    return Sha256.of(toBytes());
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof SignedEnvelope that
            && signature.equals(that.signature)
            && type == that.type
            && context.equals(that.context)
            && signer.equals(that.signer)
            && hasPayloadOf(that));
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
