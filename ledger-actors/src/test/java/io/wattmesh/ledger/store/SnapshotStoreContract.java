package io.wattmesh.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.replication.LedgerApplication;
import io.wattmesh.ledger.store.LedgerStore.CommitMark;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.merkle.TreeCut;
import io.wattmesh.proto.model.Hash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store keeps of snapshots. */
public abstract class SnapshotStoreContract {
  private static final SparseTree STATE = state();
  private static final TreeCut CUT = TreeCut.of(STATE, 100);
  private static final Block GENESIS =
      LedgerApplication.genesisBlock(LedgerFixture.uncongested().genesis());

  @TempDir private Path folder;
  private LedgerStore store;
  private final List<LinkedBlock> chain = new ArrayList<>();

  private static SparseTree state() {
    SparseTree tree = SparseTree.EMPTY;
    for (int k = 0; k < 20; k++) {
      tree = tree.put(new CanonicalWriter().i32(k).toByteArray(), new byte[k]);
    }
    return tree;
  }

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

  /** A block above the chain's last, each stating the same state for its parent. */
  private LinkedBlock next() {
    Block parent = chain.isEmpty() ? GENESIS : chain.getLast().block();
    BlockHeader below = parent.header();
    var header =
        new BlockHeader(
            below.epoch(),
            below.round() + 1,
            below.height() + 1,
            parent.id(),
            0,
            below.timestampMillis() + 1,
            MerkleTree.root(List.of()),
            MerkleTree.root(List.of()),
            STATE.root(),
            MerkleTree.root(List.of()),
            Hash.ZERO);
    return new LinkedBlock(new Block(header, List.of()), certificate(parent));
  }

  private static QuorumCertificate certificate(Block block) {
    long round = block.header().round();
    return new QuorumCertificate(new VoteContent(round, block.id(), round - 1), new TreeMap<>());
  }

  /** Makes the chain longer without storing it. */
  private void grow(int blocks) {
    for (int k = 0; k < blocks; k++) {
      chain.add(next());
    }
  }

  private CommitProof proof(long height) {
    Block child = chain.get((int) height).block();
    return new CommitProof(child.header(), certificate(child));
  }

  private void commit(long height) {
    LinkedBlock linked = chain.get((int) height - 1);
    store.putBlock(linked);
    store.putCommit(height, linked.block().id(), proof(height));
  }

  private SnapshotManifest manifest(long height) {
    return new SnapshotManifest(
        List.of(), List.of(chain.get((int) height - 1).block().header()), proof(height), CUT);
  }

  @Test
  void a_snapshot_is_there_after_a_reopening_with_all_its_chunks() {
    grow(4);
    store.putSnapshot(manifest(3), index -> CUT.chunk(STATE, index));
    reopen();
    assertThat(store.snapshotHeights()).containsExactly(3L);
    assertThat(store.snapshot(3)).map(SnapshotManifest::toBytes).contains(manifest(3).toBytes());
    for (int k = 0; k < CUT.chunks(); k++) {
      assertThat(CUT.refusal(k, store.snapshotChunk(3, k).orElseThrow())).isEmpty();
    }
    assertThat(store.snapshotChunk(3, CUT.chunks())).isEmpty();
    assertThat(store.snapshot(2)).isEmpty();
  }

  @Test
  void a_snapshot_whose_making_is_cut_short_is_not_there() {
    grow(4);
    assertThat(CUT.chunks()).isGreaterThan(2);
    assertThatThrownBy(
            () ->
                store.putSnapshot(
                    manifest(3),
                    index -> {
                      if (index == 2) {
                        throw new IllegalStateException("power cut");
                      }
                      return CUT.chunk(STATE, index);
                    }))
        .hasMessage("power cut");
    reopen();
    assertThat(store.snapshotHeights()).isEmpty();
    store.putSnapshot(manifest(3), index -> CUT.chunk(STATE, index));
    assertThat(store.snapshotHeights()).containsExactly(3L);
  }

  @Test
  void what_was_fetched_is_kept_until_the_snapshot_is_installed_at_once() {
    grow(8);
    commit(1);
    store.putBlock(chain.get(1));
    store.beginIncoming(manifest(6));
    for (int k = 0; k < CUT.chunks(); k++) {
      store.putIncomingChunk(k, CUT.chunk(STATE, k));
      reopen();
      assertThat(store.incomingSnapshot()).isPresent();
      assertThat(store.incomingChunk(k)).isPresent();
      assertThat(store.tip().orElseThrow().height()).isEqualTo(1);
      assertThat(store.snapshotHeights()).isEmpty();
    }
    store.installIncoming(manifest(6));
    reopen();
    CommitMark mark = store.tip().orElseThrow();
    assertThat(mark.height()).isEqualTo(6);
    assertThat(mark.blockId()).isEqualTo(chain.get(5).block().id());
    assertThat(store.incomingSnapshot()).isEmpty();
    assertThat(store.snapshotHeights()).containsExactly(6L);
    assertThat(CUT.refusal(1, store.snapshotChunk(6, 1).orElseThrow())).isEmpty();
    assertThat(store.committedAt(1)).as("below the gap").isEmpty();
    assertThat(store.uncommitted()).isEmpty();
    commit(7);
    assertThat(store.tip().orElseThrow().height()).isEqualTo(7);
  }

  @Test
  void another_snapshot_takes_the_place_of_one_that_was_being_fetched() {
    grow(8);
    store.beginIncoming(manifest(3));
    store.putIncomingChunk(0, CUT.chunk(STATE, 0));
    store.beginIncoming(manifest(6));
    assertThat(store.incomingChunk(0)).isEmpty();
    assertThat(store.snapshotChunk(3, 0)).isEmpty();
    assertThatThrownBy(() -> store.installIncoming(manifest(3)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void pruning_takes_the_blocks_up_to_a_height_and_the_snapshots_below_it() {
    int length = 600;
    grow(length + 1);
    for (long height = 1; height <= length; height++) {
      commit(height);
    }
    for (long height : new long[] {200, 400, 600}) {
      store.putSnapshot(manifest(height), index -> CUT.chunk(STATE, index));
    }
    store.pruneThrough(400);
    reopen();
    assertThat(store.snapshotHeights()).containsExactly(400L, 600L);
    assertThat(store.snapshotChunk(200, 0)).isEmpty();
    assertThat(store.snapshotChunk(400, 0)).isPresent();
    for (long height = 1; height <= length; height++) {
      assertThat(store.committedAt(height).isPresent()).isEqualTo(height > 400);
    }
    store.pruneThrough(400);
    assertThat(store.committedAt(401)).isPresent();
  }

  @Test
  void pruning_leaves_what_is_being_fetched() {
    grow(12);
    store.beginIncoming(manifest(3));
    store.putIncomingChunk(0, CUT.chunk(STATE, 0));
    store.pruneThrough(10);
    assertThat(store.incomingChunk(0)).isPresent();
  }
}
