package io.wattmesh.grid.clearing.message;

import io.wattmesh.grid.curve.CostCurve;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A part of a clearing result: some buses and some branches.
 *
 * @param buses bus numbers, ascending
 * @param angleRad voltage angle of each bus in radians
 * @param injectionMw net injection of each bus in MW
 * @param lmpUsdPerMwh price of each bus in $/MWh
 * @param branchRows case rows of live branches, ascending
 * @param flowMw flow of each branch in MW, positive away from its from bus
 * @param lineDualUsdPerMwh signed net dual of each branch's limits in $/MWh: positive at the
 *     maximum
 * @param share for each bus the price of the market that chose the shares of tied steps: the
 *     fraction taken of its tied steps, where it has any
 * @param pull for each bus the angle of the market that chose the prices, in $/MWh per MW/rad: what
 *     flows at these angles pulls each price away from its reference
 * @param shareDual for each branch the net dual of the market that chose the shares
 */
// Records of primitive arrays: identity semantics are enough, and copies would cost every round.
@SuppressWarnings("ArrayRecordComponent")
public record ResultPart(
    int[] buses,
    double[] angleRad,
    double[] injectionMw,
    double[] lmpUsdPerMwh,
    int[] branchRows,
    double[] flowMw,
    double[] lineDualUsdPerMwh,
    double[] share,
    double[] pull,
    double[] shareDual) {

  /** A part without a proof of choice. */
  public ResultPart(
      int[] buses,
      double[] angleRad,
      double[] injectionMw,
      double[] lmpUsdPerMwh,
      int[] branchRows,
      double[] flowMw,
      double[] lineDualUsdPerMwh) {
    this(
        buses,
        angleRad,
        injectionMw,
        lmpUsdPerMwh,
        branchRows,
        flowMw,
        lineDualUsdPerMwh,
        new double[buses.length],
        new double[buses.length],
        new double[branchRows.length]);
  }

  /** One part from several, sorted by bus number and branch row. */
  public static ResultPart join(List<ResultPart> parts) {
    int[] buses = ints(parts, ResultPart::buses);
    int[] rows = ints(parts, ResultPart::branchRows);
    int[] busOrder = ascending(buses);
    int[] rowOrder = ascending(rows);
    return new ResultPart(
        Arrays.stream(busOrder).map(i -> buses[i]).toArray(),
        doubles(parts, ResultPart::angleRad, busOrder),
        doubles(parts, ResultPart::injectionMw, busOrder),
        doubles(parts, ResultPart::lmpUsdPerMwh, busOrder),
        Arrays.stream(rowOrder).map(i -> rows[i]).toArray(),
        doubles(parts, ResultPart::flowMw, rowOrder),
        doubles(parts, ResultPart::lineDualUsdPerMwh, rowOrder),
        doubles(parts, ResultPart::share, busOrder),
        doubles(parts, ResultPart::pull, busOrder),
        doubles(parts, ResultPart::shareDual, rowOrder));
  }

  private static int[] ints(List<ResultPart> parts, Function<ResultPart, int[]> field) {
    return parts.stream().flatMapToInt(p -> Arrays.stream(field.apply(p))).toArray();
  }

  private static int[] ascending(int[] keys) {
    return IntStream.range(0, keys.length)
        .boxed()
        .sorted(Comparator.comparingInt(i -> keys[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static double[] doubles(
      List<ResultPart> parts, Function<ResultPart, double[]> field, int[] order) {
    double[] all = parts.stream().flatMapToDouble(p -> Arrays.stream(field.apply(p))).toArray();
    return Arrays.stream(order).mapToDouble(i -> all[i]).toArray();
  }

  /** The LMP of a bus in $/MWh. */
  public double lmpUsdPerMwh(int bus) {
    return lmpUsdPerMwh[indexOf(buses, bus, "bus")];
  }

  /** The net injection of a bus in MW. */
  public double injectionMw(int bus) {
    return injectionMw[indexOf(buses, bus, "bus")];
  }

  /** The flow of a branch in MW. */
  public double flowMw(int branchRow) {
    return flowMw[indexOf(branchRows, branchRow, "branch row")];
  }

  /** The line dual of a branch in $/MWh. */
  public double lineDualUsdPerMwh(int branchRow) {
    return lineDualUsdPerMwh[indexOf(branchRows, branchRow, "branch row")];
  }

  /** The cost of all injections under the buses' curves, in $/h. */
  public double costUsdPerHour(Map<Integer, CostCurve> curves) {
    return IntStream.range(0, buses.length)
        .mapToDouble(i -> curves.get(buses[i]).costUsdPerHour(injectionMw[i]))
        .sum();
  }

  private static int indexOf(int[] keys, int key, String what) {
    int index = Arrays.binarySearch(keys, key);
    if (index < 0) {
      throw new IllegalArgumentException(what + " " + key + " is not part of this result");
    }
    return index;
  }
}
