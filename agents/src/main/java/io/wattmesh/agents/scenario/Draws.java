package io.wattmesh.agents.scenario;

import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import java.nio.ByteBuffer;

/**
 * Random numbers that have names: each is the SHA-256 of a scenario's seed, a subject and the
 * draw's name. So no draw depends on another, and neither more subjects nor more draws a subject
 * change what was drawn before.
 *
 * @param seed the scenario's
 * @param subject for whom is drawn
 */
record Draws(long seed, String subject) {
  private static final String DOMAIN = "wattmesh.agents.draw.v1";
  private static final int DOUBLE_BITS = 53;

  /** 64 random bits. */
  long bits(String name) {
    byte[] text = new CanonicalWriter().i64(seed).text(subject).text(name).toByteArray();
    return ByteBuffer.wrap(Sha256.labelled(DOMAIN, text).bytes()).getLong();
  }

  /** A number from 0 (inclusive) to 1 (exclusive). */
  double unit(String name) {
    return (bits(name) >>> (Long.SIZE - DOUBLE_BITS)) * 0x1p-53;
  }

  double between(String name, double low, double high) {
    return low + (high - low) * unit(name);
  }

  /** An integer from low to high, both included. */
  int integer(String name, int low, int high) {
    return low + (int) (unit(name) * (high - low + 1));
  }

  /** True with a probability. */
  boolean chance(String name, double probability) {
    return unit(name) < probability;
  }
}
