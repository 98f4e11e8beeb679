package io.wattmesh.grid.feeder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.grid.network.Branch;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What hangs by one line is found, however deep, and nothing else. */
class FeederFinderTest {
  private static final Set<Integer> BUSES = Set.of(1, 2, 3, 4, 5, 6);

  private static Branch line(int row, int from, int to) {
    return new Branch(row, from, to, 1000, 0, -50, 50, true);
  }

  /** A triangle 1-2-3 with a chain 3-4-5 and a leaf 6 on 4. */
  private static final List<Branch> TRIANGLE =
      List.of(
          line(0, 1, 2), line(1, 2, 3), line(2, 3, 1), line(3, 3, 4), line(4, 5, 4), line(5, 4, 6));

  private static List<Integer> peeled(List<Branch> branches, Set<Integer> kept) {
    return FeederFinder.find(BUSES, branches, kept).stream().map(FeederLine::bus).toList();
  }

  @Test
  void aTreeBelowAMeshIsPeeledFromItsLeaves() {
    List<FeederLine> lines = FeederFinder.find(BUSES, TRIANGLE, Set.of(1));
    assertThat(lines.stream().map(FeederLine::bus)).containsExactly(5, 6, 4);
    assertThat(lines.stream().map(FeederLine::parent)).containsExactly(4, 4, 3);
  }

  @Test
  void aKeptBusStaysWithAllOnItsWayToTheMesh() {
    assertThat(peeled(TRIANGLE, Set.of(5))).containsExactly(6);
    assertThat(peeled(TRIANGLE, Set.of(5, 6))).isEmpty();
    assertThat(peeled(TRIANGLE, Set.of(4))).containsExactly(5, 6);
  }

  @Test
  void parallelLinesAreACycle() {
    List<Branch> branches = List.of(line(0, 1, 2), line(1, 2, 1), line(2, 2, 3), line(3, 4, 3));
    assertThat(peeled(branches, Set.of(1))).containsExactly(4, 3);
  }

  @Test
  void aTreeIsPeeledDownToItsKeptBusOrElseToOneBus() {
    List<Branch> chain = List.of(line(0, 1, 2), line(1, 2, 3), line(2, 3, 4));
    assertThat(peeled(chain, Set.of(2))).containsExactly(1, 4, 3);
    assertThat(peeled(chain, Set.of())).hasSize(3);
  }

  @Test
  void aLineWithoutSusceptanceIsNotPeeled() {
    Branch dead = new Branch(0, 1, 2, 0, 0, -50, 50, true);
    assertThat(peeled(List.of(dead), Set.of(1))).isEmpty();
  }

  @Test
  void aLineToABusWithoutACurveIsRefused() {
    assertThatThrownBy(() -> peeled(List.of(line(7, 1, 99)), Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("branch row 7 ends at bus 99");
  }
}
