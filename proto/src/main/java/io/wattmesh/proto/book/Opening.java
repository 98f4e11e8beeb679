package io.wattmesh.proto.book;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.Signer;
import io.wattmesh.proto.model.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * What opens a sealed bid: the signed bid, and the salt without which nobody could find the bid out
 * by trying what it might be.
 *
 * @param salt 32 bytes that nobody can guess, others for each bid
 * @param bid the signed bid
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by equals below.
public record Opening(byte[] salt, SignedEnvelope bid) {
  public static final int SALT_BYTES = 32;

  private static final int MAX_BID_BYTES = MessageType.BID.maxPayloadBytes() + 512;
  private static final String LABEL = "wattmesh/sealed-bid";
  private static final String SALT_LABEL = "wattmesh/seal-salt";

  public Opening {
    salt = salt.clone();
    Objects.requireNonNull(bid);
    if (salt.length != SALT_BYTES) {
      throw new IllegalArgumentException(
          "The salt of a sealed bid has %d bytes, not %d.".formatted(SALT_BYTES, salt.length));
    }
  }

  /**
   * The opening of a bid with a salt that only the holder of its key can know, and finds again
   * after a restart: a digest of a signature that is never shown. Ed25519 is deterministic.
   */
  public static Opening of(SignedEnvelope bid, Signer key) {
    byte[] message =
        new CanonicalWriter()
            .raw(SALT_LABEL.getBytes(StandardCharsets.US_ASCII))
            .hash(bid.digest())
            .toByteArray();
    var secret = new CanonicalWriter();
    key.sign(message).write(secret);
    return new Opening(Sha256.labelled(SALT_LABEL, secret.toByteArray()).bytes(), bid);
  }

  @Override
  public byte[] salt() {
    return salt.clone();
  }

  /** What stands in the sealed bid. */
  public Hash commitment() {
    return Sha256.labelled(LABEL, new CanonicalWriter().raw(salt).raw(bid.toBytes()).toByteArray());
  }

  public void write(CanonicalWriter out) {
    out.raw(salt).bytes(bid.toBytes());
  }

  public static Opening read(CanonicalReader in) {
    return new Opening(in.raw(SALT_BYTES), SignedEnvelope.ofBytes(in.bytes(MAX_BID_BYTES)));
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    write(out);
    return out.toByteArray();
  }

  public static Opening ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, Opening::read);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Opening opening
        && Arrays.equals(salt, opening.salt)
        && bid.equals(opening.bid);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(salt);
  }

  /** Never the salt: it must not get into a log. */
  @Override
  public String toString() {
    return "opening of " + bid;
  }
}
