package io.wattmesh.consensus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.safety.RefusalReason;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EvidenceSimulationTest {
  /** That none is made against who does not lie is an invariant of every run. */
  @Test
  void twinsWithRowsOfTheirOwnAreFoundOut() {
    var contradictions = new AtomicLong();
    Wiring counting =
        Wiring.CORRECT.withShell(
            effects -> {
              contradictions.addAndGet(
                  effects.stream()
                      .filter(Effect.Refused.class::isInstance)
                      .filter(
                          effect ->
                              ((Effect.Refused) effect).reason() == RefusalReason.CONTRADICTION)
                      .count());
              return effects;
            });

    LongStream.range(0, 20)
        .mapToObj(
            seed ->
                Simulation.run(
                    new SimulationOptions(
                        seed,
                        4,
                        1,
                        Lie.TWINS,
                        12,
                        4_000,
                        48,
                        new NetworkFaults(0, 0, 40, 300, 0),
                        HostFaults.NONE),
                    counting))
        .forEach(result -> assertThat(result.violation()).as("seed %d", result.seed()).isEmpty());

    assertThat(contradictions).hasPositiveValue();
  }
}
