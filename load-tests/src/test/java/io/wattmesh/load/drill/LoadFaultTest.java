package io.wattmesh.load.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.cluster.settings.NodeRole;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadFaultTest {
  @Test
  void a_fault_has_a_kind_a_moment_and_what_it_is_about() {
    assertThat(LoadFault.parse("kill@40s"))
        .isEqualTo(new LoadFault(LoadFault.Kind.KILL, Optional.empty(), 20_000, 40_000));
    assertThat(LoadFault.parse("kill:aggregator@1m").role()).contains(NodeRole.AGGREGATOR);
    assertThat(LoadFault.parse("pause:1500ms@2.5s"))
        .isEqualTo(new LoadFault(LoadFault.Kind.PAUSE, Optional.empty(), 1_500, 2_500));
    assertThat(LoadFault.parse("restart@90s").kind()).isEqualTo(LoadFault.Kind.RESTART);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"kill", "burn@40s", "kill@soon", "join:2@40s", "kill:prosumer@40s", "pause:x@1s"})
  void what_is_no_fault_is_refused(String text) {
    assertThatThrownBy(() -> LoadFault.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
