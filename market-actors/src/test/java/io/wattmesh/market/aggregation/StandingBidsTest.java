package io.wattmesh.market.aggregation;

import static io.wattmesh.market.MarketFixture.curve;
import static io.wattmesh.market.MarketFixture.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.market.message.ToAggregator.StandingCurve;
import io.wattmesh.proto.model.BidCurve;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the bids of a bus add up to, and what each is awarded of a certified injection. */
class StandingBidsTest {
  private static final long DOLLAR_PICOS = 1_000_000_000_000L;

  private static StandingBids standing(Map<String, BidCurve> bids) {
    return new StandingBids(
        bids.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(bid -> new StandingCurve(id(bid.getKey()), bid.getValue()))
            .toList());
  }

  /** The seed's bus 3: supply 10(p-8) MW and demand 90-3p MW. */
  private static final StandingBids SEED_BUS_3 =
      standing(
          Map.of(
              "supply", curve(0, 8_000_000, 400_000_000, 48_000_000),
              "wish", curve(-90_000_000, 0, 0, 30_000_000)));

  @Test
  @Tag("seed-12")
  void theSumOfTheCurvesAnswersAsTheBidsTogetherDo() {
    CostCurve sum = SEED_BUS_3.costCurve();
    for (double price = 8; price <= 30; price += 0.5) {
      assertThat(sum.leastResponseMw(price))
          .isCloseTo(10 * (price - 8) - (90 - 3 * price), within(1e-9));
    }
  }

  @Test
  void theWindowOfAPriceHoldsTheExactAnswerWithinTwoWatts() {
    // 10(15-8) - (90-45) = 25 MW.
    long low = SEED_BUS_3.lowWatts(15 * DOLLAR_PICOS);
    long high = SEED_BUS_3.highWatts(15 * DOLLAR_PICOS);
    assertThat(low).isLessThanOrEqualTo(25_000_000).isGreaterThan(25_000_000 - 10);
    assertThat(high).isGreaterThanOrEqualTo(25_000_000).isLessThan(25_000_000 + 10);
  }

  @Test
  @Tag("seed-4")
  void awardsAddUpToTheCertifiedInjectionAndEveryBidHasOne() {
    Map<?, Long> awards = SEED_BUS_3.awardsWatts(15 * DOLLAR_PICOS, 25_000_000);
    assertThat(awards).hasSize(2);
    assertThat(awards.get(id("supply")) + awards.get(id("wish"))).isEqualTo(25_000_000);
    assertThat(awards.get(id("supply"))).isCloseTo(70_000_000L, within(10L));
    assertThat(awards.get(id("wish"))).isCloseTo(-45_000_000L, within(10L));
  }

  @Test
  void equalStepsShareProRataAndTheLeftOverWattGoesToTheFirstName() {
    BidCurve step = curve(0, 10_000_000, 1_000, 10_000_000);
    StandingBids three = standing(Map.of("a", step, "b", step, "c", step));
    assertThat(three.awardsWatts(10 * DOLLAR_PICOS, 1_000))
        .containsOnly(Map.entry(id("a"), 334L), Map.entry(id("b"), 333L), Map.entry(id("c"), 333L));
  }

  @Test
  void nobodyBidsNothing() {
    assertThat(StandingBids.NONE.costCurve().minMw()).isZero();
    assertThat(StandingBids.NONE.costCurve().maxMw()).isZero();
    assertThat(StandingBids.NONE.lowWatts(DOLLAR_PICOS)).isZero();
    assertThat(StandingBids.NONE.awardsWatts(DOLLAR_PICOS, 0)).isEmpty();
  }

  @Test
  void anInjectionThatTheBidsDoNotGiveIsRefused() {
    assertThatThrownBy(() -> SEED_BUS_3.awardsWatts(15 * DOLLAR_PICOS, 26_000_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("26000000");
  }

  @Test
  void absurdPricesAreAnsweredWithTheEndsOfTheCurves() {
    assertThat(SEED_BUS_3.lowWatts(Long.MIN_VALUE)).isEqualTo(-90_000_000);
    assertThat(SEED_BUS_3.highWatts(Long.MAX_VALUE)).isEqualTo(400_000_000);
    assertThat(SEED_BUS_3.lowWatts(Long.MAX_VALUE)).isEqualTo(400_000_000);
  }

  @Test
  void theSumDoesNotDependOnTheOrderOfBids() {
    var first = new StandingCurve(id("a"), curve(0, 1_000_000, 500, 9_000_000));
    var second = new StandingCurve(id("b"), curve(-700, 2_000_000, 0, 4_000_000));
    CostCurve one = new StandingBids(List.of(first, second)).costCurve();
    CostCurve other = new StandingBids(List.of(second, first)).costCurve();
    assertThat(one.size()).isEqualTo(other.size());
    for (int k = 0; k < one.size(); k++) {
      assertThat(one.powerMw(k)).isEqualTo(other.powerMw(k));
      assertThat(one.priceUsdPerMwh(k)).isEqualTo(other.priceUsdPerMwh(k));
    }
  }
}
