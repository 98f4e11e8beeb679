package io.wattmesh.grid.clearing;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Generator;
import io.wattmesh.grid.network.Network;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Markets of many steps at few prices, which once ended without a certificate. */
class TiedMarketTest {

  @ParameterizedTest(name = "case300_ieee, {0}, {1} regions")
  @CsvSource({
    "0, 8", // a choice that starts afresh must know its neighbours' shares
    "119, 8", // a price between a half tick and a tick from a step
    "39, 8", // a step whose price misses it by less than anybody sees
  })
  void manyEqualStepsAreSharedAndPricedByTheRules(int seed, int regions) {
    BidMarket market = market(seed);
    ClearingCertificate certificate = market.certify(regions);
    Verdict verdict = market.judge(certificate);
    assertThat(verdict.isValid()).as(verdict.reason() + " " + verdict.detail()).isTrue();
  }

  /** Four bids a load, each for all of it, at one of one to four prices. */
  private static BidMarket market(int seed) {
    Network network =
        Cases.read("case300_ieee", DcModel.MATPOWER)
            .withBranches(b -> b.scaledLimits(0.6 + 0.04 * (seed % 10)));
    var random = new Random(seed);
    var market = new BidMarket(network);
    for (Generator generator : network.generators()) {
      if (generator.inService()) {
        market.bid(generator.bus(), BidMarket.inIntegers(generator.curve()));
      }
    }
    for (Bus bus : network.buses()) {
      long megawatts = Math.round(bus.fixedWithdrawalMw());
      for (int k = 0; k < 4 && megawatts > 0; k++) {
        market.bid(bus.number(), BidMarket.offer(-megawatts, 0, price(random, 1 + seed % 4)));
      }
    }
    return market;
  }

  private static long price(Random random, int prices) {
    return 10 + 7L * random.nextInt(prices);
  }
}
