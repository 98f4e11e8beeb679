package io.wattmesh.grid.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomMarketTest {
  private static final int SEEDS = 400;
  private static final long MILLI_USD = 1_000_000_000L;

  @Test
  void everyMarketThatIsOptimalByConstructionIsCertified() {
    int binding = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      var market = new RandomMarket(seed);
      Verdict verdict = market.check(market.certificate());
      assertThat(verdict.reason()).as("seed %d: %s", seed, verdict).isEqualTo(Reason.VALID);
      binding += verdict.bindingBranches();
    }
    assertThat(binding).as("full lines over all seeds").isGreaterThan(SEEDS);
  }

  @Test
  void everyUniformShiftOfPricesByATenthOfACentIsRefused() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var market = new RandomMarket(seed);
      for (long shift : new long[] {-MILLI_USD, MILLI_USD}) {
        var draft = new CertificateDraft(market.certificate()).shiftPrices(shift);
        assertThat(market.check(draft.build()).reason())
            .as("seed %d", seed)
            .isEqualTo(Reason.PRICE_NOT_SUPPORTED);
      }
    }
  }

  @Test
  void everySinglePriceMovedByATenthOfACentIsRefused() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var market = new RandomMarket(seed);
      var draft = new CertificateDraft(market.certificate());
      int bus = new Random(seed).nextInt(draft.prices.length);
      draft.prices[bus] += MILLI_USD;
      // Without elastic bids of its own a bus's price hangs on its neighbours' by stationarity.
      Reason expected = market.isElastic(bus) ? Reason.PRICE_NOT_SUPPORTED : Reason.GAP;
      assertThat(market.check(draft.build()).reason()).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void everyForgedDualOnALineWithSlackIsRefused() {
    int forged = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      var market = new RandomMarket(seed);
      var draft = new CertificateDraft(market.certificate());
      for (int branch = 0; branch < draft.duals.length; branch++) {
        if (draft.duals[branch] == 0 && market.network().hasUpperLimit(branch)) {
          draft.duals[branch] = 10 * MILLI_USD;
          assertThat(market.check(draft.build()).reason())
              .as("seed %d branch %d", seed, branch)
              .isEqualTo(Reason.GAP);
          draft.duals[branch] = 0;
          forged++;
        }
      }
    }
    assertThat(forged).isGreaterThan(SEEDS);
  }

  @Test
  void awardsSumToTheInjectionOfEveryBusAndStayWithinTheirWindows() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var market = new RandomMarket(seed);
      ClearingCertificate certificate = market.certificate();
      for (int bus = 0; bus < certificate.buses(); bus++) {
        AwardAssertions.assertExact(
            market.bids().get(bus),
            certificate.pricePicosPerMwh(bus),
            certificate.injectionWatts(bus));
      }
    }
  }
}
