package io.wattmesh.market.aggregation;

import io.wattmesh.market.store.BidStore.StoredBid;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Has each book closed in the store before it is signed, so that it has what another life of this
 * aggregator has promised too, and none promises more for it.
 */
public final class BookClosing {
  private final BidIntake intake;
  private final BookKeeping books;
  private final Set<Long> asked = new HashSet<>();
  private final Set<Long> closed = new HashSet<>();

  public BookClosing(BidIntake intake, BookKeeping books) {
    this.intake = intake;
    this.books = books;
  }

  /** The intervals whose books the store is to close now, each told once. */
  public List<Long> begin(long nowMillis) {
    List<Long> unsigned = books.unsigned(nowMillis);
    asked.retainAll(unsigned);
    closed.retainAll(unsigned);
    return unsigned.stream().filter(asked::add).toList();
  }

  /** The store has closed one, and these of its bids were stored. */
  public void onClosed(long interval, List<StoredBid> stored) {
    intake.closeUpTo(interval);
    for (StoredBid bid : stored) {
      intake.restore(SignedEnvelope.ofBytes(bid.envelope()), bid.arrivalMillis());
    }
    closed.add(interval);
  }

  /** The signed books that must go to the ledger now, in order of intervals. */
  public List<SignedEnvelope> due(long nowMillis) {
    return books.due(nowMillis, closed::contains);
  }
}
