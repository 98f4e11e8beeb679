package io.wattmesh.grid.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.proto.model.BidCurve;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Integer bids add up exactly, whatever the order and the grouping. */
class BidSumTest {
  private static final int BIDS = 60;
  private static final Offset<Double> MW = within(1e-12);

  private static BidSum tree(List<BidCurve> bids, Random random) {
    if (bids.size() <= 2) {
      return BidSum.of(bids);
    }
    int cut = 1 + random.nextInt(bids.size() - 1);
    BidSum left = tree(bids.subList(0, cut), random);
    BidSum right = tree(bids.subList(cut, bids.size()), random);
    return random.nextBoolean() ? left.plus(right) : right.plus(left);
  }

  static void assertSamePoints(CostCurve one, CostCurve other) {
    assertThat(one.size()).isEqualTo(other.size());
    assertThat(one.firstCostUsdPerHour()).isEqualTo(other.firstCostUsdPerHour());
    for (int k = 0; k < one.size(); k++) {
      assertThat(one.powerMw(k)).isEqualTo(other.powerMw(k));
      assertThat(one.priceUsdPerMwh(k)).isEqualTo(other.priceUsdPerMwh(k));
    }
  }

  @Test
  void treesOfPartialSumsAndShuffledBidsEqualTheFlatSumToTheLastBit() {
    List<RandomBids.BidDraw> draws = List.of(RandomBids::crowded, RandomBids::extreme);
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<BidCurve> bids = RandomBids.many(BIDS, random, draws.get((int) seed % 2));
      BidSum flat = BidSum.of(bids);
      List<BidCurve> shuffled = new ArrayList<>(bids);
      Collections.shuffle(shuffled, random);
      assertThat(BidSum.of(shuffled)).as("seed %d, shuffled", seed).isEqualTo(flat);
      assertThat(tree(bids, random)).as("seed %d, tree", seed).isEqualTo(flat);
      assertThat(tree(shuffled, random)).as("seed %d, shuffled tree", seed).isEqualTo(flat);
      assertSamePoints(tree(shuffled, random).costCurve(), flat.costCurve());
    }
  }

  @Test
  void differentBidsGiveDifferentSums() {
    BidCurve one = new BidCurve(new long[] {0, 5}, new long[] {10, 20});
    BidCurve other = new BidCurve(new long[] {0, 5}, new long[] {10, 21});
    assertThat(BidSum.of(List.of(one))).isNotEqualTo(BidSum.of(List.of(other)));
    assertThat(BidSum.of(List.of(one))).isNotEqualTo(BidSum.of(List.of(one, other)));
  }

  @Test
  void stepsAddUpToTheExactWatt() {
    for (long seed = 0; seed < 100; seed++) {
      List<BidCurve> bids = RandomBids.many(BIDS, new Random(seed), RandomBids::steps);
      CostCurve sum = BidSum.of(bids).costCurve();
      for (long price = -25; price <= 25; price++) {
        long picos = price * BidCurve.PICOS_PER_MICRO;
        long least = bids.stream().mapToLong(b -> b.lowWattsAt(picos)).sum();
        long greatest = bids.stream().mapToLong(b -> b.highWattsAt(picos)).sum();
        assertThat(sum.leastResponseMw(price / 1e6)).isEqualTo(least / 1e6);
        assertThat(sum.greatestResponseMw(price / 1e6)).isEqualTo(greatest / 1e6);
      }
    }
  }

  @Test
  void theCurveAnswersEveryPriceAsTheBidsDoByBruteForce() {
    for (long seed = 0; seed < 60; seed++) {
      List<BidCurve> bids = RandomBids.many(BIDS, new Random(seed), RandomBids::crowded);
      CostCurve sum = BidSum.of(bids).costCurve();
      for (double micros = -22; micros <= 22; micros += 0.25) {
        BigDecimal price = BigDecimal.valueOf(micros);
        double least = RandomBids.watts(bids, price, false).doubleValue() / 1e6;
        double greatest = RandomBids.watts(bids, price, true).doubleValue() / 1e6;
        assertThat(sum.leastResponseMw(micros / 1e6)).as("seed %d", seed).isCloseTo(least, MW);
        assertThat(sum.greatestResponseMw(micros / 1e6)).isCloseTo(greatest, MW);
      }
    }
  }

  @Test
  void theCostIsThatOfTheSameCurvesAddedInDoubles() {
    for (long seed = 0; seed < 50; seed++) {
      List<BidCurve> bids = RandomBids.many(BIDS, new Random(seed), RandomBids::crowded);
      CostCurve sum = BidSum.of(bids).costCurve();
      CostCurve doubles = CurveSum.of(bids.stream().map(BidSumTest::costCurve).toList());
      assertThat(sum.minMw()).isCloseTo(doubles.minMw(), within(1e-12));
      assertThat(sum.maxMw()).isCloseTo(doubles.maxMw(), within(1e-12));
      for (double power = sum.minMw(); power <= sum.maxMw(); power += 1e-6) {
        assertThat(sum.costUsdPerHour(power))
            .isCloseTo(doubles.costUsdPerHour(power), within(1e-10));
      }
    }
  }

  private static CostCurve costCurve(BidCurve bid) {
    long[] power = new long[bid.points()];
    long[] price = new long[bid.points()];
    for (int k = 0; k < power.length; k++) {
      power[k] = bid.powerWatts(k);
      price[k] = bid.priceMicrosPerMwh(k);
    }
    return CostCurve.ofBid(power, price);
  }

  @Test
  void fixedPowersAloneAreOnePoint() {
    CostCurve sum = BidSum.of(List.of(BidCurve.fixed(-7), BidCurve.fixed(2))).costCurve();
    assertThat(sum.size()).isEqualTo(1);
    assertThat(sum.minMw()).isEqualTo(-5e-6);
    assertThat(BidSum.NONE.costCurve().maxMw()).isZero();
  }

  @Test
  void aSumBeyondTheRangeOfALongIsAnError() {
    BidCurve bid = new BidCurve(new long[] {0, BidCurve.MAX_POWER_WATTS}, new long[] {1, 2});
    assertThatThrownBy(
            () -> {
              BidSum sum = BidSum.of(List.of(bid));
              for (int doubling = 0; doubling < 24; doubling++) {
                sum = sum.plus(sum);
              }
            })
        .isInstanceOf(ArithmeticException.class);
  }
}
