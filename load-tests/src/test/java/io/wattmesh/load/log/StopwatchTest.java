package io.wattmesh.load.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopwatchTest {
  @Test
  void what_loopback_sent_is_the_ninth_number_of_its_line() {
    assertThat(
            Stopwatch.sent(
                List.of(
                    "Inter-|   Receive                                 |  Transmit",
                    " face |bytes packets errs drop fifo frame compressed multicast|bytes packets",
                    "    lo: 101 2 0 0 0 0 0 0 707 2 0 0 0 0 0 0",
                    "  eth0: 5 5 0 0 0 0 0 0 9 9 0 0 0 0 0 0")))
        .isEqualTo(707);
  }

  @Test
  void a_machine_without_loopback_is_named() {
    assertThatThrownBy(() -> Stopwatch.sent(List.of("  eth0: 5 5 0 0 0 0 0 0 9 9 0 0 0 0 0 0")))
        .hasMessageContaining("no loopback interface");
  }
}
