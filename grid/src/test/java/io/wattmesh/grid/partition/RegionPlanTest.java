package io.wattmesh.grid.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.grid.importer.MatpowerReader;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Regions cover the network, are connected and of about equal size. */
class RegionPlanTest {

  private static Network case118() throws IOException {
    String file = "pglib_opf_case118_ieee.m";
    try (InputStream in =
        RegionPlanTest.class.getResourceAsStream("/io/wattmesh/grid/cases/" + file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return MatpowerReader.read(file, text, DcModel.MATPOWER);
    }
  }

  private static boolean isConnected(RegionNetwork region) {
    Set<Integer> seen = new HashSet<>(Set.of(region.buses().get(0)));
    ArrayDeque<Integer> queue = new ArrayDeque<>(seen);
    while (!queue.isEmpty()) {
      int bus = queue.remove();
      region.innerLines().stream()
          .filter(l -> l.fromBus() == bus || l.toBus() == bus)
          .map(l -> l.fromBus() == bus ? l.toBus() : l.fromBus())
          .filter(seen::add)
          .forEach(queue::add);
    }
    return seen.size() == region.buses().size();
  }

  @Test
  void regionsAreConnectedBalancedAndCoverEveryBusOnce() throws IOException {
    Network network = case118();
    for (int count = 1; count <= 16; count++) {
      RegionPlan plan = RegionPlan.of(network, count);
      Set<Integer> covered = new HashSet<>();
      for (RegionNetwork region : plan.regions()) {
        assertThat(isConnected(region)).as("region %d of %d", region.region(), count).isTrue();
        region.buses().forEach(bus -> assertThat(covered.add(bus)).isTrue());
      }
      assertThat(covered).hasSize(118);
      int largest = plan.regions().stream().mapToInt(r -> r.buses().size()).max().orElseThrow();
      assertThat(largest).isLessThanOrEqualTo(2 * (118 / count) + 2);
    }
  }

  @Test
  void lineCountsAddUpAndTheTreeHasOneRoot() throws IOException {
    Network network = case118();
    RegionPlan plan = RegionPlan.of(network, 6);
    int inner = plan.regions().stream().mapToInt(r -> r.innerLines().size()).sum();
    assertThat(inner + plan.tieLineCount()).isEqualTo(network.liveBranches().size());
    assertThat(plan.regions().stream().filter(r -> r.tree().isRoot())).hasSize(1);
    assertThat(plan.regions().get(plan.root()).tree().separator()).isEmpty();
    assertThat(RegionPlan.of(network, 6)).isEqualTo(plan);
  }

  @Test
  void moreRegionsThanBusesAreRefused() throws IOException {
    Network network = case118();
    assertThatThrownBy(() -> RegionPlan.of(network, 119))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 118");
  }
}
