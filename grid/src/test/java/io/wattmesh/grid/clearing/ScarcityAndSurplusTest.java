package io.wattmesh.grid.clearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.certificate.Awards;
import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.certificate.CertificateMaker;
import io.wattmesh.grid.certificate.ChoiceChecker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.ResponseWindow;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.grid.clearing.central.CentralClearing;
import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.curve.CurveSum;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.BusType;
import io.wattmesh.grid.network.DcModel;
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
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Bids as they stand reach zero, at the cap or the floor, so that every market clears: through the
 * messages of all regions, to a certificate that holds.
 */
class ScarcityAndSurplusTest {
  private static final long MEGAWATT = 1_000_000;
  private static final long DOLLAR = 1_000_000;
  private static final long CAP = 1_000 * DOLLAR;

  /** Three buses in a row, lines of 100 MW; bus 4 has no line. */
  private static Network chain() {
    return new Network(
        "chain",
        100,
        1,
        List.of(
            new Bus(1, BusType.REFERENCE, 0, 0),
            new Bus(2, BusType.LOAD, 0, 0),
            new Bus(3, BusType.LOAD, 0, 0),
            new Bus(4, BusType.LOAD, 0, 0)),
        List.of(
            new Branch(0, 1, 2, 1000, 0, -100, 100, true),
            new Branch(1, 2, 3, 1000, 0, -100, 100, true)),
        List.of());
  }

  private final Map<Integer, List<BidCurve>> bids = new TreeMap<>();
  private Network network = chain();
  private ClearingCertificate certificate;

  private void bid(int bus, BidCurve... own) {
    for (BidCurve curve : own) {
      bids.computeIfAbsent(bus, any -> new ArrayList<>()).add(curve.standing(-CAP, CAP));
    }
  }

  private static BidCurve offer(long leastMw, long mostMw, long priceUsd) {
    return new BidCurve(
        new long[] {leastMw * MEGAWATT, mostMw * MEGAWATT},
        new long[] {priceUsd * DOLLAR, priceUsd * DOLLAR});
  }

  private static BidCurve load(long megawatts) {
    return BidCurve.fixed(-megawatts * MEGAWATT);
  }

  private Map<Integer, CostCurve> curves() {
    var curves = new HashMap<Integer, CostCurve>();
    for (Bus bus : network.buses()) {
      List<BidCurve> own = bids.getOrDefault(bus.number(), List.of());
      curves.put(
          bus.number(),
          own.isEmpty()
              ? CostCurve.fixed(0)
              : CurveSum.of(own.stream().map(ScarcityAndSurplusTest::cost).toList()));
    }
    return curves;
  }

  private static CostCurve cost(BidCurve curve) {
    long[] power = new long[curve.points()];
    long[] price = new long[curve.points()];
    for (int k = 0; k < power.length; k++) {
      power[k] = curve.powerWatts(k);
      price[k] = curve.priceMicrosPerMwh(k);
    }
    return CostCurve.ofBid(power, price);
  }

  /** Clears by messages and checks the certificate as the ledger does. */
  private void clear(int regions) {
    var rounded = RoundedNetwork.of(network);
    ClearingOutcome outcome =
        new ClearingSimulation(
                RegionPlan.of(rounded.network(), regions),
                curves(),
                ClearingParameters.DEFAULT,
                ClearingSimulation.IN_ORDER)
            .run();
    assertThat(outcome).isInstanceOf(ClearingOutcome.Cleared.class);
    List<BusBids> all = new ArrayList<>();
    for (int k = 0; k < rounded.model().buses(); k++) {
      all.add(new BusBids(bids.getOrDefault(rounded.model().busNumber(k), List.of())));
    }
    certificate =
        CertificateMaker.make(
            rounded.model(),
            0,
            Hash.ZERO,
            rounded.solution(((ClearingOutcome.Cleared) outcome).result()),
            ResponseWindow.of(all));
    Verdict verdict = ChoiceChecker.check(rounded.model(), certificate, all);
    assertThat(verdict.isValid()).as(verdict.detail()).isTrue();
  }

  private double price(int bus) {
    return certificate.pricePicosPerMwh(bus - 1) / 1e12;
  }

  private double injectionMw(int bus) {
    return certificate.injectionWatts(bus - 1) / 1e6;
  }

  private long[] awardsMw(int bus) {
    long[] awards =
        Awards.at(
            new BusBids(bids.get(bus)),
            certificate.pricePicosPerMwh(bus - 1),
            certificate.injectionWatts(bus - 1));
    for (int k = 0; k < awards.length; k++) {
      awards[k] = Math.round(awards[k] / 1e6);
    }
    return awards;
  }

  @Test
  void demandAboveSupplyIsPricedAtTheCapAndEqualStepsShareProRata() {
    bid(1, offer(0, 60, 20));
    bid(2, load(40), load(80));
    clear(2);
    assertThat(price(1)).isEqualTo(1_000);
    assertThat(price(2)).isEqualTo(1_000);
    assertThat(awardsMw(1)).containsExactly(60);
    assertThat(awardsMw(2)).containsExactly(-20, -40);
  }

