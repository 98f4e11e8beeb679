package io.wattmesh.ledger.audit;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.ClearingRows;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.MerkleProof;
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
 * once the block after the settlement is certified.
 */
public final class ReceiptBuilder {
  private final Genesis genesis;
  private final long interval;
  private final TreeMap<Integer, BidBook> books = new TreeMap<>();
  private Optional<ClearingCertificate> clearing = Optional.empty();
  private Optional<Settled> settled = Optional.empty();

  private record Settled(
      List<SettlementStatement> statements,
      IntervalRecord record,
      SparseProof inState,
      BlockHeader header) {}

  public ReceiptBuilder(Genesis genesis, long interval) {
    this.genesis = genesis;
    this.interval = interval;
  }

  /** Takes in a block of the replay. */
  public void follow(Replayed replayed) {
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
    }
    if (event instanceof LedgerEvent.IntervalSettled paid) {
      LedgerState state = replayed.executed().state();
      settled =
          Optional.of(
              new Settled(
                  paid.statements(),
                  state.interval(interval).orElseThrow(),
                  state.layer().prove(StateKey.interval(interval)),
                  replayed.block().header()));
    }
  }

  /** Whether the interval is settled as far as the replay went. */
  public boolean isSettled() {
    return settled.isPresent();
  }

  /** The height of the block that settled the interval. */
  public long settledHeight() {
    return settled.orElseThrow().header().height();
  }

  /**
   * The receipt of a participant; empty if no bid of it stood in the interval.
   *
   * @param next the header of the block after the settlement
   * @param certificate the quorum certificate on that block
   */
  public Optional<Receipt> receipt(
      ParticipantId participant, BlockHeader next, QuorumCertificate certificate) {
    Settled end = settled.orElseThrow();
    List<byte[]> statements = end.statements().stream().map(SettlementStatement::toBytes).toList();
    for (int k = 0; k < end.statements().size(); k++) {
      SettlementStatement statement = end.statements().get(k);
      if (statement.participant().equals(participant)) {
        return bidOf(statement)
            .map(
                bid ->
                    receipt(
                        statement,
                        MerkleTree.prove(statements, end.statements().indexOf(statement)),
                        bid,
                        next,
                        certificate));
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

  private Receipt receipt(
      SettlementStatement statement,
      MerkleProof statementInInterval,
      int bid,
      BlockHeader next,
      QuorumCertificate certificate) {
    Settled end = settled.orElseThrow();
    BidBook book = books.get(statement.bus());
    var entry = new BookEntry(book.bus(), book.root());
    List<byte[]> rows = priceRows();
    int row = clearing.isPresent() ? genesis.busIndex(statement.bus()) : 0;
    return new Receipt(
        genesis.chain(),
        book.bids().get(bid),
        MerkleTree.prove(book.leaves(), bid),
        entry,
        MerkleTree.prove(bookEntries(), books.headMap(book.bus()).size()),
        priceRow(statement, row),
        MerkleTree.prove(rows, row),
        statement,
        statementInInterval,
        end.record(),
        end.inState(),
        end.header(),
        next,
        certificate);
  }

  private List<byte[]> bookEntries() {
    var entries = new ArrayList<byte[]>();
    books.forEach((bus, book) -> entries.add(new BookEntry(bus, book.root()).toBytes()));
    return entries;
  }

  /** The clearing's rows; of a void interval a single row without meaning. */
  private List<byte[]> priceRows() {
    return clearing
        .map(certificate -> ClearingRows.of(genesis.network(), certificate))
        .orElse(List.of(new byte[0]));
  }

  private PriceRow priceRow(SettlementStatement statement, int row) {
    return clearing
        .map(
            certificate ->
                new PriceRow(
                    statement.bus(),
                    certificate.pricePicosPerMwh(row),
                    certificate.injectionWatts(row)))
        .orElse(new PriceRow(statement.bus(), 0, 0));
  }
}
