package io.wattmesh.agents.curve;

import io.wattmesh.proto.model.BidCurve;
import java.math.BigDecimal;
import java.util.StringJoiner;

/**
 * Curves as text: points {@code MW @ $/MWh} joined by commas, as in {@code "0 @ 5, 400 @ 25"}.
 * Decimals are exact, so every curve survives the way to text and back.
 */
public final class CurveText {
  private static final int SIX_DECIMALS = 6;

  private CurveText() {}

  /**
   * @throws IllegalArgumentException if the text is not a monotone curve, naming the point
   */
  public static BidCurve parse(String text) {
    String[] points = text.split(",", -1);
    long[] powerWatts = new long[points.length];
    long[] priceMicrosPerMwh = new long[points.length];
    for (int k = 0; k < points.length; k++) {
      String[] sides = points[k].split("@", -1);
      if (sides.length != 2) {
        throw new IllegalArgumentException(
            "Point %d of the curve, '%s', must be 'MW @ $/MWh', for example '100 @ 12.5'."
                .formatted(k, points[k].strip()));
      }
      powerWatts[k] = millionths(sides[0], k);
      priceMicrosPerMwh[k] = millionths(sides[1], k);
    }
    return new BidCurve(powerWatts, priceMicrosPerMwh);
  }

  public static String format(BidCurve curve) {
    var text = new StringJoiner(", ");
    for (int k = 0; k < curve.points(); k++) {
      text.add(decimal(curve.powerWatts(k)) + " @ " + decimal(curve.priceMicrosPerMwh(k)));
    }
    return text.toString();
  }

  private static long millionths(String decimal, int point) {
    try {
      return new BigDecimal(decimal.strip()).movePointRight(SIX_DECIMALS).longValueExact();
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "Point %d of the curve has '%s', which is not a number with at most six decimals."
              .formatted(point, decimal.strip()),
          e);
    }
  }

  private static String decimal(long millionths) {
    BigDecimal value = BigDecimal.valueOf(millionths, SIX_DECIMALS).stripTrailingZeros();
    return value.toPlainString();
  }
}
