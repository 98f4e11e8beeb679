package io.wattmesh.ledger.replication;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.replica.Recovered;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.market.SignatureCheck;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.LedgerStore.CommitMark;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.VerificationKey;
import java.util.List;
import java.util.Optional;

/**
 * A validator's ledger as its store has it: the committed blocks are executed again. Where that
 * leads to the roots that the next committed block states, signatures need not be checked again;
 * where it does not, for a block may hold transactions that were refused for their signatures, and
 * for the last block, they are.
 *
 * @param application at the state of the last committed block
 * @param recovered what the consensus core goes on from
 * @param replayed the committed blocks, as they were told before
 */
public record RecoveredLedger(
    LedgerApplication application, Recovered recovered, List<CommittedBlock> replayed) {

  public static RecoveredLedger read(LedgerStore store, Genesis genesis) {
    var replaying = new SwitchableCheck();
    var application = new LedgerApplication(genesis, new LedgerMachine(genesis, replaying));
    Block genesisBlock = LedgerApplication.genesisBlock(genesis);
    ExecutedHeader tip = Recovered.genesis(genesisBlock).tip();
    Optional<CommitMark> mark = store.tip();
    for (long height = 1; height <= mark.map(CommitMark::height).orElse(0L); height++) {
      Block block = committed(store, height);
      ExecutionRoots roots = replay(application, replaying, block, store.committedAt(height + 1));
      application.commit(block.id());
      tip = ExecutedHeader.of(block, roots);
    }
    replaying.check = SignatureCheck.EACH;
    SafetyRow row =
        store
            .safetyRow()
            .orElseGet(() -> firstRow(store, genesis.validators().epoch(), genesisBlock));
    Optional<CommitProof> proof = mark.map(CommitMark::proof);
    return new RecoveredLedger(
        application,
        new Recovered(genesisBlock.id(), tip, proof, store.uncommitted(), store.batches(), row),
        application.takeCommitted());
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
  }
}
