package io.wattmesh.ledger.audit;

import io.wattmesh.consensus.batch.BatchAck;
import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.batch.BatchWindow;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.market.SignatureCheck;
import io.wattmesh.ledger.replication.LedgerApplication;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Replays an export from its genesis: every link of the chain, every quorum and batch certificate,
 * every signature, every clearing certificate and every root is checked anew, and conservation
 * after every block. The genesis is what the auditor must know to be the right one: by its chain
 * id.
 */
public final class LedgerAudit {
  /** A block of the replay, for who wants to follow it. */
  public record Replayed(LinkedBlock linked, Executed executed) {
    public Block block() {
      return linked.block();
    }
  }

  private final LedgerExport export;
  private final Consumer<Replayed> follower;
  private Genesis genesis;
  private SigningContext context;
  private AuditedEpochs epochs;
  private LedgerMachine machine;
  private StateLayer layer;
  private Block last;
  private Hash lastOutcomesRoot = MerkleTree.root(List.of());
  private final BatchWindow window = new BatchWindow();
  private final Counts counts = new Counts();

  private static final class Counts {
    private long transactions;
    private long signatures;
    private long cleared;
    private long voided;
    private long settled;
    private long refused;
    private long statements;
  }

  private LedgerAudit(LedgerExport export, Consumer<Replayed> follower) {
    this.export = export;
    this.follower = follower;
  }

  /**
   * @throws AuditFailedException if anything does not hold
   * @throws IOException if a file is missing or cannot be read
   */
  public static AuditReport check(LedgerExport export, Consumer<Replayed> follower)
      throws IOException {
    return new LedgerAudit(export, follower).run();
  }

  private AuditReport run() throws IOException {
    begin();
    try {
      export.forEachBlock(this::visit);
    } catch (MalformedBytesException e) {
      throw new AuditFailedException(
          "block %d: %s".formatted(last.header().height() + 1, e.getMessage()), e);
    } catch (java.io.EOFException e) {
      throw new AuditFailedException(e.getMessage(), e);
    }
    finish();
    return report();
  }

  private void begin() throws IOException {
    try {
      genesis = export.genesis();
    } catch (MalformedBytesException e) {
      throw new AuditFailedException("genesis: " + e.getMessage(), e);
    }
    context = genesis.signingContext();
    try {
      epochs = new AuditedEpochs(genesis, export.epochs());
    } catch (MalformedBytesException e) {
      throw new AuditFailedException("epochs: " + e.getMessage(), e);
    }
    machine =
        new LedgerMachine(
            genesis,
            (envelope, key, expected) -> {
              counts.signatures++;
              return SignatureCheck.EACH.holds(envelope, key, expected);
            });
    layer = LedgerMachine.genesisState(genesis);
    last = LedgerApplication.genesisBlock(genesis);
  }

  private void visit(LinkedBlock linked) {
    Block block = linked.block();
    BlockHeader header = block.header();
    String name = "block " + (last.header().height() + 1);
    require(
        header.height() == last.header().height() + 1 && header.parentId().equals(last.id()),
        name + ": it does not follow the block before it");
    require(header.round() > last.header().round(), name + ": its round does not grow");
    require(
        header.timestampMillis() > last.header().timestampMillis(),
        name + ": its time does not grow");
    checkParentCertificate(linked.parentCertificate(), name);
    LedgerState before = new LedgerState(layer);
    counts.signatures += epochs.enterAfter(last, before.validators(), name);
    require(header.epoch() == epochs.validators().epoch(), name + ": it is of another epoch");
    require(
        header
            .nextValidators()
            .equals(before.nextValidators().map(ValidatorSet::hash).orElse(Hash.ZERO)),
        name + ": it names other next validators than the replay has");
    checkBatches(block, name);
    require(
        header.parentStateRoot().equals(layer.root()),
        name + ": the state root is not that of the replay");
    require(
        header.parentOutcomesRoot().equals(lastOutcomesRoot),
        name + ": the outcomes root is not that of the replay");
    execute(linked, name);
  }

  private void checkParentCertificate(QuorumCertificate certificate, String name) {
    require(
        certificate.blockId().equals(last.id()) && certificate.round() == last.header().round(),
        name + ": the quorum certificate is not on its parent");
    if (last.header().height() == 0) {
      require(
          certificate.equals(QuorumCertificate.genesis(last.id())),
          name + ": it does not carry the genesis certificate");
      return;
    }
    counts.signatures += certificate.signatures().size();
    certificate
        .refusal(epochs.validators(), epochs.context())
        .ifPresent(reason -> fail(name + ": quorum certificate on its parent: " + reason));
  }

