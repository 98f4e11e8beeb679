package io.wattmesh.ledger.audit;

import io.wattmesh.consensus.block.Block;
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
import io.wattmesh.proto.book.Opening;
import io.wattmesh.proto.book.Reveals;
import io.wattmesh.proto.book.SealedBid;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.merkle.SparseProof;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.BookEntry;
import io.wattmesh.proto.proof.IntervalRecord;
import io.wattmesh.proto.proof.PriceRow;
import io.wattmesh.proto.proof.Receipt;
import io.wattmesh.proto.proof.SettlementStatement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final TreeMap<BookPlace, BidBook> books = new TreeMap<>();
  private final Map<Hash, Opening> openings = new HashMap<>();
  private final RulesReader rules;
  private Optional<ClearingCertificate> clearing = Optional.empty();
  private MarketParameters parameters;
  private Optional<Settled> settled = Optional.empty();
  private final HeaderTrail trail = new HeaderTrail();

  /** Where a book stands among an interval's: by bus, then by its aggregator's name. */
  private record BookPlace(int bus, String aggregator) implements Comparable<BookPlace> {
    private static final Comparator<BookPlace> ORDER =
        Comparator.comparingInt(BookPlace::bus).thenComparing(BookPlace::aggregator);

    @Override
    public int compareTo(BookPlace other) {
      return ORDER.compare(this, other);
    }
  }

  /** A bid in a book. */
  private record BidPlace(BookPlace book, int index) {}

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
    trail.follow(replayed.linked());
    if (trail.isProven()) {
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
  }

  /**
   * The replay is over: what it has not proven yet, the chain's commit proof does.
   *
   * @param ends the ends of epochs that the export has
   */
  public void finish(CommitProof proof, EpochChanges ends) {
    epochs = ends;
    trail.finish(proof);
  }

  private void keepBook(Block block, int index) {
    SignedEnvelope envelope = SignedEnvelope.ofBytes(block.transactions().get(index));
    if (envelope.type() == MessageType.BID_BOOK) {
      BidBook book = BidBook.ofBytes(envelope.payload());
      if (book.interval() == interval) {
        books.put(new BookPlace(book.bus(), envelope.signer()), book);
      }
    }
    if (envelope.type() == MessageType.REVEALS) {
      Reveals reveals = Reveals.ofBytes(envelope.payload());
      if (reveals.interval() == interval) {
        reveals
            .openings()
            .forEach(opening -> openings.put(SealedBid.on(opening).commitment(), opening));
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
      trail.begin(replayed.block().header());
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
    if (settled.isEmpty() || !trail.isProven()) {
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

  private Optional<BidPlace> bidOf(SettlementStatement statement) {
    for (Map.Entry<BookPlace, BidBook> book : books.entrySet()) {
      List<SignedEnvelope> bids = book.getValue().bids();
      for (int k = 0; k < bids.size(); k++) {
        if (openBid(bids.get(k)).digest().equals(statement.bidDigest())) {
          return Optional.of(new BidPlace(book.getKey(), k));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Opening> opening(SignedEnvelope entry) {
    return entry.type() == MessageType.SEALED_BID
        ? Optional.ofNullable(openings.get(SealedBid.ofBytes(entry.payload()).commitment()))
        : Optional.empty();
  }

  private SignedEnvelope openBid(SignedEnvelope entry) {
    return opening(entry).map(Opening::bid).orElse(entry);
  }

  private Receipt receipt(SettlementStatement statement, int index, BidPlace place) {
    Settled end = settled.orElseThrow();
    BidBook book = books.get(place.book());
    int bid = place.index();
    var entry = new BookEntry(book.bus(), book.root());
    List<byte[]> rows = priceRows();
    int row = clearing.isPresent() ? genesis.busIndex(statement.bus()) : 0;
    return new Receipt(
        genesis.chain(),
        trail.epochsBefore(epochs),
        book.bids().get(bid),
        book.schedules().get(bid),
        opening(book.bids().get(bid)),
        MerkleTree.prove(book.leaves(), bid),
        entry,
        MerkleTree.prove(bookEntries(), books.headMap(place.book()).size()),
        priceRow(statement, row),
        MerkleTree.prove(rows, row),
        statement,
        MerkleTree.prove(
            end.statements().stream().map(SettlementStatement::toBytes).toList(), index),
        end.record(),
        end.inState(),
        trail.headers(),
        trail.certificate());
  }

  private List<byte[]> bookEntries() {
    var entries = new ArrayList<byte[]>();
    books.values().forEach(book -> entries.add(new BookEntry(book.bus(), book.root()).toBytes()));
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
