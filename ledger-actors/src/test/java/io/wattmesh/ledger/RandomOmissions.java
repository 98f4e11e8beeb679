package io.wattmesh.ledger;

import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.OmissionClaim;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Claims of omitted bids, true and false ones, about the books of a random history. */
final class RandomOmissions {
  private static final List<String> CLAIMANTS = List.of("gen-1", "load-3", "agg-2", "nobody");

  private final LedgerFixture fixture;
  private final RandomGenerator random;
  private final List<SignedEnvelope> bids = new ArrayList<>();
  private final List<byte[]> books = new ArrayList<>();

  RandomOmissions(LedgerFixture fixture, RandomGenerator random) {
    this.fixture = fixture;
    this.random = random;
  }

  void note(SignedEnvelope bid) {
    bids.add(bid);
  }

  void note(byte[] book) {
    books.add(book);
  }

  /** One of the bids so far, acknowledged by an aggregator, and what some book shows of it. */
  Optional<byte[]> next() {
    if (bids.isEmpty() || books.isEmpty()) {
      return Optional.empty();
    }
    SignedEnvelope bid = bids.get(random.nextInt(bids.size()));
    SignedEnvelope shown = SignedEnvelope.ofBytes(books.get(random.nextInt(books.size())));
    Optional<BidBook> book =
        random.nextInt(4) == 0 ? Optional.empty() : Optional.of(BidBook.ofBytes(shown.payload()));
    String aggregator = random.nextInt(8) == 0 ? "agg-1" : shown.signer();
    String claimant = CLAIMANTS.get(random.nextInt(CLAIMANTS.size()));
    return Optional.of(
        fixture.omission(
            claimant, OmissionClaim.of(fixture.acknowledgement(aggregator, bid), bid, book)));
  }
}
