package io.wattmesh.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.replication.LedgerApplication;
import io.wattmesh.ledger.store.LedgerStore.CommitMark;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store of a validator keeps, whatever it is made of. */
public abstract class LedgerStoreContract {
  protected static final Block GENESIS =
      LedgerApplication.genesisBlock(LedgerFixture.uncongested().genesis());

  @TempDir private Path folder;
  private LedgerStore store;

  /**
   * Opens the test's store, again if it was open before: a new process would find the same.
   *
   * @param emptyFolder the test's own
   */
  protected abstract LedgerStore open(Path emptyFolder);

  @BeforeEach
  void openFirst() {
    store = open(folder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    store = open(folder);
  }

  protected static LinkedBlock child(Block parent, int transaction) {
    List<byte[]> transactions = List.of(new byte[] {(byte) transaction});
    BlockHeader below = parent.header();
    var header =
        new BlockHeader(
            below.epoch(),
            below.round() + 1,
            below.height() + 1,
            parent.id(),
            0,
            below.timestampMillis() + 1,
            MerkleTree.root(transactions),
            MerkleTree.root(List.of()),
            Hash.ZERO,
            Hash.ZERO,
            Hash.ZERO);
    return new LinkedBlock(new Block(header, transactions), certificate(parent));
  }

  private static QuorumCertificate certificate(Block block) {
    long round = block.header().round();
    return new QuorumCertificate(new VoteContent(round, block.id(), round - 1), new TreeMap<>());
  }

  private void commit(LinkedBlock linked) {
    commit(store, linked);
  }

  protected static void commit(LedgerStore store, LinkedBlock linked) {
    Block block = linked.block();
    LinkedBlock next = child(block, 0);
    store.putCommit(
        block.header().height(),
        block.id(),
        new CommitProof(next.block().header(), certificate(next.block())));
  }

  @Test
  void a_new_store_is_empty() {
    assertThat(store.tip()).isEmpty();
    assertThat(store.safetyRow()).isEmpty();
    assertThat(store.uncommitted()).isEmpty();
    assertThat(store.committedAt(1)).isEmpty();
  }

  @Test
  void what_was_put_is_there_after_opening_again() {
    LinkedBlock first = child(GENESIS, 1);
    LinkedBlock second = child(first.block(), 2);
    SafetyRow row = SafetyRow.initial(1, GENESIS.id());
    store.putSafetyRow(row);
    store.putBlock(first);
    store.putBlock(second);
    commit(first);
    CommitMark mark = store.tip().orElseThrow();
    reopen();
    assertThat(store.safetyRow()).contains(row);
    assertThat(store.tip()).contains(mark);
    assertThat(mark.height()).isEqualTo(1);
    assertThat(mark.blockId()).isEqualTo(first.block().id());
    assertThat(store.committedAt(1)).contains(first);
    assertThat(store.committedAt(2)).isEmpty();
    assertThat(store.uncommitted()).containsExactly(second);
  }

  @Test
  void blocks_wait_until_their_height_is_committed_and_their_siblings_with_them() {
    LinkedBlock first = child(GENESIS, 1);
    LinkedBlock sibling = child(GENESIS, 2);
    LinkedBlock second = child(first.block(), 3);
    for (LinkedBlock linked : List.of(second, sibling, first)) {
      store.putBlock(linked);
    }
    assertThat(store.uncommitted()).containsExactlyInAnyOrder(first, sibling, second);
    commit(first);
    assertThat(store.uncommitted()).containsExactly(second);
    store.putBlock(sibling);
    assertThat(store.uncommitted()).as("it is too low to wait").containsExactly(second);
    commit(second);
    assertThat(store.uncommitted()).isEmpty();
  }

  @Test
  void ends_of_epochs_come_back_in_order_each_once() {
    LinkedBlock last = child(GENESIS, 1);
    var proof = new CommitProof(child(last.block(), 0).block().header(), certificate(last.block()));
    List<EpochChange> changes =
        Stream.of(300L, 2L, 3L)
            .map(
                next ->
                    new EpochChange(
                        header(last.block().header(), next - 1),
                        certificate(last.block()),
                        proof,
                        GenesisDraft.validators(next)))
            .toList();
    changes.forEach(store::putEpoch);
    store.putEpoch(changes.get(1));
    reopen();
    assertThat(store.epochs())
        .extracting(change -> change.next().epoch())
        .containsExactly(2L, 3L, 300L);
    assertThat(store.epochs()).containsExactlyInAnyOrderElementsOf(changes);
  }

  private static BlockHeader header(BlockHeader like, long epoch) {
    return new BlockHeader(
        epoch,
        like.round(),
        like.height(),
        like.parentId(),
        like.author(),
        like.timestampMillis(),
        like.transactionsRoot(),
        like.batchesRoot(),
        like.parentStateRoot(),
        like.parentOutcomesRoot(),
        Hash.ZERO);
  }

  @Test
  void the_same_commit_again_changes_nothing() {
    LinkedBlock first = child(GENESIS, 1);
    LinkedBlock second = child(first.block(), 2);
    store.putBlock(first);
    store.putBlock(second);
    commit(first);
    commit(second);
    CommitMark mark = store.tip().orElseThrow();
    commit(first);
    assertThat(store.tip()).contains(mark);
    assertThat(store.committedAt(1)).contains(first);
  }

  @Test
  void another_block_of_a_committed_height_is_refused() {
    LinkedBlock first = child(GENESIS, 1);
    LinkedBlock other = child(GENESIS, 2);
    store.putBlock(first);
    store.putBlock(other);
    commit(first);
    assertThatThrownBy(() -> commit(other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(first.block().id().toString())
        .hasMessageContaining(other.block().id().toString());
    assertThat(store.committedAt(1)).contains(first);
  }

  @Test
  void a_height_that_is_not_the_next_is_refused() {
    LinkedBlock second = child(child(GENESIS, 1).block(), 2);
    store.putBlock(second);
    assertThatThrownBy(() -> commit(second))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2")
        .hasMessageContaining("1");
    assertThat(store.tip()).isEmpty();
  }

  private static Batch batch(long seq, long expiryRound) {
    return new Batch(0, 0, seq, expiryRound, List.of(new byte[] {(byte) seq}, new byte[7]));
  }

  private static LinkedBlock childOf(Block parent, Batch... batches) {
    BlockHeader below = parent.header();
    List<BatchCertificate> certificates =
        Arrays.stream(batches)
            .map(batch -> new BatchCertificate(batch.ack(), new TreeMap<>()))
            .toList();
    var header =
        new BlockHeader(
            below.epoch(),
            below.round() + 1,
            below.height() + 1,
            parent.id(),
            0,
            below.timestampMillis() + 1,
            MerkleTree.root(
                Arrays.stream(batches).flatMap(batch -> batch.transactions().stream()).toList()),
            BlockOutline.batchesRoot(certificates),
            Hash.ZERO,
            Hash.ZERO,
            Hash.ZERO);
    var outline = new BlockOutline(header, certificates, List.of());
    return new LinkedBlock(new Block(outline, List.of(batches)), certificate(parent));
  }

  @Test
  void a_block_is_there_with_its_batches_whether_they_were_put_before_or_came_with_it() {
    store.putBatch(batch(1, 9));
    LinkedBlock first = childOf(GENESIS, batch(1, 9), batch(2, 9));
    store.putBlock(first);
    reopen();
    assertThat(store.batches()).containsExactlyInAnyOrder(batch(1, 9), batch(2, 9));
    assertThat(store.uncommitted()).containsExactly(first);
    commit(first);
    reopen();
    assertThat(store.batches()).isEmpty();
    assertThat(store.committedAt(1).orElseThrow().block().toBytes())
        .isEqualTo(first.block().toBytes());
  }

  @Test
  void batches_are_kept_until_they_expire_and_as_long_as_a_block_has_them() {
    LinkedBlock first = childOf(GENESIS, batch(1, 1));
    LinkedBlock second = childOf(first.block(), batch(2, 2));
    LinkedBlock fork = childOf(child(GENESIS, 1).block(), batch(3, 1));
    for (LinkedBlock linked : List.of(first, second, fork)) {
      store.putBlock(linked);
    }
    store.putBatch(batch(4, 1));
    store.putBatch(batch(5, 2));
    store.putBatch(batch(6, 3));
    commit(first);
    assertThat(store.batches())
        .extracting(batch -> batch.ack().seq())
        .as("none has expired before round 1")
        .containsExactlyInAnyOrder(2L, 3L, 4L, 5L, 6L);
    LinkedBlock third = child(second.block(), 0);
    store.putBlock(third);
    commit(second);
    assertThat(store.batches())
        .extracting(batch -> batch.ack().seq())
        .containsExactlyInAnyOrder(5L, 6L);
    commit(third);
    reopen();
    assertThat(store.batches()).extracting(batch -> batch.ack().seq()).containsExactly(6L);
    assertThat(store.committedAt(1)).contains(first);
    assertThat(store.committedAt(2)).contains(second);
  }

  @Test
  void the_batches_of_pruned_blocks_go_with_them() {
    LinkedBlock first = childOf(GENESIS, batch(1, 9));
    LinkedBlock second = childOf(first.block(), batch(2, 9));
    for (LinkedBlock linked : List.of(first, second)) {
      store.putBlock(linked);
      commit(linked);
    }
    store.pruneThrough(1);
    assertThat(store.committedAt(1)).isEmpty();
    assertThat(store.committedAt(2)).contains(second);
    store.putBatch(batch(1, 9));
    store.putBatch(batch(2, 9));
    assertThat(store.batches())
        .as("what is still there is not put again")
        .containsExactly(batch(1, 9));
  }

  @Test
  void the_batch_of_a_block_that_waits_outlives_its_own_time() {
    LinkedBlock first = child(GENESIS, 1);
    LinkedBlock second = child(first.block(), 2);
    LinkedBlock waiting = childOf(second.block(), batch(1, 1));
    for (LinkedBlock linked : List.of(first, second, waiting)) {
      store.putBlock(linked);
    }
    commit(first);
    commit(second);
    assertThat(store.uncommitted()).containsExactly(waiting);
  }

  @Test
  void a_newer_safety_row_replaces_the_older() {
    store.putSafetyRow(SafetyRow.initial(1, GENESIS.id()));
    SafetyRow newer = SafetyRow.initial(2, Hash.ZERO);
    store.putSafetyRow(newer);
    reopen();
    assertThat(store.safetyRow()).contains(newer);
  }
}
