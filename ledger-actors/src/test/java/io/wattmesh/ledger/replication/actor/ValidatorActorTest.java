package io.wattmesh.ledger.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.consensus.replica.ReplicaOptions;
import io.wattmesh.consensus.snapshot.SnapshotOptions;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.MemoryStore;
import io.wattmesh.ledger.ValidatorNet;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.RecoveredLedger;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.ledger.replication.ToGateway.Halted;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.RocksLedgerStore;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.crypto.Sha256;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidatorActorTest {
  private static final int PATIENCE_SECONDS = 30;

  private final LedgerFixture fixture = LedgerFixture.uncongested();

  @TempDir private Path folder;

  /** The block that holds a transaction, which must be accepted there. */
  private static CommittedBlock awaitAccepted(ValidatorNode node, byte[] transaction)
      throws InterruptedException {
    while (true) {
      CommittedBlock block = node.committed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(block).as("a committed block").isNotNull();
      for (Outcome outcome : block.outcomes()) {
        if (outcome.transaction().equals(Sha256.of(transaction))) {
          assertThat(outcome.code()).isEqualTo(OutcomeCode.ACCEPTED);
          return block;
        }
      }
    }
  }

  @Test
  void four_validators_commit_what_is_submitted_and_go_on_after_a_restart_of_their_node()
      throws InterruptedException {
    byte[][] books = fixture.books(0);
    CommittedBlock first;
    try (var node = rocksNode()) {
      node.submit(books[0]);
      first = awaitAccepted(node, books[0]);
      assertThat(node.answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .extracting(ToGateway.Answer::transaction, ToGateway.Answer::code)
          .containsExactly(Sha256.of(books[0]), AnswerCode.ACCEPTED);
    }
    try (var node = rocksNode()) {
      assertThat(awaitAccepted(node, books[0])).as("told again").isEqualTo(first);
      node.submit(books[1]);
      CommittedBlock second = awaitAccepted(node, books[1]);
      assertThat(second.header().height()).isGreaterThan(first.header().height());
      assertThat(node.halted).isEmpty();
    }
  }

  private ValidatorNode rocksNode() {
    return rocksNode(ReplicaOptions.standard());
  }

  private ValidatorNode rocksNode(ReplicaOptions options) {
    return new ValidatorNode(
        fixture,
        folder,
        options,
        index -> RocksLedgerStore.open(folder.resolve("validator-" + index)));
  }

  @Test
  void snapshots_are_made_beside_the_voting_and_each_validator_tells_where_it_stands()
      throws InterruptedException {
    byte[][] books = fixture.books(0);
    var everyBlock = new SnapshotOptions(1, 500, 5, 1_000_000, true);
    long height;
    try (var node = rocksNode(ReplicaOptions.standard().withSnapshots(everyBlock))) {
      node.submit(books[0]);
      height = awaitAccepted(node, books[0]).header().height();
      for (int tries = 0; tries < 100 && !allStandAt(node, height); tries++) {
        Thread.sleep(100);
      }
      assertThat(node.statuses).hasSize(4);
      assertThat(allStandAt(node, height)).isTrue();
      assertThat(node.halted).isEmpty();
    }
    try (var store = RocksLedgerStore.open(folder.resolve("validator-1"))) {
      assertThat(store.snapshotHeights()).isNotEmpty();
      assertThat(
              RecoveredLedger.read(store, fixture.genesis(), RecoveredLedger.Start.SNAPSHOT)
                  .application()
                  .committedLayer()
                  .root())
          .isEqualTo(
              RecoveredLedger.read(store, fixture.genesis()).application().committedLayer().root());
    }
  }

  private static boolean allStandAt(ValidatorNode node, long height) {
    return node.statuses.size() == 4
        && node.statuses.values().stream().allMatch(status -> status.committedHeight() >= height);
  }

  /** A store that fails from a number of safety rows on, with any exception. */
  private static LedgerStore failing(int rows, RuntimeException failure) {
    return failing(new MemoryStore(), "putSafetyRow", rows, failure);
  }

  /** A store whose method of this name fails after so many times. */
  static LedgerStore failing(LedgerStore store, String write, int times, RuntimeException failure) {
    var written = new AtomicInteger();
    return (LedgerStore)
        Proxy.newProxyInstance(
            LedgerStore.class.getClassLoader(),
            new Class<?>[] {LedgerStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals(write) && written.incrementAndGet() > times) {
                throw failure;
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void a_validator_whose_store_fails_stops_and_says_so_and_the_others_go_on()
      throws InterruptedException {
    for (RuntimeException failure :
        List.of(new IllegalStateException("disk full"), new ArithmeticException("disk full"))) {
      try (var node =
          new ValidatorNode(
              fixture, folder, index -> index == 1 ? failing(1, failure) : new MemoryStore())) {
        byte[][] books = fixture.books(0);
        node.submit(books[0]);
        Halted halted = node.halted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(halted).isEqualTo(new Halted(ValidatorNode.name(1), "disk full"));
        awaitAccepted(node, books[0]);
        node.submit(books[1]);
        awaitAccepted(node, books[1]);
        assertThat(node.halted).isEmpty();
      }
    }
  }

  @Test
  void a_validator_whose_store_cannot_be_opened_says_so_and_the_others_go_on()
      throws InterruptedException {
    try (var node =
        new ValidatorNode(
            fixture,
            folder,
            index -> {
              if (index == 3) {
                throw new IllegalStateException("folder locked");
              }
              return new MemoryStore();
            })) {
      Halted halted = node.halted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(halted).isEqualTo(new Halted(ValidatorNode.name(3), "folder locked"));
      byte[][] books = fixture.books(0);
      node.submit(books[0]);
      awaitAccepted(node, books[0]);
      assertThat(node.halted).as("it is not started anew by each message").isEmpty();
    }
  }

  @Test
  void a_validator_that_waits_for_its_store_is_there_once_it_is_free() throws InterruptedException {
    var tries = new AtomicInteger();
    try (var node =
        new ValidatorNode(
            fixture,
            folder,
            index -> {
              // Without either of the two there is no quorum, so a commit shows that one has begun.
              if (index >= 2 && tries.incrementAndGet() <= 4) {
                throw new IllegalStateException("another node has it");
              }
              return new MemoryStore();
            },
            post ->
                Behaviors.supervise(ValidatorActor.createOnceFree(post))
                    .onFailure(
                        SupervisorStrategy.restartWithBackoff(
                            Duration.ofMillis(50), Duration.ofMillis(100), 0)))) {
      byte[][] books = fixture.books(0);
      node.submit(books[0]);
      awaitAccepted(node, books[0]);
      assertThat(tries).hasValueGreaterThan(4);
      assertThat(node.halted).isEmpty();
    }
  }

  @Test
  void
      whichever_write_to_its_disk_fails_a_validator_stops_and_goes_on_from_its_disk_when_restarted()
          throws InterruptedException {
    byte[][] books = fixture.books(0);
    for (String write : List.of("putBlock", "putSafetyRow", "putCommit")) {
      Path disk = folder.resolve(write);
      var full = new IllegalStateException("no space left for " + write);
      try (var node =
          new ValidatorNode(
              fixture,
              disk,
              index -> {
                LedgerStore store = RocksLedgerStore.open(disk.resolve("validator-" + index));
                return index == 2 ? failing(store, write, 0, full) : store;
              })) {
        node.submit(books[0]);
        assertThat(node.halted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
            .isEqualTo(new Halted(ValidatorNode.name(2), full.getMessage()));
        awaitAccepted(node, books[0]);
      }
      try (var node =
          new ValidatorNode(
              fixture, disk, index -> RocksLedgerStore.open(disk.resolve("validator-" + index)))) {
        node.submit(books[1]);
        awaitAccepted(node, books[1]);
        assertThat(node.halted).as("after " + write).isEmpty();
      }
    }
  }

  @Test
  void a_validator_that_lost_its_safety_row_stops_before_it_signs_anything()
      throws InterruptedException {
    List<MemoryStore> stores = Stream.generate(MemoryStore::new).limit(4).toList();
    var net = new ValidatorNet(fixture, stores);
    net.submit(fixture.books(0)[0]);
    stores.get(2).loseSafetyRow();
    try (var node = new ValidatorNode(fixture, folder, stores::get)) {
      Halted halted = node.halted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(halted).isNotNull();
      assertThat(halted.validator()).isEqualTo(ValidatorNode.name(2));
      assertThat(halted.reason()).contains("safety row");
      assertThat(stores.get(2).safetyRow()).isEmpty();
    }
  }
}
