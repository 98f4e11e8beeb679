package io.wattmesh.cluster.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GridLayoutTest {
  @Test
  void theSameNetworkIsLaidOutTheSame() {
    GridLayout one = GridLayout.of(Runs.ring(150));
    GridLayout two = GridLayout.of(Runs.ring(150));
    assertThat(one.x()).isEqualTo(two.x());
    assertThat(one.y()).isEqualTo(two.y());
    assertThat(one.height()).isEqualTo(two.height());
  }

  @Test
  void busesLieInsideThePictureAndApart() {
    GridLayout layout = GridLayout.of(Runs.ring(150));
    for (int i = 0; i < 150; i++) {
      assertThat(layout.x()[i]).isBetween(0.0, (double) GridLayout.WIDTH);
      assertThat(layout.y()[i]).isBetween(0.0, (double) layout.height());
      for (int j = 0; j < i; j++) {
        double distance = Math.hypot(layout.x()[i] - layout.x()[j], layout.y()[i] - layout.y()[j]);
        assertThat(distance).isGreaterThan(15);
      }
    }
  }

  @Test
  void busesOfALineStandInItsOrder() {
    GridLayout layout = GridLayout.of(Runs.fourBuses("Line", List.of()));
    double[] x = layout.x();
    assertThat((x[1] - x[0]) * (x[2] - x[1])).isPositive();
    assertThat((x[2] - x[1]) * (x[3] - x[2])).isPositive();
  }

  @Test
  void tieLinesCountDouble() {
    BusDistances distances = new BusDistances(Runs.fourBuses("Line", List.of()));
    assertThat(distances.between(0, 1)).isEqualTo(1);
    assertThat(distances.between(1, 2)).isEqualTo(2);
    assertThat(distances.between(0, 3)).isEqualTo(4);
    assertThat(distances.longest()).isEqualTo(4);
  }

  @Test
  void islandsAndSingleBusesHavePlaces() {
    int[] none = {};
    GridLayout single = GridLayout.of(islands(new int[] {7}, none, none));
    assertThat(single.x()[0]).isCloseTo(500, within(0.1));
    GridLayout pairs =
        GridLayout.of(islands(new int[] {1, 2, 3, 4, 5}, new int[] {0, 2}, new int[] {1, 3}));
    assertThat(pairs.x()).doesNotHaveDuplicates().doesNotContain(Double.NaN);
    assertThat(pairs.y()).doesNotContain(Double.NaN);
  }

  private static RunData islands(int[] numbers, int[] from, int[] to) {
    return new RunData(
        "Islands",
        "islands",
        1,
        "00",
        false,
        new TreeMap<>(),
        numbers,
        new int[numbers.length],
        from,
        from,
        to,
        new double[from.length],
        List.of());
  }
}
