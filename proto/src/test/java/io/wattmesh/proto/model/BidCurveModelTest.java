package io.wattmesh.proto.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The response to a price against a model that is exact by other means: the polyline is asked piece
 * by piece which powers it has at that price, as fractions of unlimited size.
 */
class BidCurveModelTest {
  private final Random random = new Random(64);

  @Test
  void seeded_curves_answer_as_the_exact_model_at_vertices_beside_them_between_and_far_out() {
    for (int round = 0; round < 4_000; round++) {
      BidCurve curve = anyCurve();
      for (int k = 0; k < curve.points(); k++) {
        long vertex = curve.priceMicrosPerMwh(k) * BidCurve.PICOS_PER_MICRO;
        requireModel(curve, vertex);
        requireModel(curve, vertex - 1);
        requireModel(curve, vertex + 1);
        requireModel(curve, vertex + random.nextInt(3_000_000) - 1_500_000);
        requireModel(
            curve, random.nextLong(-1_100_000_000_000_000_000L, 1_100_000_000_000_000_000L));
      }
      requireModel(curve, Long.MIN_VALUE);
      requireModel(curve, Long.MAX_VALUE);
    }
  }

  private BidCurve anyCurve() {
    int points = 1 + random.nextInt(random.nextInt(10) == 0 ? BidCurve.MAX_POINTS : 5);
    return new BidCurve(rising(points), rising(points));
  }

  private long[] rising(int points) {
    long[] scales = {3, 1_000, 1_000_000_000, BidCurve.MAX_POWER_WATTS};
    long scale = scales[random.nextInt(scales.length)];
    long[] values = random.longs(points, -scale, scale + 1).toArray();
    if (random.nextInt(8) == 0) {
      values[0] = -BidCurve.MAX_POWER_WATTS;
      values[points - 1] = BidCurve.MAX_POWER_WATTS;
    }
    Arrays.sort(values);
    return values;
  }

  private static void requireModel(BidCurve curve, long price) {
    BigInteger low = null;
    BigInteger high = null;
    for (int k = 0; k <= curve.points(); k++) {
      BigInteger[] ends = piece(curve, k, BigInteger.valueOf(price));
      if (ends != null) {
        low = low == null ? ends[0] : low.min(ends[0]);
        high = high == null ? ends[1] : high.max(ends[1]);
      }
    }
    assertThat(curve.lowWattsAt(price))
        .as("%s at %d", curve, price)
        .isEqualTo(low.longValueExact());
    assertThat(curve.highWattsAt(price))
        .as("%s at %d", curve, price)
        .isEqualTo(high.longValueExact());
  }

  /** The least power, floored, and the greatest, ceiled, of the piece before a point; or null. */
  private static BigInteger[] piece(BidCurve curve, int k, BigInteger price) {
    if (k == 0) {
      return price.compareTo(picos(curve, 0)) <= 0 ? both(curve.minWatts()) : null;
    }
    if (k == curve.points()) {
      return price.compareTo(picos(curve, k - 1)) >= 0 ? both(curve.maxWatts()) : null;
    }
    BigInteger from = picos(curve, k - 1);
    BigInteger to = picos(curve, k);
    if (price.compareTo(from) < 0 || price.compareTo(to) > 0) {
      return null;
    }
    BigInteger start = BigInteger.valueOf(curve.powerWatts(k - 1));
    BigInteger end = BigInteger.valueOf(curve.powerWatts(k));
    if (from.equals(to)) {
      return new BigInteger[] {start, end};
    }
    // start + (end - start) (price - from) / (to - from) over one denominator, floored and ceiled
    BigInteger rise = to.subtract(from);
    BigInteger top = start.multiply(rise).add(end.subtract(start).multiply(price.subtract(from)));
    return new BigInteger[] {floor(top, rise), floor(top.negate(), rise).negate()};
  }

  private static BigInteger floor(BigInteger top, BigInteger bottom) {
    return top.subtract(top.mod(bottom)).divide(bottom);
  }

  private static BigInteger picos(BidCurve curve, int k) {
    return BigInteger.valueOf(curve.priceMicrosPerMwh(k)).multiply(BigInteger.TEN.pow(6));
  }

  private static BigInteger[] both(long watts) {
    return new BigInteger[] {BigInteger.valueOf(watts), BigInteger.valueOf(watts)};
  }
}
