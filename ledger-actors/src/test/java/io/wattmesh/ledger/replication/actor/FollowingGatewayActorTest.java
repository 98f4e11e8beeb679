package io.wattmesh.ledger.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.MemoryStore;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that no validator was told of, before four real validators. */
class FollowingGatewayActorTest {
  private static final int PATIENCE_SECONDS = 30;

  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final BlockingQueue<CommittedBlock> committed = new LinkedBlockingQueue<>();
  private final BlockingQueue<ToGateway.Answer> answers = new LinkedBlockingQueue<>();
  private final CountDownLatch caughtUp = new CountDownLatch(1);

  @TempDir private Path folder;

  private ActorRef<ToGateway> gateway(ValidatorNode node) {
    return node.spawn(
        FollowingGatewayActor.create(
            fixture.genesis(),
            new FollowingGatewayActor.Listener(
                new GatewayActor.Listener(committed::add, halted -> {}), caughtUp::countDown)));
  }

  private Set<Hash> awaitOutcomes(int count) throws InterruptedException {
    var found = new HashSet<Hash>();
    while (found.size() < count) {
      CommittedBlock block = committed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(block).as("outcomes so far: %d", found.size()).isNotNull();
      block.outcomes().stream().map(Outcome::transaction).forEach(found::add);
    }
    return found;
  }

  @Test
  void it_hands_in_transactions_and_hears_their_answers_and_blocks() throws Exception {
    try (var node = new ValidatorNode(fixture, folder, index -> new MemoryStore())) {
      ActorRef<ToGateway> gateway = gateway(node);
      assertThat(caughtUp.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      var ids = new HashSet<Hash>();
      for (byte[] book : fixture.books(0)) {
        ids.add(Sha256.of(book));
        gateway.tell(new ToGateway.Submit(book, answers::add));
      }
      assertThat(awaitOutcomes(ids.size())).containsAll(ids);
      ToGateway.Answer answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(answer).isNotNull();
      assertThat(answer.code()).isEqualTo(AnswerCode.ACCEPTED);
    }
  }

  @Test
  void one_that_begins_late_is_told_all_from_the_first_block_on() throws Exception {
    try (var node = new ValidatorNode(fixture, folder, index -> new MemoryStore())) {
      for (byte[] book : fixture.books(0)) {
        node.submit(book);
      }
      CommittedBlock first = node.committed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(first).isNotNull();
      gateway(node);
      assertThat(committed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(first);
      assertThat(caughtUp.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void its_messages_are_the_same_on_another_node() {
    try (var node = new ValidatorNode(fixture, folder, index -> new MemoryStore())) {
      TestProbe<ToGateway> gateway = node.gatewayProbe();
      var address = new ActorGateway(gateway.getRef());
      node.tell(0, node.overTheWire(new ToValidator.Follow(address, 1)));
      ToGateway.Blocks empty =
          gateway.expectMessageClass(ToGateway.Blocks.class, Duration.ofSeconds(PATIENCE_SECONDS));
      assertThat(node.overTheWire(empty)).isEqualTo(empty);

      byte[] book = fixture.books(0)[0];
      node.tell(0, node.overTheWire(new ToValidator.HandIn(book, address)));
      ToGateway.Answered answered =
          gateway
              .fishForMessage(
                  Duration.ofSeconds(PATIENCE_SECONDS),
                  message ->
                      message instanceof ToGateway.Answered
                          ? FishingOutcomes.complete()
                          : FishingOutcomes.continueAndIgnore())
              .stream()
              .map(ToGateway.Answered.class::cast)
              .findFirst()
              .orElseThrow();
      assertThat(answered.transaction()).isEqualTo(Sha256.of(book));
      assertThat(node.overTheWire(answered)).isEqualTo(answered);

      node.submit(fixture.books(0)[1]);
      node.tell(0, new ToValidator.Follow(address, 1));
      ToGateway.Blocks full =
          (ToGateway.Blocks)
              gateway
                  .fishForMessage(
                      Duration.ofSeconds(PATIENCE_SECONDS),
                      message ->
                          message instanceof ToGateway.Blocks blocks && !blocks.blocks().isEmpty()
                              ? FishingOutcomes.complete()
                              : FishingOutcomes.continueAndIgnore())
                  .getFirst();
      assertThat(node.overTheWire(full)).isEqualTo(full);
    }
  }
}
