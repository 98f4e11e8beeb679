package io.wattmesh.consensus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.wattmesh.consensus.safety.RefusalReason;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class MessageFuzzTest {
  private static final long MEBIBYTE = 1024 * 1024;

  @Test
  void of100000AlteredMessagesNoneIsAcceptedNorTakesMemoryBeyondItsLength() {
    var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    MessageFuzz.Result result = MessageFuzz.run(7, 100_000, memory::getCurrentThreadAllocatedBytes);

    assertThat(result.violation()).isEmpty();
    assertThat(result.messages()).isEqualTo(100_000);
    assertThat(result.refusals())
        .containsKeys(
            RefusalReason.MALFORMED, RefusalReason.NOT_AUTHENTIC, RefusalReason.BAD_CERTIFICATE);
    assertThat(result.mostBytes()).isBetween(1L, MEBIBYTE);
  }

  @Test
  void theSameSeedTriesTheSameMessages() {
    MessageFuzz.Result first = MessageFuzz.run(3, 500, () -> 0);

    assertThat(MessageFuzz.run(3, 500, () -> 0)).isEqualTo(first);
  }
}
