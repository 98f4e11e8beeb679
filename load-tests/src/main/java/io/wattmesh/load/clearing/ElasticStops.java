package io.wattmesh.load.clearing;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.clearing.ClearingOutcome;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * ADMM rounds with elastic bids until prices and cost are near enough to the optimum's. The optimum
 * is the end of the same clearing, once its certificate is proven.
 */
final class ElasticStops {
  private static final double NEAR_COST = 1e-5;
  private static final int REGIONS = 4;
  private static final int SEEDS = 5;
  private static final List<String> GRIDS = List.of("118", "1354_pegase");

  private final Consumer<String> progress;

  ElasticStops(Consumer<String> progress) {
    this.progress = progress;
  }

  void write(PrintWriter out) {
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
    for (String grid : GRIDS) {
      Network network = ReferenceCase.named(grid).orElseThrow().read(DcModel.MATPOWER);
      for (int seed = 1; seed <= SEEDS; seed++) {
        progress.accept("elastic bids on " + grid + ", seed " + seed);
        table.row(row(grid, network, seed));
      }
    }
  }

  private static List<String> row(String grid, Network network, int seed) {
    var market = new ElasticMarket(network, seed);
    var journey =
        Journey.of(RegionPlan.of(network, REGIONS), market.curves(), ClearingMethod.ADMM);
    String rounds = Cells.NONE;
    String note;
    if (journey.outcome() instanceof ClearingOutcome.Cleared cleared) {
      ClearingCertificate certificate = market.certify(cleared.result());
      Verdict verdict = market.judge(certificate);
      OptionalInt near = near(market, journey, cleared.result());
      rounds = near.isPresent() ? Cells.count(near.getAsInt()) : Cells.NONE;
      note = verdict.isValid() ? "" : "the certificate is refused: " + verdict.detail();
    } else {
      note = "no prices";
    }
    return List.of(
        grid,
        Cells.count(REGIONS),
        Cells.count(seed),
        rounds,
        Cells.count(journey.outcome().effort().rounds()),
        note);
  }

  /** After how many rounds both hold for good; the last step is the optimum itself. */
  private static OptionalInt near(ElasticMarket market, Journey journey, ResultPart optimum) {
    double least = optimum.costUsdPerHour(market.curves());
    OptionalInt step =
        journey.holdsFrom(
            at ->
                at == journey.rounds()
                    || (priceError(journey.usdPerMwh(at), optimum) <= InteriorStops.NEAR
                        && Math.abs(cost(market, journey.injectionMw(at)) - least)
                            <= NEAR_COST * Math.abs(least)));
    return step.isEmpty()
        ? step
        : OptionalInt.of(journey.effort(step.getAsInt()).rounds());
  }

  private static double priceError(Map<Integer, Double> usdPerMwh, ResultPart optimum) {
    return usdPerMwh.entrySet().stream()
        .mapToDouble(
            entry -> Math.abs(entry.getValue() - optimum.lmpUsdPerMwh(entry.getKey())))
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
