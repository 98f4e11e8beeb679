package io.wattmesh.grid.clearing;

import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.certificate.CertificateMaker;
import io.wattmesh.grid.certificate.ChoiceChecker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.certificate.ResponseWindow;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.curve.BidSum;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.Generator;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import io.wattmesh.grid.rounding.RoundedNetwork;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** A network with integer bids, cleared by the messages of its regions to a certificate. */
final class BidMarket {
  static final long MEGAWATT = 1_000_000;
  static final long DOLLAR = 1_000_000;
  static final long CAP = 1_000 * DOLLAR;

  /** As published: what regions clear. */
  final Network network;

  private final RoundedNetwork rounded;
  private final Map<Integer, List<BidCurve>> bids = new TreeMap<>();

  BidMarket(Network network) {
    this.rounded = RoundedNetwork.of(network);
    this.network = rounded.network();
  }

  BidMarket bid(int bus, BidCurve... own) {
    for (BidCurve curve : own) {
      bids.computeIfAbsent(bus, any -> new ArrayList<>()).add(curve.standing(-CAP, CAP));
    }
    return this;
  }

  static BidCurve offer(long leastMw, long mostMw, long priceUsd) {
    return new BidCurve(
        new long[] {leastMw * MEGAWATT, mostMw * MEGAWATT},
        new long[] {priceUsd * DOLLAR, priceUsd * DOLLAR});
  }

  static BidCurve load(long megawatts) {
    return BidCurve.fixed(-megawatts * MEGAWATT);
  }

  /**
   * A case with its generators as offers, and loads that are steps and slopes drawn from a seed.
   */
  static BidMarket of(Network network, long seed) {
    return of(network, seed, 0);
  }

  /** The same a few intervals later: every price has moved a little. */
  static BidMarket of(Network network, long seed, int interval) {
    var random = new Random(seed);
    var drift = new Random(31 * seed + interval);
    var market = new BidMarket(network);
    for (Generator generator : network.generators()) {
      if (generator.inService()) {
        market.bid(generator.bus(), inIntegers(generator.curve()));
      }
    }
    for (Bus bus : network.buses()) {
      long watts = Math.round(bus.fixedWithdrawalMw() * MEGAWATT);
      if (watts < 0) {
        market.bid(bus.number(), BidCurve.fixed(-watts));
      }
      for (int k = 0; k < 5 && watts > 5; k++) {
        long price = (5 + random.nextInt(30)) * DOLLAR;
        price += interval == 0 ? 0 : drift.nextInt(200) * (DOLLAR / 1000);
        long slope = random.nextBoolean() ? 0 : random.nextInt(20) * DOLLAR;
        market.bid(
            bus.number(),
            new BidCurve(new long[] {-watts / 5, 0}, new long[] {price, price + slope}));
      }
    }
    return market;
  }

  /** A case as it stands: its generators' offers, its loads fixed. */
  static BidMarket ofCase(Network network) {
    var market = new BidMarket(network);
    for (Generator generator : network.generators()) {
      if (generator.inService()) {
        market.bid(generator.bus(), inIntegers(generator.curve()));
      }
    }
    for (Bus bus : network.buses()) {
      long watts = Math.round(bus.fixedWithdrawalMw() * MEGAWATT);
      if (watts != 0) {
        market.bid(bus.number(), BidCurve.fixed(-watts));
      }
    }
    return market;
  }

  static BidCurve inIntegers(CostCurve curve) {
    long[] power = new long[curve.size()];
    long[] price = new long[curve.size()];
    for (int k = 0; k < power.length; k++) {
      power[k] = Math.round(curve.powerMw(k) * MEGAWATT);
      price[k] = Math.round(curve.priceUsdPerMwh(k) * DOLLAR);
    }
    return power[0] == power[power.length - 1]
        ? BidCurve.fixed(power[0])
        : new BidCurve(power, price);
  }

  NetworkModel model() {
    return rounded.model();
  }

  /** The index of a bus number in the model and the certificate. */
  int index(int bus) {
    int k = 0;
    while (model().busNumber(k) != bus) {
      k++;
    }
    return k;
  }

  List<BusBids> busBids() {
    List<BusBids> all = new ArrayList<>();
    for (int k = 0; k < model().buses(); k++) {
      all.add(new BusBids(bids.getOrDefault(model().busNumber(k), List.of())));
    }
    return all;
  }

  private Map<Integer, CostCurve> curves() {
    var curves = new HashMap<Integer, CostCurve>();
    for (Bus bus : network.buses()) {
      List<BidCurve> own = bids.getOrDefault(bus.number(), List.of());
      curves.put(bus.number(), own.isEmpty() ? CostCurve.fixed(0) : BidSum.of(own).costCurve());
    }
    return curves;
  }

  /** Clears by messages, from an earlier clearing if there is one. */
  ClearingOutcome outcome(int regions, Optional<LastClearing> last) {
    return new ClearingSimulation(
            RegionPlan.of(rounded.network(), regions),
            curves(),
            last,
            ClearingParameters.DEFAULT,
            ClearingSimulation.IN_ORDER)
        .run();
  }

  /** Clears by messages. */
  ResultPart clear(int regions) {
    ClearingOutcome outcome = outcome(regions, Optional.empty());
    if (outcome instanceof ClearingOutcome.Cleared cleared) {
      return cleared.result();
    }
    throw new AssertionError(((ClearingOutcome.Failed) outcome).reason());
  }

  ClearingCertificate certify(ResultPart result) {
    return CertificateMaker.make(
        model(), 0, Hash.ZERO, rounded.solution(result), ResponseWindow.of(busBids()));
  }

  ClearingCertificate certify(int regions) {
    return certify(clear(regions));
  }

  /** Judges as the ledger does. */
  Verdict judge(ClearingCertificate certificate) {
    return ChoiceChecker.check(model(), certificate, busBids());
  }
}
