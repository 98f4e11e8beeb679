package io.wattmesh.consensus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Hosts of odd seeds put all into batches; a gateway gives each transaction to all of them, so that
 * batches overlap as much as they can. Author 0 sends its batches to f+1 others alone and never
 * gives one out.
 */
class WithheldBatchesTest {
  @Test
  void anAuthorThatWithholdsItsBatchesDoesNotStopTheChain() {
    var batches = new AtomicLong();
    Wiring withheld =
        Wiring.CORRECT.withShell(
            effects -> {
              batches.addAndGet(batchesCommitted(effects));
              return withholding(effects);
            });

    LongStream.range(0, 100)
        .mapToObj(k -> Simulation.run(SimulationOptions.ofSeed(2 * k + 1, 4), withheld))
        .forEach(result -> assertThat(result.violation()).as("seed %d", result.seed()).isEmpty());
    assertThat(batches.get()).isGreaterThan(1_000);
  }

  private static long batchesCommitted(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.PersistCommit.class::isInstance)
        .mapToLong(effect -> ((Effect.PersistCommit) effect).block().batches().size())
        .sum();
  }

  private static List<Effect> withholding(List<Effect> effects) {
    return effects.stream()
        .flatMap(
            effect ->
                switch (effect) {
                  case Effect.Broadcast all when isOf0(all.message(), MessageType.BATCH) ->
                      Stream.of(
                          new Effect.Send(validator(1), all.message()),
                          new Effect.Send(validator(2), all.message()));
                  case Effect.Send one
                      when isOf0(one.message(), MessageType.BATCH_REPLY)
                          || (isOf0(one.message(), MessageType.BATCH)
                              && one.to().equals(validator(3))) ->
                      Stream.of();
                  default -> Stream.of(effect);
                })
        .toList();
  }

  private static ParticipantId validator(int index) {
    return new ParticipantId("validator-00" + index);
  }

  private static boolean isOf0(byte[] message, MessageType type) {
    SignedEnvelope envelope = ConsensusMessage.ofBytes(message).envelope();
    return envelope.type() == type && envelope.signer().equals("validator-000");
  }
}
