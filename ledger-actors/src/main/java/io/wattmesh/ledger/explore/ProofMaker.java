package io.wattmesh.ledger.explore;

import io.wattmesh.ledger.audit.AuditFailedException;
import io.wattmesh.ledger.audit.HeaderTrail;
import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.market.StepWatch;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.AccountRecord;
import io.wattmesh.proto.proof.LedgerProof;
import io.wattmesh.proto.proof.ProvenFact;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes proofs of single facts out of an export. */
public final class ProofMaker {
  private final LedgerExport export;
  private final Genesis genesis;
  private final Starts starts;

  /** Where a replay may begin that has to execute the block of a height. */
  public interface Starts {
    ReplayStart before(long height) throws IOException;
  }

  /** Replays from genesis. */
  public ProofMaker(LedgerExport export, Genesis genesis) {
    this(export, genesis, height -> ReplayStart.genesis(genesis));
  }

  public ProofMaker(LedgerExport export, Genesis genesis, Starts starts) {
    this.export = export;
    this.genesis = genesis;
    this.starts = starts;
  }

  /** The account after the block of a height, or that there is none. */
  public LedgerProof account(ParticipantId id, long height) throws IOException {
    return make(
        height,
        replayed ->
            new ProvenFact.AccountFact(
                id,
                replayed.executed().layer().get(StateKey.account(id)).map(AccountRecord::ofBytes),
                replayed.executed().layer().prove(StateKey.account(id))));
  }

  /** The interval's record after the block of a height, or that there is none. */
  public LedgerProof interval(long interval, long height) throws IOException {
    return make(
        height,
        replayed ->
            new ProvenFact.IntervalFact(
                interval,
                replayed.executed().state().interval(interval),
                replayed.executed().layer().prove(StateKey.interval(interval))));
  }

  /**
   * What became of a transaction in the block of a height.
   *
   * @throws IllegalArgumentException if the block does not have it
   */
  public LedgerProof transaction(Hash transaction, long height) throws IOException {
    return make(height, replayed -> outcome(transaction, replayed.executed()));
  }

  private static ProvenFact outcome(Hash transaction, Executed executed) {
    List<Outcome> outcomes = executed.outcomes();
    for (int k = 0; k < outcomes.size(); k++) {
      Outcome outcome = outcomes.get(k);
      if (outcome.transaction().equals(transaction)) {
        Optional<CallReceipt> receipt =
            executed.receipts().stream()
                .filter(call -> call.transaction().equals(transaction))
                .findFirst();
        return new ProvenFact.TransactionFact(
            outcome.toRecord(),
            receipt,
            MerkleTree.prove(outcomes.stream().map(Outcome::toBytes).toList(), k));
      }
    }
    throw new IllegalArgumentException("The block has no transaction " + transaction + ".");
  }

  private LedgerProof make(long height, Function<Replayed, ProvenFact> prove) throws IOException {
    var facts = new ArrayList<ProvenFact>(1);
    LedgerReplay.run(
        export,
        genesis,
        starts.before(height),
        height,
        StepWatch.NONE,
        replayed -> {
          if (replayed.block().header().height() == height) {
            facts.add(prove.apply(replayed));
          }
        });
    if (facts.isEmpty()) {
      throw new IllegalArgumentException(
          "The chain has no block of height %d: it ends at %d."
              .formatted(height, export.proof().committedHeight()));
    }
    var trail = new HeaderTrail();
    export.forEachBlock(
        at -> at >= height && !trail.isProven(),
        header -> {},
        linked -> {
          trail.follow(linked);
          if (linked.block().header().height() == height) {
            trail.begin(linked.block().header());
          }
        });
    trail.finish(export.proof());
    var proof =
        new LedgerProof(trail.committed(genesis.chain(), export.epochs()), facts.getFirst());
    proof
        .refusal()
        .ifPresent(
            why -> {
              throw new AuditFailedException(
                  "block %d: %s; run `wattmesh verify`".formatted(height, why));
            });
    return proof;
  }
}
