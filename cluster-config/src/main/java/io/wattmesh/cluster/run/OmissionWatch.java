package io.wattmesh.cluster.run;

import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.OmissionClaim;
import io.wattmesh.proto.book.PromisedBid;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compares what aggregators promised the participants with the books that they handed in, and makes
 * the participants' claims. Filled on actors' threads. Whether a claim convicts is the ledger's to
 * say: it knows which book was committed.
 */
final class OmissionWatch {
  private record Promise(SignedEnvelope bid, SignedEnvelope acknowledgement) {}

  private record BookOf(long interval, String aggregator) {}

  private final ScenarioMarket market;
  private final Map<PromisedBid, Promise> promises = new ConcurrentHashMap<>();
  private final Map<BookOf, BidBook> books = new ConcurrentHashMap<>();

  OmissionWatch(ScenarioMarket market) {
    this.market = market;
  }

  private boolean isNeeded() {
    return market.genesis().parameters().accountability().omissions().areTaken();
  }

  void onPromise(SignedEnvelope bid, SignedEnvelope acknowledgement) {
    if (isNeeded()) {
      promises.put(PromisedBid.of(bid), new Promise(bid, acknowledgement));
    }
  }

  /** Of an aggregator's books of an interval the first is looked at. */
  void onTransaction(SignedEnvelope transaction) {
    if (isNeeded() && transaction.type() == MessageType.BID_BOOK) {
      BidBook book = BidBook.ofBytes(transaction.payload());
      books.putIfAbsent(new BookOf(book.interval(), transaction.signer()), book);
    }
  }

  /** The claims about an interval whose books are frozen; it is forgotten then. */
  List<SignedEnvelope> claims(long interval) {
    var claims = new ArrayList<SignedEnvelope>();
    promises.forEach(
        (bid, promise) -> {
          if (bid.interval() == interval) {
            claim(bid, promise).ifPresent(claims::add);
          }
        });
    promises.keySet().removeIf(bid -> bid.interval() <= interval);
    books.keySet().removeIf(book -> book.interval() <= interval);
    return claims;
  }

  private Optional<SignedEnvelope> claim(PromisedBid bid, Promise promise) {
    String aggregator = promise.acknowledgement().signer();
    Optional<BidBook> book = Optional.ofNullable(books.get(new BookOf(bid.interval(), aggregator)));
    if (book.filter(kept -> kept.bids().contains(promise.bid())).isPresent()) {
      return Optional.empty();
    }
    OmissionClaim claim = OmissionClaim.of(promise.acknowledgement(), promise.bid(), book);
    ParticipantId participant = bid.participant();
    return Optional.of(market.sign(participant, MessageType.OMISSION, claim.toBytes()));
  }
}