  @Test
  void aPocketBehindAFullLineShedsAndTheRestKeepsItsPrice() {
    bid(1, offer(0, 500, 20));
    bid(2, load(30));
    bid(3, load(150));
    network = network.withBranches(b -> b.row() == 1 ? b.limitedTo(50) : b);
    clear(3);
    assertThat(price(1)).isEqualTo(20);
    assertThat(price(2)).isEqualTo(20);
    assertThat(price(3)).isEqualTo(1_000);
    assertThat(awardsMw(2)).containsExactly(-30);
    assertThat(awardsMw(3)).containsExactly(-50);
  }

  @Test
  void whatMustRunAboveDemandIsSpilledAtTheFloor() {
    bid(1, offer(90, 200, 20), offer(30, 60, 10));
    bid(2, load(60));
    clear(2);
    assertThat(price(1)).isEqualTo(-1_000);
    assertThat(price(2)).isEqualTo(-1_000);
    assertThat(awardsMw(1)).containsExactly(45, 15);
    assertThat(awardsMw(2)).containsExactly(-60);
  }

  @Test
  void anIslandWithoutGenerationIsShedWhollyWhileTheOthersClear() {
    bid(1, offer(0, 60, 20));
    bid(2, load(40));
    bid(4, load(70));
    clear(2);
    assertThat(price(1)).isEqualTo(20);
    assertThat(price(4)).isGreaterThanOrEqualTo(1_000);
    assertThat(injectionMw(4)).isZero();
    assertThat(awardsMw(4)).containsExactly(0);
  }

  @Test
  void relievingALineOfAShortGridIsWorthMoreThanTheCap() {
    network =
        new Network(
            "triangle",
            100,
            1,
            List.of(
                new Bus(1, BusType.REFERENCE, 0, 0),
                new Bus(2, BusType.LOAD, 0, 0),
                new Bus(3, BusType.LOAD, 0, 0)),
            List.of(
                new Branch(0, 1, 2, 1000, 0, -20, 20, true),
                new Branch(1, 2, 3, 1000, 0, -900, 900, true),
                new Branch(2, 1, 3, 1000, 0, -900, 900, true)),
            List.of());
    bid(1, offer(0, 500, 10));
    bid(2, offer(0, 5, 10));
    bid(3, load(100));
    clear(3);
    assertThat(price(1)).isEqualTo(10);
    assertThat(price(3)).isEqualTo(1_000);
    assertThat(price(2)).isEqualTo(1_990);
    assertThat(awardsMw(2)).containsExactly(5);
  }

  @ParameterizedTest
  @CsvSource({"case30_ieee, 4, 25", "case118_ieee, 4, 15"})
  void everySeedOfTooMuchLoadOrTooMuchThatMustRunClearsAtTheCentralCost(
      String name, int regions, int seeds) {
    Network base = Cases.read(name, DcModel.MATPOWER);
    for (long seed = 0; seed < seeds; seed++) {
      draw(base, new Random(seed));
      clear(regions);
      Map<Integer, CostCurve> curves = curves();
      double cost = 0;
      for (int k = 0; k < certificate.buses(); k++) {
        int bus = RoundedNetwork.of(network).model().busNumber(k);
        cost += curves.get(bus).costUsdPerHour(certificate.injectionWatts(k) / 1e6);
      }
      double central = CentralClearing.clear(network, curves).costUsdPerHour(curves);
      assertThat(cost).as("seed %d", seed).isCloseTo(central, within(1e-6 * Math.abs(central)));
    }
  }

  /**
   * Loads from a tenth to thrice the case's, up to half of each generator must run, tight lines.
   * All bids are steps, so that the central reference is a linear program.
   */
  private void draw(Network base, Random random) {
    bids.clear();
    double limits = 0.3 + random.nextDouble();
    double scale = random.nextBoolean() ? 0.1 : 1 + 2 * random.nextDouble();
    double mustRun = random.nextDouble() / 2;
    network = base.withBranches(b -> b.scaledLimits(limits));
    for (Generator g : network.generators()) {
      double mostMw = g.curve().maxMw();
      if (g.inService() && mostMw > 0) {
        long least = Math.round(mustRun * random.nextDouble() * mostMw * MEGAWATT);
        long price = (10 + random.nextInt(60)) * DOLLAR;
        bid(
            g.bus(),
            new BidCurve(
                new long[] {least, Math.round(mostMw * MEGAWATT)}, new long[] {price, price}));
      }
    }
    for (Bus bus : network.buses()) {
      long watts = Math.round(bus.fixedWithdrawalMw() * scale * MEGAWATT);
      if (watts != 0) {
        bid(bus.number(), BidCurve.fixed(-watts));
      }
    }
  }
}
