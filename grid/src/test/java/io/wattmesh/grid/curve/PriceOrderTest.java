package io.wattmesh.grid.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The radix sort sorts as the JDK does and knows where each key came from. */
class PriceOrderTest {

  private static void assertSorts(long[] keys) {
    long[] expected = keys.clone();
    Arrays.sort(expected);
    PriceOrder order = PriceOrder.of(keys.clone(), keys.length);
    for (int rank = 0; rank < keys.length; rank++) {
      assertThat(order.key(rank)).isEqualTo(expected[rank]);
      assertThat(keys[order.origin(rank)]).isEqualTo(expected[rank]);
      if (rank > 0 && expected[rank] == expected[rank - 1]) {
        assertThat(order.origin(rank)).isGreaterThan(order.origin(rank - 1));
      }
    }
  }

  @Test
  void keysOfEveryRangeAndNumberAreSorted() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int shift = random.nextInt(64);
      assertSorts(random.longs(random.nextInt(300)).map(key -> key >> shift).toArray());
    }
  }

  @Test
  void theEndsOfTheRangeOfLongsAreSorted() {
    long[] keys = new Random(1).longs(100).toArray();
    keys[7] = Long.MAX_VALUE;
    keys[50] = Long.MIN_VALUE;
    assertSorts(keys);
  }

  @Test
  void numbersSortByTheirKeysAndComeBack() {
    double[] numbers = {-1e300, -2.5, -Double.MIN_VALUE, 0, Double.MIN_VALUE, 1, 1e300};
    for (int k = 0; k < numbers.length; k++) {
      assertThat(PriceOrder.numberOf(PriceOrder.keyOf(numbers[k]))).isEqualTo(numbers[k]);
      if (k > 0) {
        assertThat(PriceOrder.keyOf(numbers[k])).isGreaterThan(PriceOrder.keyOf(numbers[k - 1]));
      }
    }
    assertThat(PriceOrder.keyOf(-0.0)).isEqualTo(PriceOrder.keyOf(0.0));
  }
}
