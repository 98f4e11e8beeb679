package io.wattmesh.cluster.gateway;

import io.wattmesh.proto.model.ParticipantId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much each signer may hand in: a bucket that fills evenly (a token bucket). Signers that were
 * quiet for long are forgotten: their buckets are full. Not for several threads.
 */
final class Quotas {
  private static final int MAX_SIGNERS = 100_000;

  private final double perMilli;
  private final int burst;
  private final Map<ParticipantId, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ParticipantId, Bucket> eldest) {
          return size() > MAX_SIGNERS;
        }
      };

  private record Bucket(double level, long atMillis) {}

  /**
   * @param perSecond how many a second in the long run
   * @param burst how many at once after a while of quiet
   */
  Quotas(int perSecond, int burst) {
    this.perMilli = perSecond / 1_000.0;
    this.burst = burst;
  }

  /** Takes one of a signer's, if there is one left. */
  boolean take(ParticipantId signer, long nowMillis) {
    Bucket before = buckets.getOrDefault(signer, new Bucket(burst, nowMillis));
    double level = Math.min(burst, before.level + (nowMillis - before.atMillis) * perMilli);
    boolean left = level >= 1;
    buckets.put(signer, new Bucket(left ? level - 1 : level, nowMillis));
    return left;
  }
}
