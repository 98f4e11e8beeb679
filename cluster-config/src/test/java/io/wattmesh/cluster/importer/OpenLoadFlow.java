package io.wattmesh.cluster.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.powsybl.iidm.network.Branch;
import com.powsybl.iidm.network.DanglingLine;
import com.powsybl.iidm.network.Generator;
import com.powsybl.iidm.network.Network;
import com.powsybl.iidm.network.Terminal;
import com.powsybl.iidm.network.ThreeWindingsTransformer;
import com.powsybl.loadflow.LoadFlow;
import com.powsybl.loadflow.LoadFlowParameters;
import com.powsybl.math.matrix.DenseMatrixFactory;
import com.powsybl.openloadflow.OpenLoadFlowParameters;
import com.powsybl.openloadflow.OpenLoadFlowProvider;
import com.powsybl.openloadflow.dc.equations.DcApproximationType;
import io.wattmesh.grid.flow.DcPowerFlow;
import io.wattmesh.grid.importer.CostTable;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Islands;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Flows of the imported grid by our own DC power flow against PowSyBl's OpenLoadFlow on the network
 * as PowSyBl read it, at the file's own dispatch. The two share the reader of the file and nothing
 * behind it.
 */
final class OpenLoadFlow {
  private OpenLoadFlow() {}

  /** The largest difference of a flow, and how many flows were compared. */
  record Comparison(double maxErrorMw, double maxFlowMw, int branches) {}

  /** Costs of 1 $/MWh and bounds of 0 and 10 GW for each generator. */
  static CostTable costs(Network network) {
    var csv = new StringBuilder("generator,c1,min_mw,max_mw\n");
    network.getGeneratorStream().forEach(g -> csv.append('"' + g.getId() + "\",1,0,10000\n"));
    return CostTable.read("costs.csv", csv.toString());
  }

  /** Balances the largest island at one generator, so that no slack matters, and compares. */
  static Comparison compare(Network network, DcModel model) {
    ImportedGrid grid = GridConverter.convert("grid", network, model, Optional.of(costs(network)));
    Map<Integer, Integer> islands = Islands.of(grid.network());
    Generator balancing =
        network
            .getGeneratorStream()
            .filter(g -> g.getTerminal().getBusView().getBus() != null)
            .filter(g -> g.getTerminal().getBusView().getBus().isInMainSynchronousComponent())
            .findFirst()
            .orElseThrow();
    int island = islands.get(busOf(grid, balancing.getId().strip()));
    balancing.setTargetP(balancing.getTargetP() - sum(injections(network, grid), islands, island));
    Map<Integer, Double> injections = injections(network, grid);
    assertThat(sum(injections, islands, island)).isBetween(-1e-9, 1e-9);
    run(network, model);
    return compare(network, grid, DcPowerFlow.of(grid.network(), injections), islands, island);
  }

  private static int busOf(ImportedGrid grid, String generator) {
    int row =
        grid.names().generators().entrySet().stream()
            .filter(entry -> entry.getValue().equals(generator))
            .findFirst()
            .orElseThrow()
            .getKey();
    return grid.network().generators().get(row).bus();
  }

  /** Without shunt conductances, which OpenLoadFlow's DC mode leaves out. */
  private static Map<Integer, Double> injections(Network network, ImportedGrid grid) {
    Map<Integer, Double> injections = new HashMap<>();
    for (Bus bus : grid.network().buses()) {
      injections.merge(
          bus.number(), bus.fixedWithdrawalMw() == 0 ? 0 : -bus.demandMw(), Double::sum);
    }
    grid.names()
        .generators()
        .forEach(
            (row, id) ->
                injections.merge(
                    grid.network().generators().get(row).bus(),
                    generator(network, id).getTargetP(),
                    Double::sum));
    return injections;
  }

  private static Generator generator(Network network, String name) {
    return network
        .getGeneratorStream()
        .filter(generator -> generator.getId().strip().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static double sum(
      Map<Integer, Double> injections, Map<Integer, Integer> islands, int island) {
    return injections.entrySet().stream()
        .filter(entry -> islands.get(entry.getKey()) == island)
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private static void run(Network network, DcModel model) {
    var parameters =
        new LoadFlowParameters()
            .setDc(true)
            .setDistributedSlack(false)
            .setHvdcAcEmulation(false)
            .setPhaseShifterRegulationOn(false)
            .setDcUseTransformerRatio(model == DcModel.MATPOWER);
    OpenLoadFlowParameters.create(parameters)
        .setDcApproximationType(
            model == DcModel.MATPOWER
                ? DcApproximationType.IGNORE_R
                : DcApproximationType.IGNORE_G);
    var runner = new LoadFlow.Runner(new OpenLoadFlowProvider(new DenseMatrixFactory()));
    assertThat(runner.run(network, parameters).isFullyConverged()).isTrue();
  }

  private static Comparison compare(
      Network network,
      ImportedGrid grid,
      DcPowerFlow ours,
      Map<Integer, Integer> islands,
      int island) {
    double error = 0;
    double largest = 0;
    int branches = 0;
    for (var branch : grid.network().liveBranches()) {
      if (islands.get(branch.fromBus()) == island) {
        double theirs = flowMw(network, grid.names().branches().get(branch.row()));
        double found = ours.flowsMw().get(branch.row());
        assertThat(theirs).as(grid.names().branches().get(branch.row())).isNotNaN();
        error = Math.max(error, Math.abs(theirs - found));
        largest = Math.max(largest, Math.abs(theirs));
        branches++;
      }
    }
    return new Comparison(error, largest, branches);
  }

  private static double flowMw(Network network, String name) {
    Branch<?> branch = network.getBranch(name);
    DanglingLine boundary = network.getDanglingLine(name);
    if (branch != null || boundary != null) {
      Terminal terminal = branch != null ? branch.getTerminal1() : boundary.getTerminal();
      return terminal.getP();
    }
    int leg = name.lastIndexOf(" leg ");
    ThreeWindingsTransformer star = network.getThreeWindingsTransformer(name.substring(0, leg));
    return star.getLegs().get(name.charAt(name.length() - 1) - '1').getTerminal().getP();
  }
}
