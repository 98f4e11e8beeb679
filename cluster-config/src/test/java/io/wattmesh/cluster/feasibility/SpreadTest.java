package io.wattmesh.cluster.feasibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
  private static List<BigDecimal> upTo(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(BigDecimal::valueOf).toList();
  }

  @Test
  void aQuantileIsASampleByTheNearestRank() {
    Spread times = Spread.ofTimes(upTo(200).reversed());
    assertThat(times.at(Quantile.P50)).isEqualTo("100");
    assertThat(times.at(Quantile.P99)).isEqualTo("198");
    assertThat(times.at(Quantile.MAX)).isEqualTo("200");
  }

  @Test
  void ofRatesTheWorstIsTheLowest() {
    Spread rates = Spread.ofRates(upTo(200));
    assertThat(rates.at(Quantile.P99)).as("99 of 100 reach it").isEqualTo("3");
    assertThat(rates.at(Quantile.MAX)).isEqualTo("1");
  }

  @Test
  void aLoneSampleIsEveryQuantile() {
    assertThat(Quantile.values())
        .allSatisfy(one -> assertThat(Spread.ofTimes(upTo(1)).at(one)).isEqualTo("1"));
  }
}
