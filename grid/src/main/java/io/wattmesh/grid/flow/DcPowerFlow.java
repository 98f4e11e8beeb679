package io.wattmesh.grid.flow;

import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ojalgo.matrix.decomposition.LU;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;

/**
 * Solves B theta = p for the bus angles (Wood and Wollenberg, Power Generation, Operation and
 * Control, ch. 4), with the first bus of each island at angle zero.
 *
 * @param anglesRad angle of each bus number in radians
 * @param flowsMw flow of each live branch, by case row, in MW
 * @param slackMw what the injections of an island fail to add up to, at its first bus, in MW
 */
public record DcPowerFlow(
    Map<Integer, Double> anglesRad, Map<Integer, Double> flowsMw, Map<Integer, Double> slackMw) {

  /**
   * The power flow of an island-wise balanced dispatch.
   *
   * @param network the network
   * @param injectionsMw net injection of each bus number in MW, zero where absent
   */
  public static DcPowerFlow of(Network network, Map<Integer, Double> injectionsMw) {
    List<Bus> buses = network.buses();
    int n = buses.size();
    Map<Integer, Integer> index = new HashMap<>();
    buses.forEach(bus -> index.put(bus.number(), index.size()));
    List<Branch> branches = network.liveBranches();
    boolean[] first = firstOfIslands(n, index, branches);

    R064Store matrix = R064Store.FACTORY.make(n, n);
    double[] right = new double[n];
    buses.forEach(b -> right[index.get(b.number())] = injectionsMw.getOrDefault(b.number(), 0.0));
    for (Branch branch : branches) {
      int f = index.get(branch.fromBus());
      int t = index.get(branch.toBus());
      double b = branch.susceptanceMwPerRad();
      matrix.add(f, f, b);
      matrix.add(t, t, b);
      matrix.add(f, t, -b);
      matrix.add(t, f, -b);
      right[f] += b * branch.shiftRad();
      right[t] -= b * branch.shiftRad();
    }
    double[] balance = right.clone();
    for (int i = 0; i < n; i++) {
      if (first[i]) {
        matrix.fillRow(i, 0.0);
        matrix.set(i, i, 1);
        right[i] = 0;
      }
    }
    double[] angles = solve(network, matrix, right);
    return result(buses, branches, index, angles, balance, first);
  }

  private static double[] solve(Network network, R064Store matrix, double[] right) {
    LU<Double> factors = LU.R064.make(matrix);
    if (!factors.decompose(matrix) || !factors.isSolvable()) {
      throw new ArithmeticException(
          "the susceptance matrix of "
              + network.name()
              + " is singular; look for branches whose susceptances cancel");
    }
    MatrixStore<Double> solution = factors.getSolution(R064Store.FACTORY.column(right));
    return solution.toRawCopy1D();
  }

  private static DcPowerFlow result(
      List<Bus> buses,
      List<Branch> branches,
      Map<Integer, Integer> index,
      double[] angles,
      double[] injections,
      boolean[] first) {
    Map<Integer, Double> anglesRad = new HashMap<>();
    buses.forEach(b -> anglesRad.put(b.number(), angles[index.get(b.number())]));
    Map<Integer, Double> flowsMw = new HashMap<>();
    double[] outgoing = new double[angles.length];
    for (Branch branch : branches) {
      int f = index.get(branch.fromBus());
      int t = index.get(branch.toBus());
      flowsMw.put(branch.row(), branch.flowMw(angles[f], angles[t]));
      double unshifted = branch.susceptanceMwPerRad() * (angles[f] - angles[t]);
      outgoing[f] += unshifted;
      outgoing[t] -= unshifted;
    }
    Map<Integer, Double> slackMw = new HashMap<>();
    for (Bus bus : buses) {
      int i = index.get(bus.number());
      if (first[i]) {
        slackMw.put(bus.number(), injections[i] - outgoing[i]);
      }
    }
    return new DcPowerFlow(Map.copyOf(anglesRad), Map.copyOf(flowsMw), Map.copyOf(slackMw));
  }

  private static boolean[] firstOfIslands(
      int n, Map<Integer, Integer> index, List<Branch> branches) {
    int[] root = new int[n];
    for (int i = 0; i < n; i++) {
      root[i] = i;
    }
    for (Branch branch : branches) {
      int f = find(root, index.get(branch.fromBus()));
      int t = find(root, index.get(branch.toBus()));
      root[Math.max(f, t)] = Math.min(f, t);
    }
    boolean[] first = new boolean[n];
    for (int i = 0; i < n; i++) {
      first[i] = root[i] == i;
    }
    return first;
  }

  private static int find(int[] root, int i) {
    int r = i;
    while (root[r] != r) {
      root[r] = root[root[r]];
      r = root[r];
    }
    return r;
  }
}
