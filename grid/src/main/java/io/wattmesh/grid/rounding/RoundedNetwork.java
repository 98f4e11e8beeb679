package io.wattmesh.grid.rounding;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.ClearingSolution;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.clearing.LastClearing;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.Network;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network's public form: susceptances to the nearest W/rad (1e-6 MW/rad), shifts to the nearest
 * 1e-12 rad, flow limits to the nearest W, all ties to even; live branches only, in order of their
 * case rows; all buses in order of their numbers.
 *
 * <p>Regions clear the published network, not the one that it was rounded from: over duals of
 * thousands of $/MWh the difference would show in the proofs.
 */
public final class RoundedNetwork {
  private static final double WATTS_PER_MEGAWATT = 1e6;
  private static final double PICOS = 1e12;

  /** A line dual up to this size may be rounding. */
  private static final long LEAST_DUAL_PICOS = 1_000_000;

  private final Network published;
  private final int[] busNumbers;
  private final int[] branchRows;
  private final NetworkModel model;

  private RoundedNetwork(
      Network published, int[] busNumbers, int[] branchRows, NetworkModel model) {
    this.published = published;
    this.busNumbers = busNumbers;
    this.branchRows = branchRows;
    this.model = model;
  }

  public static RoundedNetwork of(Network network) {
    int[] numbers = network.buses().stream().mapToInt(Bus::number).sorted().toArray();
    List<Branch> live = network.liveBranches();
    int[] rows = live.stream().mapToInt(Branch::row).toArray();
    return new RoundedNetwork(
        network.withBranches(RoundedNetwork::published),
        numbers,
        rows,
        new NetworkModel(
            numbers,
            live.stream().mapToInt(b -> Arrays.binarySearch(numbers, b.fromBus())).toArray(),
            live.stream().mapToInt(b -> Arrays.binarySearch(numbers, b.toBus())).toArray(),
            live.stream()
                .mapToLong(b -> (long) Math.rint(b.susceptanceMwPerRad() * WATTS_PER_MEGAWATT))
                .toArray(),
            live.stream().mapToLong(b -> (long) Math.rint(b.shiftRad() * PICOS)).toArray(),
            live.stream()
                .mapToLong(b -> limitWatts(b.minFlowMw(), NetworkModel.NO_LOWER_LIMIT))
                .toArray(),
            live.stream()
                .mapToLong(b -> limitWatts(b.maxFlowMw(), NetworkModel.NO_UPPER_LIMIT))
                .toArray()));
  }

  private static Branch published(Branch b) {
    return new Branch(
        b.row(),
        b.fromBus(),
        b.toBus(),
        Math.rint(b.susceptanceMwPerRad() * WATTS_PER_MEGAWATT) / WATTS_PER_MEGAWATT,
        Math.rint(b.shiftRad() * PICOS) / PICOS,
        Math.rint(b.minFlowMw() * WATTS_PER_MEGAWATT) / WATTS_PER_MEGAWATT,
        Math.rint(b.maxFlowMw() * WATTS_PER_MEGAWATT) / WATTS_PER_MEGAWATT,
        b.inService());
  }

  private static long limitWatts(double limitMw, long unlimited) {
    double watts = Math.rint(limitMw * WATTS_PER_MEGAWATT);
    return Math.abs(watts) > NetworkModel.MAX_LIMIT_WATTS ? unlimited : (long) watts;
  }

  /** The network that regions clear, with branches as published. */
  public Network network() {
    return published;
  }

  public NetworkModel model() {
    return model;
  }

  /** The case row of a branch of the model. */
  public int branchRow(int branch) {
    return branchRows[branch];
  }

  /** A whole network's result in the model's order. */
  public ClearingSolution solution(ResultPart result) {
    return new ClearingSolution(
        inOrder(busNumbers, result.buses(), result.angleRad()),
        inOrder(busNumbers, result.buses(), result.injectionMw()),
        inOrder(busNumbers, result.buses(), result.lmpUsdPerMwh()),
        inOrder(branchRows, result.branchRows(), result.lineDualUsdPerMwh()),
        inOrder(busNumbers, result.buses(), result.share()),
        inOrder(busNumbers, result.buses(), result.pull()),
        inOrder(branchRows, result.branchRows(), result.shareDual()));
  }

  /** What the next clearing may start from: a certificate in the clearing's own units. */
  public LastClearing last(ClearingCertificate certificate) {
    Map<Integer, Double> price = new HashMap<>();
    Map<Integer, Double> angle = new HashMap<>();
    Map<Integer, Double> injection = new HashMap<>();
    Map<Integer, Integer> side = new HashMap<>();
    for (int k = 0; k < busNumbers.length; k++) {
      price.put(busNumbers[k], certificate.pricePicosPerMwh(k) / PICOS);
      angle.put(busNumbers[k], certificate.anglePicoRad(k) / PICOS);
      injection.put(busNumbers[k], certificate.injectionWatts(k) / WATTS_PER_MEGAWATT);
    }
    for (int k = 0; k < branchRows.length; k++) {
      long dual = certificate.dualPicosPerMwh(k);
      if (Math.abs(dual) > LEAST_DUAL_PICOS) {
        side.put(branchRows[k], Long.signum(dual));
      }
    }
    return new LastClearing(price, angle, injection, side);
  }

  /** Values by ascending keys, put into another order; 0 where there is none. */
  private static double[] inOrder(int[] wanted, int[] keys, double[] values) {
    double[] ordered = new double[wanted.length];
    for (int k = 0; k < wanted.length; k++) {
      int at = Arrays.binarySearch(keys, wanted[k]);
      ordered[k] = at < 0 ? 0 : values[at];
    }
    return ordered;
  }
}
