package io.wattmesh.load.clearing;

import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.clearing.ClearingOutcome;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import io.wattmesh.load.MarkdownTable;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * ADMM rounds with elastic bids until prices and cost are near enough to the optimum's. The optimum
 * is the interior point's of the same market, once its certificate is proven.
 */
final class ElasticStops {
  private static final double NEAR_COST = 1e-5;
  private static final int REGIONS = 4;
  private static final int MAX_ROUNDS = 1000;

  /** So many markets are drawn for each grid. */
  static final int SEEDS = 5;

  /** Those that are asked for. */
  static final List<String> GRIDS = List.of("118", "1354_pegase");

  private final Consumer<String> progress;

  ElasticStops(Consumer<String> progress) {
    this.progress = progress;
  }

  void write(PrintWriter out, List<String> grids, int seeds) {
    var table =
        new MarkdownTable(
            out,
            List.of(
                "ADMM, elastic bids: case",
                "regions",
                "seed",
                "rounds to 0.01 $/MWh and 1e-5",
                "rounds to the end",
                "note"));
    for (String grid : grids) {
      Network network = ReferenceCase.named(grid).orElseThrow().read(DcModel.MATPOWER);
      for (int seed = 1; seed <= seeds; seed++) {
        progress.accept("elastic bids on " + grid + ", seed " + seed);
        table.row(row(grid, network, seed));
      }
    }
  }

  private static List<String> row(String grid, Network network, int seed) {
    var market = new ElasticMarket(network, seed);
    RegionPlan plan = RegionPlan.of(market.network(), REGIONS);
    var exact =
        Journey.of(plan, market.curves(), ClearingParameters.of(ClearingMethod.INTERIOR_POINT));
    if (!(exact.outcome() instanceof ClearingOutcome.Cleared cleared)) {
      return cells(grid, seed, Cells.NONE, Cells.NONE, "the interior point finds no prices");
    }
    Verdict verdict = market.judge(market.certify(cleared.result()));
    if (!verdict.isValid()) {
      return cells(
          grid, seed, Cells.NONE, Cells.NONE, "the certificate is refused: " + verdict.detail());
    }
    var journey =
        Journey.of(
            plan,
            market.curves(),
            ClearingParameters.of(ClearingMethod.ADMM).withMaxRounds(MAX_ROUNDS));
    OptionalInt near = near(market, journey, cleared.result());
    boolean ended = journey.outcome() instanceof ClearingOutcome.Cleared;
    return cells(
        grid,
        seed,
        near.isPresent() ? Cells.count(near.getAsInt()) : Cells.NONE,
        ended ? Cells.count(journey.outcome().effort().rounds()) : Cells.NONE,
        ended ? "" : "no end within " + Cells.count(MAX_ROUNDS) + " rounds");
  }

  private static List<String> cells(String grid, int seed, String near, String end, String note) {
    return List.of(grid, Cells.count(REGIONS), Cells.count(seed), near, end, note);
  }

  /** After how many rounds both hold for good; the last step may be the optimum, after polish. */
  private static OptionalInt near(ElasticMarket market, Journey journey, ResultPart optimum) {
    double least = optimum.costUsdPerHour(market.curves());
    OptionalInt step =
        journey.holdsFrom(
            at ->
                priceError(journey.usdPerMwh(at), optimum) <= InteriorStops.NEAR
                    && (at == journey.rounds()
                        || Math.abs(cost(market, journey.injectionMw(at)) - least)
                            <= NEAR_COST * Math.abs(least)));
    return step.isEmpty() ? step : OptionalInt.of(journey.effort(step.getAsInt()).rounds());
  }

  private static double priceError(Map<Integer, Double> usdPerMwh, ResultPart optimum) {
    return usdPerMwh.entrySet().stream()
        .mapToDouble(entry -> Math.abs(entry.getValue() - optimum.lmpUsdPerMwh(entry.getKey())))
        .max()
        .orElse(0);
  }

  private static double cost(ElasticMarket market, Map<Integer, Double> injectionMw) {
    return injectionMw.keySet().stream()
        .sorted()
        .mapToDouble(bus -> market.curves().get(bus).costUsdPerHour(injectionMw.get(bus)))
        .sum();
  }
}
