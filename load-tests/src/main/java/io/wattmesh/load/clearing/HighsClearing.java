package io.wattmesh.load.clearing;

import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.Network;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A market of step offers as one linear program in per unit: an angle a bus, how much is taken of
 * each step, a flow a branch; each bus balances, each limited branch keeps its limits. The LMPs are
 * the duals of the balances, $/MWh.
 */
final class HighsClearing {
  private final Network network;
  private final Map<Integer, CostCurve> curves;
  private final double base;
  private final int[] buses;
  private final List<Branch> branches;
  private final LinearProgram program = new LinearProgram();
  private final int[] angle;
  private final int[] balance;
  private final int[] flow;

  HighsClearing(Network network, Map<Integer, CostCurve> curves) {
    this.network = network;
    this.curves = curves;
    base = network.baseMva();
    buses = network.buses().stream().mapToInt(Bus::number).sorted().toArray();
    branches = network.liveBranches();
    angle = new int[buses.length];
    balance = new int[buses.length];
    flow = new int[branches.size()];
    for (int i = 0; i < buses.length; i++) {
      addBus(i);
    }
    for (int l = 0; l < flow.length; l++) {
      addBranch(l);
    }
  }

  private void addBus(int i) {
    double most = buses[i] == network.referenceBus() ? 0 : Double.POSITIVE_INFINITY;
    angle[i] = program.column(-most, most, 0);
    double least = -curves.get(buses[i]).minMw() / base;
    balance[i] = program.row(least, least);
    CostCurve curve = curves.get(buses[i]);
    for (int k = 1; k < curve.size(); k++) {
      double width = curve.powerMw(k) - curve.powerMw(k - 1);
      double price = curve.priceUsdPerMwh(k - 1);
      double rise = curve.priceUsdPerMwh(k) - price;
      double curvature = width > 0 ? base * rise / width : 0;
      program.term(balance[i], program.column(0, width / base, price, curvature), 1);
    }
  }

  /** The column is what flows and the phase shift's constant part, which the bounds bear. */
  private void addBranch(int l) {
    Branch branch = branches.get(l);
    double susceptance = branch.susceptanceMwPerRad() / base;
    double shift = susceptance * branch.shiftRad();
    flow[l] =
        program.column(branch.minFlowMw() / base + shift, branch.maxFlowMw() / base + shift, 0);
    int definition = program.row(0, 0);
    program.term(definition, flow[l], 1);
    program.term(definition, angle[index(branch.fromBus())], -susceptance);
    program.term(definition, angle[index(branch.toBus())], susceptance);
    int from = balance[index(branch.fromBus())];
    program.term(from, flow[l], -1);
    program.shift(from, -shift);
    int to = balance[index(branch.toBus())];
    program.term(to, flow[l], 1);
    program.shift(to, shift);
  }

  private int index(int bus) {
    return Arrays.binarySearch(buses, bus);
  }

  ResultPart solve(Duration limit) {
    HighsProgram.Optimum optimum = HighsProgram.solve(program, limit);
    double[] angles = Arrays.stream(angle).mapToDouble(c -> optimum.values()[c]).toArray();
    double[] flows = new double[flow.length];
    Arrays.setAll(flows, l -> flowMw(branches.get(l), angles));
    return new ResultPart(
        buses,
        angles,
        injections(optimum),
        Arrays.stream(balance).mapToDouble(r -> optimum.duals()[r]).toArray(),
        branches.stream().mapToInt(Branch::row).toArray(),
        flows,
        new double[flow.length]);
  }

  private double flowMw(Branch branch, double[] angles) {
    return branch.flowMw(angles[index(branch.fromBus())], angles[index(branch.toBus())]);
  }

  /** The steps of a bus are the columns that follow its angle's. */
  private double[] injections(HighsProgram.Optimum optimum) {
    double[] injections = new double[buses.length];
    for (int i = 0; i < buses.length; i++) {
      CostCurve curve = curves.get(buses[i]);
      double taken = 0;
      for (int k = 1; k < curve.size(); k++) {
        taken += optimum.values()[angle[i] + k];
      }
      injections[i] = curve.minMw() + base * taken;
    }
    return injections;
  }
}
