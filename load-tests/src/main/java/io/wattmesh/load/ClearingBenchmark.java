package io.wattmesh.load;

import io.wattmesh.cluster.market.CaseFiles;
import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.certificate.CertificateMaker;
import io.wattmesh.grid.certificate.ChoiceChecker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.certificate.ResponseWindow;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.grid.clearing.ClearingOutcome;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The 118-bus case in four regions: the whole clearing without actors, and the certificate's check.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ClearingBenchmark {
  private static final double MILLION = 1e6;

  private Network network;
  private RegionPlan plan;
  private NetworkModel model;
  private List<BusBids> bids;
  private ClearingCertificate certificate;

  @Setup
  public void clearOnce() {
    network = CaseFiles.read("pglib_opf_case118_ieee", DcModel.MATPOWER);
    RoundedNetwork rounded = RoundedNetwork.of(network);
    plan = RegionPlan.of(rounded.network(), 4);
    model = rounded.model();
    bids = new ArrayList<>();
    for (int k = 0; k < model.buses(); k++) {
      bids.add(new BusBids(curves(model.busNumber(k))));
    }
    var cleared = (ClearingOutcome.Cleared) clear();
    certificate =
        CertificateMaker.make(
            model, 0, Hash.ZERO, rounded.solution(cleared.result()), ResponseWindow.of(bids));
    if (!check().isValid()) {
      throw new IllegalStateException("The certificate does not hold: " + check().detail());
    }
  }

  private List<BidCurve> curves(int bus) {
    var curves = new ArrayList<BidCurve>();
    for (Generator generator : network.generators()) {
      if (generator.inService() && generator.bus() == bus) {
        curves.add(curve(generator.curve()));
      }
    }
    for (Bus each : network.buses()) {
      if (each.number() == bus) {
        curves.add(BidCurve.fixed(-Math.round(each.fixedWithdrawalMw() * MILLION)));
      }
    }
    return curves;
  }

  private static BidCurve curve(CostCurve curve) {
    long[] powerWatts = new long[curve.size()];
    long[] priceMicros = new long[curve.size()];
    for (int k = 0; k < powerWatts.length; k++) {
      powerWatts[k] = Math.round(curve.powerMw(k) * MILLION);
      priceMicros[k] = Math.round(curve.priceUsdPerMwh(k) * MILLION);
    }
    return new BidCurve(powerWatts, priceMicros);
  }

  @Benchmark
  public ClearingOutcome clear() {
    var simulation =
        new ClearingSimulation(
            plan, network.busCurves(), ClearingParameters.DEFAULT, ClearingSimulation.IN_ORDER);
    return simulation.run();
  }

  @Benchmark
  public Verdict check() {
    return ChoiceChecker.check(model, certificate, bids);
  }
}
