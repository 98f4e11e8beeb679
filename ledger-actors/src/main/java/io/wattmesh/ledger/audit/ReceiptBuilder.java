package io.wattmesh.ledger.audit;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.governance.RulesReader;
import io.wattmesh.ledger.market.ClearingRows;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.merkle.SparseProof;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.BookEntry;
import io.wattmesh.proto.proof.IntervalRecord;
import io.wattmesh.proto.proof.PriceRow;
import io.wattmesh.proto.proof.Receipt;
import io.wattmesh.proto.proof.SettlementStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Follows a replay and collects what the receipts of one interval are made of. Receipts can be made
 * once the settlement's commit is proven by what follows, at the latest by the chain's commit
 * proof.
 */
public final class ReceiptBuilder {
  private final Genesis genesis;
  private EpochChanges epochs = EpochChanges.NONE;
  private final long interval;
  private final TreeMap<Integer, BidBook> books = new TreeMap<>();
  private final RulesReader rules;
  private Optional<ClearingCertificate> clearing = Optional.empty();
  private MarketParameters parameters;
  private Optional<Settled> settled = Optional.empty();
  private final List<BlockHeader> headers = new ArrayList<>();
  private Optional<QuorumCertificate> certificate = Optional.empty();

  private record Settled(
      List<SettlementStatement> statements, IntervalRecord record, SparseProof inState) {}

  public ReceiptBuilder(Genesis genesis, long interval) {
    this.genesis = genesis;
    this.interval = interval;
    this.rules = new RulesReader(genesis);
    this.parameters = genesis.parameters();
  }

  /** Takes in a block of the replay. */
  public void follow(Replayed replayed) {
    proveBy(replayed.linked());
    if (certificate.isPresent()) {
      return; // The certificate is on the last header: no other may follow.
    }
    List<Outcome> outcomes = replayed.executed().outcomes();
    for (int k = 0; k < outcomes.size(); k++) {
      if (outcomes.get(k).accepted()) {
        keepBook(replayed.block(), k);
      }
    }
    for (LedgerEvent event : replayed.executed().events()) {
      if (event.interval() == interval) {
        onEvent(event, replayed);
      }
    }
    if (settled.isPresent()) {
      headers.add(replayed.block().header());
    }
  }

  /** A block's certificate on its parent proves the commit of what is before the parent. */
  private void proveBy(LinkedBlock linked) {
    int last = headers.size() - 1;
    if (certificate.isEmpty()
        && last >= 1
        && headers.get(last).round() == headers.get(last - 1).round() + 1) {
      certificate = Optional.of(linked.parentCertificate());
    }
  }

  /**
   * The replay is over: what it has not proven yet, the chain's commit proof does.
   *
   * @param ends the ends of epochs that the export has
   */
  public void finish(CommitProof proof, EpochChanges ends) {
    epochs = ends;
    if (settled.isPresent() && certificate.isEmpty()) {
      headers.addAll(proof.headers());
      certificate = Optional.of(proof.certificate());
    }
  }

  private void keepBook(Block block, int index) {
    SignedEnvelope envelope = SignedEnvelope.ofBytes(block.transactions().get(index));
    if (envelope.type() == MessageType.BID_BOOK) {
      BidBook book = BidBook.ofBytes(envelope.payload());
      if (book.interval() == interval) {
        books.put(book.bus(), book);
      }
    }
  }

  private void onEvent(LedgerEvent event, Replayed replayed) {
    if (event instanceof LedgerEvent.IntervalCleared cleared) {
      clearing = Optional.of(cleared.certificate());
      parameters = rules.read(replayed.executed().state()).parameters(interval);
    }
    if (event instanceof LedgerEvent.IntervalSettled paid) {
      LedgerState state = replayed.executed().state();
      settled =
          Optional.of(
              new Settled(
                  paid.statements(),
                  state.interval(interval).orElseThrow(),
                  state.layer().prove(StateKey.interval(interval))));
    }
  }

  /**
   * The receipt of a participant; empty if the interval is not settled, its commit not proven, or
   * no bid of the participant stood.
   */
  public Optional<Receipt> receipt(ParticipantId participant) {
    if (settled.isEmpty() || certificate.isEmpty()) {
      return Optional.empty();
    }
    List<SettlementStatement> statements = settled.get().statements();
    for (int k = 0; k < statements.size(); k++) {
      SettlementStatement statement = statements.get(k);
      if (statement.participant().equals(participant)) {
        int index = k;
        return bidOf(statement).map(bid -> receipt(statement, index, bid));
      }
    }
    return Optional.empty();
  }

  private Optional<Integer> bidOf(SettlementStatement statement) {
    List<SignedEnvelope> bids =
        Optional.ofNullable(books.get(statement.bus())).map(BidBook::bids).orElse(List.of());
    for (int k = 0; k < bids.size(); k++) {
      if (bids.get(k).digest().equals(statement.bidDigest())) {
        return Optional.of(k);
      }
    }
    return Optional.empty();
  }

  private Receipt receipt(SettlementStatement statement, int index, int bid) {
    Settled end = settled.orElseThrow();
    BidBook book = books.get(statement.bus());
    var entry = new BookEntry(book.bus(), book.root());
    List<byte[]> rows = priceRows();
    int row = clearing.isPresent() ? genesis.busIndex(statement.bus()) : 0;
    return new Receipt(
        genesis.chain(),
        epochsBefore(headers.getLast()),
        book.bids().get(bid),
        book.schedules().get(bid),
        MerkleTree.prove(book.leaves(), bid),
        entry,
        MerkleTree.prove(bookEntries(), books.headMap(book.bus()).size()),
        priceRow(statement, row),
        MerkleTree.prove(rows, row),
        statement,
        MerkleTree.prove(
            end.statements().stream().map(SettlementStatement::toBytes).toList(), index),
        end.record(),
        end.inState(),
        headers,
        certificate.orElseThrow());
  }

  /** The ends of epochs that lead to a header's. */
  private EpochChanges epochsBefore(BlockHeader header) {
    return new EpochChanges(
        epochs.changes().stream().filter(change -> change.epoch() < header.epoch()).toList());
  }

  private List<byte[]> bookEntries() {
    var entries = new ArrayList<byte[]>();
    books.forEach((bus, book) -> entries.add(new BookEntry(bus, book.root()).toBytes()));
    return entries;
  }

  /** The clearing's rows; of a void interval a single row without meaning. */
  private List<byte[]> priceRows() {
    return clearing
        .map(certificate -> ClearingRows.of(genesis.network(), parameters, certificate))
        .orElse(List.of(new byte[0]));
  }

  private PriceRow priceRow(SettlementStatement statement, int row) {
    return clearing
        .map(certificate -> ClearingRows.row(genesis.network(), parameters, certificate, row))
        .orElse(new PriceRow(statement.bus(), 0, 0));
  }
}
