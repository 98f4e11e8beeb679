package io.wattmesh.grid.certificate;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The network that a clearing certificate is checked against, in integers and in a fixed order.
 *
 * <p>A branch's flow is f = b (theta_from - theta_to - shift), positive away from its from bus.
 * Buses and branches are named by their index here; bus numbers are the market's own. Every island
 * has one angle reference, its bus of the lowest index.
 */
public final class NetworkModel {
  /** A lower flow limit that never binds. */
  public static final long NO_LOWER_LIMIT = Long.MIN_VALUE;

  /** An upper flow limit that never binds. */
  public static final long NO_UPPER_LIMIT = Long.MAX_VALUE;

  /** The largest susceptance either way, W/rad; real lines stay a thousand times below it. */
  public static final long MAX_SUSCEPTANCE_WATTS_PER_RAD = 1_000_000_000_000_000L;

  /** The largest phase shift either way, 1e-12 rad: a full turn and more. */
  public static final long MAX_SHIFT_PICO_RAD = 10_000_000_000_000L;

  /** The largest finite flow limit either way, W. */
  public static final long MAX_LIMIT_WATTS = 10_000_000_000_000L;

  private static final String HASH_LABEL = "wattmesh/network-model/1";

  private final int[] busNumber;
  private final int[] fromBus;
  private final int[] toBus;
  private final long[] susceptanceWattsPerRad;
  private final long[] shiftPicoRad;
  private final long[] minFlowWatts;
  private final long[] maxFlowWatts;
  private final Islands islands;

  /**
   * @param busNumber the market's number of each bus, unique
   * @param fromBus index of each branch's from bus
   * @param toBus index of each branch's to bus
   * @param susceptanceWattsPerRad b of each branch, W/rad; negative for a series capacitor
   * @param shiftPicoRad phase shift of each branch, 1e-12 rad
   * @param minFlowWatts lower limit of each branch, W, or {@link #NO_LOWER_LIMIT}
   * @param maxFlowWatts upper limit of each branch, W, or {@link #NO_UPPER_LIMIT}
   * @throws IllegalArgumentException naming the bus or branch that breaks a rule
   */
  public NetworkModel(
      int[] busNumber,
      int[] fromBus,
      int[] toBus,
      long[] susceptanceWattsPerRad,
      long[] shiftPicoRad,
      long[] minFlowWatts,
      long[] maxFlowWatts) {
    this.busNumber = busNumber.clone();
    this.fromBus = fromBus.clone();
    this.toBus = toBus.clone();
    this.susceptanceWattsPerRad = susceptanceWattsPerRad.clone();
    this.shiftPicoRad = shiftPicoRad.clone();
    this.minFlowWatts = minFlowWatts.clone();
    this.maxFlowWatts = maxFlowWatts.clone();
    requireSizes();
    requireUniqueBusNumbers();
    for (int branch = 0; branch < branches(); branch++) {
      requireEnds(branch);
      requireValues(branch);
      requireLimits(branch);
    }
    this.islands = Islands.of(buses(), this.fromBus, this.toBus);
  }

  private void requireSizes() {
    int count = fromBus.length;
    if (buses() == 0
        || buses() > CertificateRules.MAX_BUSES
        || count > CertificateRules.MAX_BRANCHES
        || toBus.length != count
        || susceptanceWattsPerRad.length != count
        || shiftPicoRad.length != count
        || minFlowWatts.length != count
        || maxFlowWatts.length != count) {
      throw new IllegalArgumentException(
          ("A network has 1 to %d buses and up to %d branches, each with two ends, a susceptance, a"
                  + " shift and two limits; this has %d buses and arrays of %d, %d, %d, %d, %d and"
                  + " %d branches.")
              .formatted(
                  CertificateRules.MAX_BUSES,
                  CertificateRules.MAX_BRANCHES,
                  buses(),
                  count,
                  toBus.length,
                  susceptanceWattsPerRad.length,
                  shiftPicoRad.length,
                  minFlowWatts.length,
                  maxFlowWatts.length));
    }
  }

  private void requireUniqueBusNumbers() {
    int[] sorted = busNumber.clone();
    Arrays.sort(sorted);
    for (int k = 1; k < sorted.length; k++) {
      if (sorted[k] == sorted[k - 1]) {
        throw new IllegalArgumentException(
            "Bus number " + sorted[k] + " appears twice. Number each bus once.");
      }
    }
  }

  private void requireEnds(int branch) {
    int from = fromBus[branch];
    int to = toBus[branch];
    if (from < 0 || from >= buses() || to < 0 || to >= buses() || from == to) {
      throw new IllegalArgumentException(
          "Branch %d joins bus indices %d and %d; they must differ and lie within 0 to %d."
              .formatted(branch, from, to, buses() - 1));
    }
  }

  private void requireValues(int branch) {
    long susceptance = susceptanceWattsPerRad[branch];
    if (susceptance == 0 || beyond(susceptance, MAX_SUSCEPTANCE_WATTS_PER_RAD)) {
      throw new IllegalArgumentException(
          ("%s has susceptance %d W/rad; it must not be 0 nor beyond +-%d. Leave out a branch that"
                  + " is out of service, merge buses that are joined without impedance.")
              .formatted(branchName(branch), susceptance, MAX_SUSCEPTANCE_WATTS_PER_RAD));
    }
    if (beyond(shiftPicoRad[branch], MAX_SHIFT_PICO_RAD)) {
      throw new IllegalArgumentException(
          "%s has a shift of %d pico-rad, beyond +-%d. Maybe it is given in degrees?"
              .formatted(branchName(branch), shiftPicoRad[branch], MAX_SHIFT_PICO_RAD));
    }
  }

