package io.wattmesh.ledger.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.replica.ReplicaOptions;
import io.wattmesh.consensus.replica.ReplicaStatus;
import io.wattmesh.ledger.Clearings;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.MemoryStore;
import io.wattmesh.ledger.Validators;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.RecoveredLedger;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Validators that join and leave while the real actors run; takes seconds, for removed ones ask.
 */
class ValidatorChangeActorTest {
  private static final int PATIENCE_SECONDS = 30;
  private static final LedgerFixture FIXTURE = LedgerFixture.uncongested();
  private static final ValidatorSet FOUR = FIXTURE.genesis().validators();
  private static final ValidatorSet SEVEN = set(2, 0, 7);
  private static final ValidatorSet LAST_FOUR = set(3, 3, 7);

  @TempDir private Path folder;

  private final List<MemoryStore> stores = Stream.generate(MemoryStore::new).limit(7).toList();
  private final List<CommittedBlock> committed = new ArrayList<>();
  private final List<byte[]> submitted = new ArrayList<>();

  private static ValidatorSet set(long epoch, int from, int to) {
    return Validators.set(
        epoch, IntStream.range(from, to).mapToObj(k -> "validator-" + k).toArray(String[]::new));
  }

  private static byte[] change(ValidatorSet present, ValidatorSet next) {
    return Validators.change(FIXTURE.genesis().chainId(), present, next, present.size());
  }

  private void submit(ValidatorNode node, byte[]... transactions) {
    for (byte[] transaction : transactions) {
      submitted.add(transaction);
      node.submit(transaction);
    }
  }

  /** Clearings of other books than the committed ones: refused and recorded, each for itself. */
  private void submitTen(ValidatorNode node) {
    for (int k = 0; k < 10; k++) {
      Hash books = Sha256.of(ByteBuffer.allocate(4).putInt(submitted.size()).array());
      submit(node, FIXTURE.clearing(Clearings.congested(0, books)));
    }
  }

  private Stream<Outcome> outcomes() {
    return committed.stream().flatMap(block -> block.outcomes().stream());
  }

  private void awaitAll(ValidatorNode node) throws InterruptedException {
    while (outcomes().count() < submitted.size()) {
      CommittedBlock block = node.committed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(block)
          .as(
              "a block after height %d with what %d transactions came to",
              committed.size(), submitted.size())
          .isNotNull();
      committed.add(block);
    }
  }

  private void awaitEpoch(ValidatorNode node, long epoch) throws InterruptedException {
    while (committed.stream()
        .flatMap(block -> block.nextValidators().stream())
        .noneMatch(next -> next.epoch() == epoch)) {
      CommittedBlock block = node.committed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(block).as("the last block before epoch %d", epoch).isNotNull();
      committed.add(block);
    }
  }

  private static void awaitHeight(ValidatorNode node, long height) throws InterruptedException {
    for (int tries = 0; tries < 10 * PATIENCE_SECONDS; tries++) {
      if (node.statuses.size() == 7
          && node.statuses.values().stream()
              .allMatch(status -> status.committedHeight() >= height)) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("not all are at height " + height + ": " + node.statuses);
  }

  private long lastHeight() {
    return committed.getLast().header().height();
  }

  @Test
  void four_become_seven_and_four_others_again_while_transactions_come_all_along()
      throws InterruptedException {
    try (var node = new ValidatorNode(FIXTURE, folder, ReplicaOptions.standard(), 7, stores::get)) {
      submit(node, FIXTURE.books(0));
      awaitAll(node);
      submitTen(node);
      submit(node, change(FOUR, SEVEN));
      submitTen(node);
      awaitEpoch(node, 2);
      submitTen(node);
      submit(node, change(SEVEN, LAST_FOUR));
      submitTen(node);
      awaitAll(node);
      submitTen(node);
      awaitAll(node);
      awaitHeight(node, lastHeight());

      assertThat(node.halted).isEmpty();
      assertThat(node.statuses)
          .hasSize(7)
          .allSatisfy(
              (name, status) -> {
                assertThat(status.validators()).isEqualTo(LAST_FOUR);
                assertThat(status.observes()).isEqualTo(LAST_FOUR.find(name).isEmpty());
              });
    }
    assertThat(outcomes().map(Outcome::transaction))
        .containsExactlyInAnyOrderElementsOf(submitted.stream().map(Sha256::of).toList());
    assertThat(outcomes().filter(outcome -> outcome.code() == OutcomeCode.ACCEPTED))
        .as("books and changes")
        .hasSize(5);
    assertThat(committed.stream().flatMap(block -> block.nextValidators().stream()))
        .containsExactly(SEVEN, LAST_FOUR);
    assertThat(committed).extracting(block -> block.header().epoch()).isSorted().endsWith(3L);
    allHaveTheSameChain();
  }

  private void allHaveTheSameChain() {
    for (MemoryStore store : stores) {
      assertThat(store.epochs()).extracting(EpochChange::next).containsExactly(SEVEN, LAST_FOUR);
      RecoveredLedger recovered = RecoveredLedger.read(store, FIXTURE.genesis());
      List<CommittedBlock> told = recovered.replayed();
      assertThat(told).hasSizeGreaterThanOrEqualTo(committed.size());
      assertThat(told.subList(0, committed.size())).isEqualTo(committed);
      assertThat(recovered.application().committedLayer().root())
          .isEqualTo(told.getLast().stateRoot());
    }
  }

  @Test
  void a_joiner_that_is_started_when_its_epoch_has_long_begun_catches_up_and_votes()
      throws InterruptedException {
    ValidatorSet five = set(2, 0, 5);
    try (var node = new ValidatorNode(FIXTURE, folder, ReplicaOptions.standard(), 4, stores::get)) {
      submit(node, FIXTURE.books(0));
      submit(node, change(FOUR, five));
      awaitAll(node);
      submitTen(node);
      awaitAll(node);
    }
    try (var node = new ValidatorNode(FIXTURE, folder, ReplicaOptions.standard(), 5, stores::get)) {
      submitTen(node);
      committed.clear();
      awaitAll(node);
      for (int tries = 0; tries < 10 * PATIENCE_SECONDS && !hasVoted(node); tries++) {
        Thread.sleep(100);
        if (tries % 10 == 0) {
          submitTen(node);
        }
      }
      assertThat(hasVoted(node)).as("%s", node.statuses).isTrue();
      assertThat(node.halted).isEmpty();
    }
  }

  private static boolean hasVoted(ValidatorNode node) {
    ReplicaStatus joiner = node.statuses.get(ValidatorNode.name(4));
    return joiner != null
        && !joiner.observes()
        && joiner.lastVotedRound() > 0
        && joiner.committedHeight() > 0;
  }
}