  /**
   * Each batch is certified, in time and new; that its transactions are its own, reading showed.
   */
  private void checkBatches(Block block, String name) {
    long round = block.header().round();
    window.expire(round);
    for (BatchCertificate certificate : block.outline().certificates()) {
      BatchAck batch = certificate.content();
      String which = "%s: batch %s".formatted(name, batch.digest().shortHex());
      BatchWindow.timeRefusal(batch, round).ifPresent(reason -> fail(which + ": " + reason));
      require(!window.contains(batch.slot()), which + ": its slot was taken before");
      window.add(batch);
      counts.signatures += certificate.signatures().size();
      certificate
          .refusal(epochs.validators(), epochs.context())
          .ifPresent(reason -> fail(which + ": " + reason));
    }
  }

  private void execute(LinkedBlock linked, String name) {
    Block block = linked.block();
    Executed executed =
        machine.execute(layer, block.header().timestampMillis(), block.transactions());
    executed.layer().commit();
    layer = executed.layer();
    last = block;
    lastOutcomesRoot = executed.outcomesRoot();
    counts.transactions += block.transactions().size();
    executed.events().forEach(event -> count(event, name));
    Conservation.of(genesis, new LedgerState(layer))
        .refusal()
        .ifPresent(reason -> fail(name + ": " + reason));
    follower.accept(new Replayed(linked, executed));
  }

  private void count(LedgerEvent event, String name) {
    switch (event) {
      case LedgerEvent.IntervalCleared cleared -> counts.cleared++;
      case LedgerEvent.ClearingRefused refused -> counts.refused++;
      case LedgerEvent.IntervalVoided voided -> counts.voided++;
      case LedgerEvent.IntervalSettled settled -> {
        counts.settled++;
        counts.statements += settled.statements().size();
        require(
            Conservation.awardedSumJoules(settled.statements()) == 0,
            name + ": the awards of interval " + settled.interval() + " do not add up to zero");
      }
      case LedgerEvent.BookCommitted committed -> {}
      case LedgerEvent.NetworkNoticed noticed -> {}
      case LedgerEvent.BooksFrozen frozen -> {}
      case LedgerEvent.BooksClosed closed -> {}
      case LedgerEvent.BidsRevealed revealed -> {}
      case LedgerEvent.SealsForfeited forfeited -> {}
      case LedgerEvent.SealingChanged changed -> {}
      case LedgerEvent.OmissionProven omission -> {}
      case LedgerEvent.SettlementNoted noted -> {}
    }
  }

  /** The last block is committed by its proof, and all before it with it. */
  private void finish() throws IOException {
    CommitProof proof;
    try {
      proof = export.proof();
    } catch (MalformedBytesException e) {
      throw new AuditFailedException("commit proof: " + e.getMessage(), e);
    }
    counts.signatures += proof.certificate().signatures().size();
    proof
        .refusal(epochs.validators(), epochs.context())
        .ifPresent(reason -> fail("commit proof: " + reason));
    require(
        proof.committedId().equals(last.id())
            && proof.above().parentStateRoot().equals(layer.root())
            && proof.above().parentOutcomesRoot().equals(lastOutcomesRoot),
        "commit proof: it is not of the last block and the state after it");
    require(
        proof.child().epoch() == epochs.validators().epoch(),
        "commit proof: it is of another epoch");
    require(
        proof.between().isEmpty() || last.header().endsEpoch(),
        "commit proof: only an epoch's last block is proven by headers in between");
    epochs.requireUsed();
  }

  private AuditReport report() {
    Conservation sums = Conservation.of(genesis, new LedgerState(layer));
    return new AuditReport(
        context.chainId(),
        last.header().height(),
        counts.transactions,
        counts.signatures,
        counts.cleared,
        counts.voided,
        counts.settled,
        counts.refused,
        counts.statements,
        sums.supply().issuedMicros(),
        sums.balancesMicros(),
        sums.supply().verifiedJoules(),
        sums.creditsJoules(),
        layer.root(),
        genesis.parameters().demoKeys());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      fail(otherwise);
    }
  }

  private static void fail(String reason) {
    throw new AuditFailedException(reason);
  }
}