  private void requireLimits(int branch) {
    long min = minFlowWatts[branch];
    long max = maxFlowWatts[branch];
    boolean minInRange = min == NO_LOWER_LIMIT || !beyond(min, MAX_LIMIT_WATTS);
    boolean maxInRange = max == NO_UPPER_LIMIT || !beyond(max, MAX_LIMIT_WATTS);
    if (!minInRange || !maxInRange || min > max) {
      throw new IllegalArgumentException(
          ("%s has flow limits %d and %d W; the lower must not be above the upper, and both within"
                  + " +-%d W or unlimited.")
              .formatted(branchName(branch), min, max, MAX_LIMIT_WATTS));
    }
  }

  private static boolean beyond(long value, long limit) {
    return value > limit || value < -limit;
  }

  /** A branch by index and bus numbers, for messages. */
  String branchName(int branch) {
    return "Branch %d (bus %d to bus %d)"
        .formatted(branch, busNumber[fromBus[branch]], busNumber[toBus[branch]]);
  }

  public int buses() {
    return busNumber.length;
  }

  public int branches() {
    return fromBus.length;
  }

  public int busNumber(int bus) {
    return busNumber[bus];
  }

  public int fromBus(int branch) {
    return fromBus[branch];
  }

  public int toBus(int branch) {
    return toBus[branch];
  }

  public long susceptanceWattsPerRad(int branch) {
    return susceptanceWattsPerRad[branch];
  }

  public long shiftPicoRad(int branch) {
    return shiftPicoRad[branch];
  }

  public long minFlowWatts(int branch) {
    return minFlowWatts[branch];
  }

  public long maxFlowWatts(int branch) {
    return maxFlowWatts[branch];
  }

  public boolean hasLowerLimit(int branch) {
    return minFlowWatts[branch] != NO_LOWER_LIMIT;
  }

  public boolean hasUpperLimit(int branch) {
    return maxFlowWatts[branch] != NO_UPPER_LIMIT;
  }

  /** How many parts the network falls into; an isolated bus is a part of its own. */
  public int islands() {
    return islands.count();
  }

  public int islandOfBus(int bus) {
    return islands.ofBus(bus);
  }

  /** The bus of an island whose angle is zero. */
  public int referenceBus(int island) {
    return islands.referenceBus(island);
  }

  /** The same network with other limits on one branch, as an operator's order sets them. */
  public NetworkModel withLimits(int branch, long newMinFlowWatts, long newMaxFlowWatts) {
    long[] min = minFlowWatts.clone();
    long[] max = maxFlowWatts.clone();
    min[branch] = newMinFlowWatts;
    max[branch] = newMaxFlowWatts;
    return new NetworkModel(
        busNumber, fromBus, toBus, susceptanceWattsPerRad, shiftPicoRad, min, max);
  }

  /** The same network without one branch, as an outage leaves it; later branches move up by one. */
  public NetworkModel withoutBranch(int branch) {
    Objects.checkIndex(branch, branches());
    int[] kept = IntStream.range(0, branches()).filter(k -> k != branch).toArray();
    return new NetworkModel(
        busNumber,
        IntStream.of(kept).map(this::fromBus).toArray(),
        IntStream.of(kept).map(this::toBus).toArray(),
        IntStream.of(kept).mapToLong(this::susceptanceWattsPerRad).toArray(),
        IntStream.of(kept).mapToLong(this::shiftPicoRad).toArray(),
        IntStream.of(kept).mapToLong(this::minFlowWatts).toArray(),
        IntStream.of(kept).mapToLong(this::maxFlowWatts).toArray());
  }

  /** The canonical bytes: the seven lists in the constructor's order. */
  public byte[] encode() {
    return new CanonicalWriter()
        .i32s(busNumber)
        .i32s(fromBus)
        .i32s(toBus)
        .i64s(susceptanceWattsPerRad)
        .i64s(shiftPicoRad)
        .i64s(minFlowWatts)
        .i64s(maxFlowWatts)
        .toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws io.wattmesh.proto.codec.MalformedBytesException if the bytes are anything else
   */
  public static NetworkModel decode(byte[] bytes) {
    return CanonicalReader.readAll(bytes, NetworkModel::read);
  }

  private static NetworkModel read(CanonicalReader in) {
    return new NetworkModel(
        in.i32s(CertificateRules.MAX_BUSES),
        in.i32s(CertificateRules.MAX_BRANCHES),
        in.i32s(CertificateRules.MAX_BRANCHES),
        in.i64s(CertificateRules.MAX_BRANCHES),
        in.i64s(CertificateRules.MAX_BRANCHES),
        in.i64s(CertificateRules.MAX_BRANCHES),
        in.i64s(CertificateRules.MAX_BRANCHES));
  }

  public Hash hash() {
    return Sha256.labelled(HASH_LABEL, encode());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkModel model && Arrays.equals(encode(), model.encode());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(busNumber) * 31 + Arrays.hashCode(susceptanceWattsPerRad);
  }

  @Override
  public String toString() {
    return "NetworkModel[%d buses, %d branches, %d islands]"
        .formatted(buses(), branches(), islands());
  }
}
