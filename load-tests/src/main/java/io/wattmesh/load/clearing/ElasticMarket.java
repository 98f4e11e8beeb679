package io.wattmesh.load.clearing;

import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.certificate.CertificateMaker;
import io.wattmesh.grid.certificate.ChoiceChecker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.certificate.ResponseWindow;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.curve.BidSum;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.Generator;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.rounding.RoundedNetwork;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A case whose loads bid as many small users do: a tenth of each bus's load must be served, the
 * rest is {@value #BIDS_A_BUS} equal bids, each from a price drawn between 10 and 120 $/MWh down
 * over 5 $/MWh; generators offer as in the case. All in whole watts and micro-$/MWh, so that a
 * certificate can prove a clearing's prices.
 */
final class ElasticMarket {
  private static final int BIDS_A_BUS = 50;
  private static final double FIRM_SHARE = 0.1;
  private static final double MILLION = 1e6;
  private static final long LEAST_PRICE_MICROS = 10_000_000;
  private static final int PRICE_RANGE_MICROS = 110_000_000;
  private static final long SLOPE_MICROS = 5_000_000;
  private static final long CAP_MICROS = 10_000_000_000L;

  private final RoundedNetwork rounded;
  private final List<BusBids> bids = new ArrayList<>();
  private final Map<Integer, CostCurve> curves = new HashMap<>();

  ElasticMarket(Network network, long seed) {
    rounded = RoundedNetwork.of(network);
    Map<Integer, List<BidCurve>> byBus = new HashMap<>();
    for (Generator generator : network.generators()) {
      if (generator.inService()) {
        byBus
            .computeIfAbsent(generator.bus(), any -> new ArrayList<>())
            .add(inIntegers(generator.curve()));
      }
    }
    Random random = new Random(seed);
    for (Bus bus : network.buses()) {
      byBus
          .computeIfAbsent(bus.number(), any -> new ArrayList<>())
          .addAll(load(Math.round(bus.fixedWithdrawalMw() * MILLION), random));
    }
    for (int k = 0; k < rounded.model().buses(); k++) {
      int bus = rounded.model().busNumber(k);
      List<BidCurve> standing =
          byBus.get(bus).stream().map(own -> own.standing(-CAP_MICROS, CAP_MICROS)).toList();
      bids.add(new BusBids(standing));
      curves.put(bus, standing.isEmpty() ? CostCurve.fixed(0) : BidSum.of(standing).costCurve());
    }
  }

  /** What a bus injects by itself cannot wait. */
  private static List<BidCurve> load(long watts, Random random) {
    if (watts <= 0) {
      return watts == 0 ? List.of() : List.of(BidCurve.fixed(-watts));
    }
    long each = (long) ((1 - FIRM_SHARE) * watts / BIDS_A_BUS);
    List<BidCurve> bids = new ArrayList<>();
    bids.add(BidCurve.fixed(BIDS_A_BUS * each - watts));
    for (int k = 0; k < BIDS_A_BUS && each > 0; k++) {
      long price = LEAST_PRICE_MICROS + random.nextInt(PRICE_RANGE_MICROS);
      bids.add(new BidCurve(new long[] {-each, 0}, new long[] {price, price + SLOPE_MICROS}));
    }
    return bids;
  }

  private static BidCurve inIntegers(CostCurve curve) {
    long[] watts = new long[curve.size()];
    long[] micros = new long[curve.size()];
    Arrays.setAll(watts, k -> Math.round(curve.powerMw(k) * MILLION));
    Arrays.setAll(micros, k -> Math.round(curve.priceUsdPerMwh(k) * MILLION));
    return new BidCurve(watts, micros);
  }

  /** One cost curve a bus. */
  Map<Integer, CostCurve> curves() {
    return curves;
  }

  NetworkModel model() {
    return rounded.model();
  }

  List<BusBids> bids() {
    return bids;
  }

  ClearingCertificate certify(ResultPart result) {
    return CertificateMaker.make(
        model(), 0, Hash.ZERO, rounded.solution(result), ResponseWindow.of(bids));
  }

  /** Judges as the ledger does. */
  Verdict judge(ClearingCertificate certificate) {
    return ChoiceChecker.check(model(), certificate, bids);
  }
}
