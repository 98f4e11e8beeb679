package io.wattmesh.proto.crypto;

import io.wattmesh.proto.model.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4) by the JDK. */
public final class Sha256 {
  /** Never updated, only copied: to look the algorithm up takes longer than a short digest. */
  private static final MessageDigest FRESH = lookedUp();

  /** A copy takes as long as a short digest, too. */
  private static final ThreadLocal<MessageDigest> OF_THREAD =
      ThreadLocal.withInitial(Sha256::newDigest);

  private Sha256() {}

  /** The digest of the concatenation of the parts. */
  public static Hash of(byte[]... parts) {
    MessageDigest digest = OF_THREAD.get();
    digest.reset();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return Hash.of(digest.digest());
  }

  /** The digest of a labelled value: the label's bytes, a zero byte, the value. */
  public static Hash labelled(String label, byte[] value) {
    return of(label.getBytes(StandardCharsets.US_ASCII), new byte[1], value);
  }

  public static MessageDigest newDigest() {
    try {
      return (MessageDigest) FRESH.clone();
    } catch (CloneNotSupportedException e) {
      return lookedUp();
    }
  }

  private static MessageDigest lookedUp() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK lacks SHA-256, which every JDK must have.", e);
    }
  }
}
