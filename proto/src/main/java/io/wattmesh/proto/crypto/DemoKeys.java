package io.wattmesh.proto.crypto;

import io.wattmesh.proto.codec.CanonicalWriter;

/**
 * Keys derived from a run's seed, so that a demonstration is reproducible. <b>They protect
 * nothing</b>: whoever knows the seed has them all. A genesis made with them says so.
 */
public final class DemoKeys {
  private DemoKeys() {}

  /** SHA-256 of the label "wattmesh/demo-key", the seed and the name, taken as an Ed25519 seed. */
  public static SigningKey derive(long seed, String name) {
    return SigningKey.ofSeed(keySeed(seed, name));
  }

  /**
   * What the derived key signs, without the key being kept: a simulated fleet has millions, and the
   * public keys that {@link SigningKey} has are known where signatures are checked.
   */
  public static Signature sign(long seed, String name, byte[] message) {
    return SigningKey.signOnce(keySeed(seed, name), message);
  }

  /** Signs as the derived key does, and keeps nothing but where it derives from. */
  public static Signer signer(long seed, String name) {
    return message -> sign(seed, name, message);
  }

  private static byte[] keySeed(long seed, String name) {
    byte[] value = new CanonicalWriter().i64(seed).text(name).toByteArray();
    return Sha256.labelled("wattmesh/demo-key", value).bytes();
  }
}
