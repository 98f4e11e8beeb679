package io.wattmesh.grid.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.proto.model.BidCurve;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replacing bids one by one gives the sum of those that are there. */
class CurveIndexTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void afterEveryChangeTheCurveIsThatOfARebuild(long seed) {
    Random random = new Random(seed);
    RandomBids.BidDraw draw = seed % 2 == 0 ? RandomBids::crowded : RandomBids::extreme;
    List<BidCurve> bids = RandomBids.many(random.nextInt(60), random, draw);
    CurveIndex index = new CurveIndex(bids);
    bids = new ArrayList<>(bids);
    for (int change = 0; change < 400; change++) {
      BidCurve bid = random.nextInt(4) == 0 ? BidCurve.fixed(0) : draw.draw(random);
      if (bids.isEmpty() || random.nextInt(8) == 0) {
        assertThat(index.add(bid)).isEqualTo(bids.size());
        bids.add(bid);
      } else {
        int number = random.nextInt(bids.size());
        assertThat(index.replace(number, bid)).isEqualTo(bids.set(number, bid));
      }
      BidSumTest.assertSamePoints(index.costCurve(), BidSum.of(bids).costCurve());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everyPriceIsAnsweredAsByBruteForce(long seed) {
    Random random = new Random(seed);
    CurveIndex index = new CurveIndex(RandomBids.many(50, random, RandomBids::crowded));
    for (int change = 0; change < 50; change++) {
      index.replace(random.nextInt(50), RandomBids.crowded(random));
    }
    List<BidCurve> bids = new ArrayList<>();
    for (int number = 0; number < index.size(); number++) {
      bids.add(index.bid(number));
    }
    // Slopes lie low by less than 2^-64 W times their rise: here less than 1e-15 W in all.
    BigDecimal slack = new BigDecimal("1e-15");
    for (long price = -22; price <= 22; price++) {
      BigDecimal least = RandomBids.watts(bids, BigDecimal.valueOf(price), false);
      BigDecimal greatest = RandomBids.watts(bids, BigDecimal.valueOf(price), true);
      assertThat(index.lowWattsAt(price)).isBetween(floor(least.subtract(slack)), floor(least));
      assertThat(index.highWattsAt(price))
          .isBetween(ceiling(greatest.subtract(slack)), ceiling(greatest));
    }
    CostCurve rebuilt = BidSum.of(bids).costCurve();
    for (double price = -25e-6; price < 25e-6; price += 0.125e-6) {
      assertThat(index.leastResponseMw(price))
          .isCloseTo(rebuilt.leastResponseMw(price), within(1e-15));
      assertThat(index.greatestResponseMw(price))
          .isCloseTo(rebuilt.greatestResponseMw(price), within(1e-15));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void theGreatestPowersAndPricesStayWithinTheStatedRounding(long seed) {
    Random random = new Random(seed);
    List<BidCurve> bids = RandomBids.many(100, random, RandomBids::extreme);
    CurveIndex index = new CurveIndex(bids);
    // At most 100 slopes are in progress, none rises by more than 2e12 micro-$/MWh.
    BigDecimal slack = BigDecimal.valueOf(100 * 2e12 * 0x1p-64);
    for (BidCurve bid : bids) {
      for (int k = 0; k < bid.points(); k++) {
        long price = bid.priceMicrosPerMwh(k);
        BigDecimal least = RandomBids.watts(bids, BigDecimal.valueOf(price), false);
        BigDecimal greatest = RandomBids.watts(bids, BigDecimal.valueOf(price), true);
        assertThat(index.lowWattsAt(price)).isBetween(floor(least.subtract(slack)), floor(least));
        assertThat(index.highWattsAt(price))
            .isBetween(ceiling(greatest.subtract(slack)), ceiling(greatest));
      }
    }
  }

  private static long floor(BigDecimal value) {
    return value.setScale(0, RoundingMode.FLOOR).longValueExact();
  }

  private static long ceiling(BigDecimal value) {
    return value.setScale(0, RoundingMode.CEILING).longValueExact();
  }

  @Test
  void pricesThatAreNotAskedAreAnsweredWithTheEnds() {
    BidCurve bid = new BidCurve(new long[] {-3, 4}, new long[] {10, 20});
    CurveIndex index = new CurveIndex(List.of(bid));
    assertThat(index.leastResponseMw(Double.NEGATIVE_INFINITY)).isEqualTo(-3e-6);
    assertThat(index.greatestResponseMw(Double.POSITIVE_INFINITY)).isEqualTo(4e-6);
    assertThat(index.lowWattsAt(Long.MIN_VALUE)).isEqualTo(-3);
    assertThat(index.highWattsAt(Long.MAX_VALUE)).isEqualTo(4);
  }

  @Test
  void sortedInsertionAndRemovalKeepTheTreeFlat() {
    CurveIndex index = new CurveIndex(List.of());
    for (int price = 0; price < 4096; price++) {
      index.add(new BidCurve(new long[] {0, 1}, new long[] {price, price}));
    }
    assertThat(index.height()).isLessThanOrEqualTo(17);
    for (int number = 0; number < 4000; number++) {
      index.replace(number, BidCurve.fixed(0));
    }
    assertThat(index.height()).isLessThanOrEqualTo(9);
    assertThat(index.costCurve().maxMw()).isEqualTo(96e-6);
  }

  @Test
  void aChangeThatOverflowsLeavesTheSumAsItWas() {
    BidCurve huge = BidCurve.fixed(BidCurve.MAX_POWER_WATTS);
    BidTotals elsewhere = new BidTotals(Long.MAX_VALUE - 2, Long.MAX_VALUE - 2, 0, 0);
    BidCurve step = new BidCurve(new long[] {0, 1}, new long[] {5, 5});
    CurveIndex index = new CurveIndex(List.of(step), elsewhere);
    assertThatThrownBy(() -> index.add(huge)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> index.replace(0, huge)).isInstanceOf(ArithmeticException.class);
    assertThat(index.size()).isEqualTo(1);
    assertThat(index.bid(0)).isEqualTo(step);
    assertThat(index.lowWattsAt(5)).isEqualTo(Long.MAX_VALUE - 2);
    assertThat(index.highWattsAt(5)).isEqualTo(Long.MAX_VALUE - 1);
  }
}
