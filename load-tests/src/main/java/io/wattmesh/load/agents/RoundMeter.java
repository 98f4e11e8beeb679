package io.wattmesh.load.agents;

import io.wattmesh.load.measure.Machine;
import java.util.function.Consumer;

/** Times one round of calls, and tells now and then how far it is. For one thread. */
final class RoundMeter {
  private static final long NANOS_BETWEEN_LINES = 10_000_000_000L;

  private final int round;
  private final RollCall calls;
  private final Consumer<String> progress;
  private final long beganNanos = System.nanoTime();
  private final long cpuNanosBefore = Machine.processCpuNanos();
  private long lineNanos = beganNanos;

  /** Begins the round. */
  RoundMeter(int round, RollCall calls, Consumer<String> progress) {
    this.round = round;
    this.calls = calls;
    this.progress = progress;
    calls.begin(round);
  }

  int round() {
    return round;
  }

  void tell() {
    long now = System.nanoTime();
    if (now - lineNanos > NANOS_BETWEEN_LINES) {
      lineNanos = now;
      String name = round == 0 ? "start" : "round " + round;
      progress.accept("%s: %d of %d".formatted(name, calls.answered(), calls.size()));
    }
  }

  /**
   * Ends the round.
   *
   * @param askedAgain how many were asked again
   */
  AgentFigures.Round end(long askedAgain) {
    return new AgentFigures.Round(
        System.nanoTime() - beganNanos,
        Machine.processCpuNanos() - cpuNanosBefore,
        calls.answered(),
        askedAgain,
        calls.again());
  }
}
