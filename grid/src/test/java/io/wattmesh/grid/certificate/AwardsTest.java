package io.wattmesh.grid.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wattmesh.proto.model.BidCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AwardsTest {
  private static final long TEN_USD = 10_000_000_000_000L;
  private static final long TEN_USD_MICROS = 10_000_000L;

  private static BidCurve step(long minWatts, long maxWatts, long priceMicros) {
    return new BidCurve(new long[] {minWatts, maxWatts}, new long[] {priceMicros, priceMicros});
  }

  private static BusBids bids(BidCurve... curves) {
    return new BusBids(List.of(curves));
  }

  @Test
  void equalStepsShareProRata() {
    BusBids bids =
        bids(
            step(0, 1_000, TEN_USD_MICROS),
            step(0, 3_000, TEN_USD_MICROS),
            step(-400, 0, TEN_USD_MICROS));

    assertThat(Awards.at(bids, TEN_USD, 700)).containsExactly(250, 750, -300);
  }

  @Test
  void leftOverWattsGoToTheLargestRemaindersThenToTheFirstInOrder() {
    BusBids thirds =
        bids(
            step(0, 100, TEN_USD_MICROS),
            step(0, 100, TEN_USD_MICROS),
            step(0, 100, TEN_USD_MICROS));
    assertThat(Awards.at(thirds, TEN_USD, 50)).containsExactly(17, 17, 16);

    BusBids unequal = bids(step(0, 10, TEN_USD_MICROS), step(0, 15, TEN_USD_MICROS));
    // 5 of 25: 2 and 3 exactly; 6 of 25: 2.4 and 3.6.
    assertThat(Awards.at(unequal, TEN_USD, 5)).containsExactly(2, 3);
    assertThat(Awards.at(unequal, TEN_USD, 6)).containsExactly(2, 4);

    // All lose 0.333333 W and something; the third loses the most, by parts of a micro-watt.
    BusBids close =
        bids(
            step(0, 333_333_100, TEN_USD_MICROS),
            step(0, 333_333_300, TEN_USD_MICROS),
            step(0, 333_333_600, TEN_USD_MICROS));
    assertThat(Awards.at(close, TEN_USD, 1)).containsExactly(0, 0, 1);
  }

  @Test
  void oneTickCheaperIsServedFirstThoughTheCertifiedPriceIsAHairOff() {
    BusBids bids = bids(step(0, 1_000, TEN_USD_MICROS), step(0, 1_000, TEN_USD_MICROS - 1));

    assertThat(Awards.at(bids, TEN_USD + 3, 1_200)).containsExactly(200, 1_000);
    assertThat(Awards.at(bids, TEN_USD - 3, 1_200)).containsExactly(200, 1_000);
  }

  @Test
  void slopedBidsKeepTheirOwnAnswerBesideALargeTiedStep() {
    BidCurve sloped = new BidCurve(new long[] {0, 2_000}, new long[] {0, 2 * TEN_USD_MICROS});
    BusBids bids = bids(sloped, step(0, 1_000_000_000, TEN_USD_MICROS));

    long[] awards = Awards.at(bids, TEN_USD, 1_000 + 123_456_789);

    assertThat(awards).containsExactly(1_000, 123_456_789);
  }

  @Test
  void anInjectionWithinTheRoundingOfTheWindowIsStillSharedExactly() {
    // Each answers 0.5 W at 10 $/MWh: three of them 1.5 W, certified as 1 or 2 W.
    BidCurve half = new BidCurve(new long[] {0, 1}, new long[] {0, 2 * TEN_USD_MICROS});
    BusBids bids = bids(half, half, half);

    assertThat(bids.lowWatts(TEN_USD)).isEqualTo(1);
    assertThat(bids.highWatts(TEN_USD)).isEqualTo(2);
    assertThat(Awards.at(bids, TEN_USD, 1)).containsExactly(1, 0, 0);
    assertThat(Awards.at(bids, TEN_USD, 2)).containsExactly(1, 1, 0);
  }

  @Test
  void anInjectionThatThePriceDoesNotSupportHasNoAwards() {
    BusBids bids = bids(step(0, 100, TEN_USD_MICROS));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Awards.at(bids, TEN_USD, 101))
        .withMessageContaining("101 W")
        .withMessageContaining("0 to 100 W");
    assertThatIllegalArgumentException().isThrownBy(() -> Awards.at(bids, TEN_USD + 500_000, 99));
  }

  @Test
  void aBusWithoutBidsHasNoAwardsAndNoInjection() {
    assertThat(Awards.at(BusBids.none(), TEN_USD, 0)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> Awards.at(BusBids.none(), TEN_USD, 1));
  }

  @Test
  void awardsAreExactForRandomBooksAtEveryInjectionThatThePriceSupports() {
    for (long seed = 0; seed < 500; seed++) {
      var random = new Random(seed);
      BusBids bids = randomBids(random);
      long low = bids.lowWatts(TEN_USD);
      long high = bids.highWatts(TEN_USD);
      AwardAssertions.assertExact(bids, TEN_USD, low);
      AwardAssertions.assertExact(bids, TEN_USD, high);
      AwardAssertions.assertExact(bids, TEN_USD, random.nextLong(low, high + 1));
    }
  }

  @Test
  void theOrderOfParticipantsDecidesLeftOverWattsAlone() {
    for (long seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      BusBids bids = randomBids(random);
      long injection = random.nextLong(bids.lowWatts(TEN_USD), bids.highWatts(TEN_USD) + 1);
      List<Integer> order = new ArrayList<>(IntStream.range(0, bids.size()).boxed().toList());
      Collections.shuffle(order, random);
      BusBids shuffled = new BusBids(order.stream().map(bids::curve).toList());

      long[] awards = Awards.at(bids, TEN_USD, injection);
      long[] shuffledAwards = Awards.at(shuffled, TEN_USD, injection);

      for (int k = 0; k < order.size(); k++) {
        assertThat(Math.abs(shuffledAwards[k] - awards[order.get(k)])).isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void theWidestBidsAreSharedExactlyAndMoreIsAnErrorNotAWrap() {
    long most = BidCurve.MAX_POWER_WATTS;
    long top = BidCurve.MAX_PRICE_MICROS_PER_MWH;
    BidCurve widest = new BidCurve(new long[] {-most, most}, new long[] {-top, top});
    BusBids four = new BusBids(Collections.nCopies(4, widest));
    long price = TEN_USD;

    long[] awards = AwardAssertions.assertExact(four, price, four.highWatts(price));

    // 1e12 W over 1e6 $/MWh: 1e6 W per $/MWh each.
    assertThat(awards[0]).isBetween(9_999_999L, 10_000_001L);
    BusBids ten = new BusBids(Collections.nCopies(10, step(most, most, 0)));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> Awards.at(ten, price, 10 * most));
  }

  private static BusBids randomBids(Random random) {
    BidCurve[] curves = new BidCurve[1 + random.nextInt(40)];
    Arrays.setAll(
        curves,
        bid -> {
          int points = 1 + random.nextInt(6);
          long reach = random.nextBoolean() ? 100 : 1_000_000_000;
          long[] watts = random.longs(points, -reach, reach).sorted().toArray();
          long[] micros =
              random.longs(points, -2, 3).map(n -> TEN_USD_MICROS + n).sorted().toArray();
          return new BidCurve(watts, micros);
        });
    return bids(curves);
  }
}
