package io.wattmesh.ledger.replication;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.replica.Recovered;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.market.SignatureCheck;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.LedgerStore.CommitMark;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.merkle.TreeCut;
import io.wattmesh.proto.merkle.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A validator's ledger as its store has it: the committed blocks are executed again, all of them or
 * those above the last snapshot ({@link Start}). Where that leads to the roots that the next
 * committed block states, signatures need not be checked again; where it does not, for a block may
 * hold transactions that were refused for their signatures, and for the last block, they are.
 *
 * @param application at the state of the last committed block
 * @param recovered what the consensus core goes on from
 * @param replayed the committed blocks, as they were told before
 */
public record RecoveredLedger(
    LedgerApplication application, Recovered recovered, List<CommittedBlock> replayed) {
  /** Where the replay begins. */
  public enum Start {
    /**
     * At genesis, so that all blocks are told again; from a snapshot only where some are pruned.
     */
    GENESIS,
    /** At the last snapshot. */
    SNAPSHOT
  }

  /** Replays from genesis, if all blocks are there. */
  public static RecoveredLedger read(LedgerStore store, Genesis genesis) {
    return read(store, genesis, Start.GENESIS);
  }

  public static RecoveredLedger read(LedgerStore store, Genesis genesis, Start start) {
    return read(store, genesis, start, SignatureCheck.EACH);
  }

  /**
   * @param check what judges the signatures of transactions from now on
   */
  public static RecoveredLedger read(
      LedgerStore store, Genesis genesis, Start start, SignatureCheck check) {
    var replaying = new SwitchableCheck();
    var application = new LedgerApplication(genesis, new LedgerMachine(genesis, replaying));
    Block genesisBlock = LedgerApplication.genesisBlock(genesis);
    ExecutedHeader tip = Recovered.genesis(genesisBlock).tip();
    Optional<CommitMark> mark = store.tip();
    Optional<SnapshotManifest> snapshot =
        start == Start.SNAPSHOT || !hasAllBlocks(store) ? lastSnapshot(store) : Optional.empty();
    if (snapshot.isPresent()) {
      tip = restore(application, store, genesis, snapshot.get());
    }
    for (long height = tip.header().height() + 1;
        height <= mark.map(CommitMark::height).orElse(0L);
        height++) {
      Block block = committed(store, height);
      ExecutionRoots roots = replay(application, replaying, block, store.committedAt(height + 1));
      application.commit(block.id());
      tip = ExecutedHeader.of(block, roots);
    }
    replaying.check = check;
    SafetyRow row =
        store
            .safetyRow()
            .orElseGet(() -> firstRow(store, genesis.validators().epoch(), genesisBlock));
    Optional<CommitProof> proof = mark.map(CommitMark::proof);
    return new RecoveredLedger(
        application,
        new Recovered(
            genesisBlock.id(),
            tip,
            proof,
            store.uncommitted(),
            store.batches(),
            row,
            store.epochs()),
        application.takeCommitted());
  }

  /** Blocks are missing below a snapshot's if they were pruned, or if it came from others. */
  private static boolean hasAllBlocks(LedgerStore store) {
    return store.tip().isEmpty()
        || (store.committedAt(1).isPresent()
            && store.snapshotHeights().stream()
                .allMatch(height -> store.committedAt(height).isPresent()));
  }

  private static Optional<SnapshotManifest> lastSnapshot(LedgerStore store) {
    List<Long> heights = store.snapshotHeights();
    return heights.isEmpty() ? Optional.empty() : store.snapshot(heights.getLast());
  }

  /** The state is the certified one, or this fails: chunks, root and signatures are all checked. */
  private static ExecutedHeader restore(
      LedgerApplication application,
      LedgerStore store,
      Genesis genesis,
      SnapshotManifest manifest) {
    ValidatorSet validators = validators(store, genesis, manifest);
    manifest
        .proof()
        .refusal(validators, new SigningContext(genesis.chainId(), validators.epoch()))
        .ifPresent(reason -> damaged(manifest, reason));
    var entries = new ArrayList<TreeEntry>();
    for (int k = 0; k < manifest.cut().chunks(); k++) {
      int index = k;
      byte[] chunk =
          store
              .snapshotChunk(manifest.height(), k)
              .orElseThrow(() -> damaged(manifest, "chunk " + index + " is missing"));
      manifest
          .cut()
          .refusal(k, chunk)
          .ifPresent(reason -> damaged(manifest, "chunk " + index + ": " + reason));
      entries.addAll(TreeCut.entries(chunk));
    }
    var roots = new ExecutionRoots(manifest.stateRoot(), manifest.outcomesRoot());
    var block = new ExecutedHeader(manifest.header(), manifest.blockId(), roots);
    application.restore(block, SparseTree.of(entries));
    return block;
  }

  /** Who certified a snapshot: those whom the stored ends of epochs lead to, each proven. */
  private static ValidatorSet validators(
      LedgerStore store, Genesis genesis, SnapshotManifest manifest) {
    ValidatorSet validators = genesis.validators();
    for (EpochChange change : store.epochs()) {
      if (change.epoch() < manifest.header().epoch()) {
        change
            .refusal(validators, genesis.chainId())
            .ifPresent(reason -> damaged(manifest, reason));
        validators = change.next();
      }
    }
    return validators;
  }

  private static IllegalStateException damaged(SnapshotManifest manifest, String reason) {
    throw new IllegalStateException(
        "The stored %s does not hold: %s. The store is damaged; restore it from another validator."
            .formatted(manifest, reason));
  }

  private static ExecutionRoots replay(
      LedgerApplication application,
      SwitchableCheck replaying,
      Block block,
      Optional<LinkedBlock> next) {
    Optional<ExecutionRoots> stated =
        next.map(linked -> linked.block().header())
            .map(above -> new ExecutionRoots(above.parentStateRoot(), above.parentOutcomesRoot()));
    replaying.check = SignatureCheck.CHECKED_BEFORE;
    if (stated.isPresent() && application.execute(block).equals(stated.get())) {
      return stated.get();
    }
    replaying.check = SignatureCheck.EACH;
    ExecutionRoots roots = application.execute(block);
    if (stated.isPresent() && !roots.equals(stated.get())) {
      throw new IllegalStateException(
          "The stored %s leads to %s, the next one states %s: the store is damaged, or written by another version. Restore it from another validator."
              .formatted(block, roots, stated.get()));
    }
    return roots;
  }

  private static Block committed(LedgerStore store, long height) {
    return store
        .committedAt(height)
        .map(LinkedBlock::block)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The store lacks the committed block of height " + height + "."));
  }

  /** A row is made at genesis only: where blocks are, a lost row means lost votes. */
  private static SafetyRow firstRow(LedgerStore store, long epoch, Block genesisBlock) {
    if (store.tip().isPresent() || !store.uncommitted().isEmpty()) {
      throw new IllegalStateException(
          "The store has blocks but no safety row: this validator may have voted and must not vote"
              + " again under its key. Restore the row or replace the key.");
    }
    SafetyRow row = SafetyRow.initial(epoch, genesisBlock.id());
    store.putSafetyRow(row);
    return row;
  }

  /** A check that changes in the course of the replay. */
  private static final class SwitchableCheck implements SignatureCheck {
    private SignatureCheck check = CHECKED_BEFORE;

    @Override
    public boolean holds(SignedEnvelope envelope, VerificationKey key, SigningContext context) {
      return check.holds(envelope, key, context);
    }

    @Override
    public void expect(Supplier<List<Expected>> soon, SigningContext context) {
      check.expect(soon, context);
    }
  }
}
