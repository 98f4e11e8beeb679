package io.wattmesh.load;

import io.wattmesh.cluster.market.CaseFiles;
import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.certificate.CertificateMaker;
import io.wattmesh.grid.certificate.ChoiceChecker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.certificate.ResponseWindow;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.clearing.ClearingOutcome;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.curve.BidSum;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Generator;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import io.wattmesh.grid.rounding.RoundedNetwork;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The check of a large case's clearing certificate, where each bus has one aggregated curve of a
 * hundred pieces: what its generators offer, its load but for a tenth, and that tenth, or a
 * megawatt either way where there is no load, in sloped pieces at prices drawn from a seed. A
 * format's limit of points makes two bids of each curve.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class CertificateBenchmark {
  private static final double MILLION = 1e6;
  private static final int PIECES = 100;
  private static final int BIDS = 2;
  private static final int TOP_PRICE_MICROS = 120_000_000;
  private static final long CAP_MICROS = 10_000_000_000L;
  private static final long MEGAWATT = 1_000_000;
  private static final int ELASTIC_PART = 10;
  private static final double ANGLE_LIMIT_DEGREES = 30;

  @Param("pglib_opf_case9241_pegase__sad")
  String grid;

  @Param("8")
  int regions;

  private final Random random = new Random(1);
  private NetworkModel model;
  private List<BusBids> bids;
  private ClearingCertificate certificate;

  /** Clears without actors; the interior point finishes soonest on a large grid. */
  @Setup
  public void clearOnce() {
    Network network =
        CaseFiles.read(
                grid, DcModel.MATPOWER, Optional.empty(), OptionalDouble.of(ANGLE_LIMIT_DEGREES))
            .network();
    RoundedNetwork rounded = RoundedNetwork.of(network);
    model = rounded.model();
    Map<Integer, List<BidCurve>> own = bids(network);
    Map<Integer, CostCurve> curves = new HashMap<>();
    own.forEach((bus, ofBus) -> curves.put(bus, BidSum.of(ofBus).costCurve()));
    bids = new ArrayList<>();
    for (int k = 0; k < model.buses(); k++) {
      bids.add(new BusBids(own.get(model.busNumber(k))));
    }
    ClearingOutcome outcome =
        new ClearingSimulation(
                RegionPlan.of(network, regions),
                curves,
                ClearingParameters.of(ClearingMethod.INTERIOR_POINT),
                ClearingSimulation.IN_ORDER)
            .run();
    if (!(outcome instanceof ClearingOutcome.Cleared cleared)) {
      throw new IllegalStateException(((ClearingOutcome.Failed) outcome).reason());
    }
    certificate =
        CertificateMaker.make(
            model, 0, Hash.ZERO, rounded.solution(cleared.result()), ResponseWindow.of(bids));
    if (!check().isValid()) {
      throw new IllegalStateException("The certificate does not hold: " + check().detail());
    }
  }

  private Map<Integer, List<BidCurve>> bids(Network network) {
    Map<Integer, List<BidCurve>> own = new TreeMap<>();
    for (Bus bus : network.buses()) {
      long load = Math.round(bus.fixedWithdrawalMw() * MILLION);
      long elastic = load > 0 ? load / ELASTIC_PART : 2 * MEGAWATT;
      long firm = load > 0 ? -load : elastic / 2;
      long each = elastic / PIECES;
      List<BidCurve> ofBus = new ArrayList<>();
      ofBus.add(BidCurve.fixed(firm - (load > 0 ? 0 : elastic)));
      for (int k = 0; k < BIDS; k++) {
        ofBus.add(sloped(each));
      }
      own.put(bus.number(), ofBus);
    }
    for (Generator generator : network.generators()) {
      if (generator.inService()) {
        own.get(generator.bus()).add(inIntegers(generator.curve()));
      }
    }
    own.replaceAll(
        (bus, ofBus) ->
            ofBus.stream().map(each -> each.standing(-CAP_MICROS, CAP_MICROS)).toList());
    return own;
  }

  /** Half of the pieces, each as wide, between rising prices. */
  private BidCurve sloped(long watts) {
    int pieces = PIECES / BIDS;
    long[] powerWatts = new long[pieces + 1];
    Arrays.setAll(powerWatts, k -> k * watts);
    long[] micros = random.ints(pieces + 1, 0, TOP_PRICE_MICROS).sorted().asLongStream().toArray();
    return new BidCurve(powerWatts, micros);
  }

  private static BidCurve inIntegers(CostCurve curve) {
    long[] watts = new long[curve.size()];
    long[] micros = new long[curve.size()];
    Arrays.setAll(watts, k -> Math.round(curve.powerMw(k) * MILLION));
    Arrays.setAll(micros, k -> Math.round(curve.priceUsdPerMwh(k) * MILLION));
    return new BidCurve(watts, micros);
  }

  @Benchmark
  public Verdict check() {
    return ChoiceChecker.check(model, certificate, bids);
  }
}
