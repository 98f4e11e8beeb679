package io.wattmesh.market.message;

import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.Map;

/** What a clearing region hears. */
public sealed interface ToRegion
    permits MarketTick,
        ToRegion.Signed,
        ToRegion.ResponseGiven,
        ToRegion.ClearingBegins,
        ToRegion.ClearingEnded,
        ToRegion.ClearingVoided,
        ToRegion.Again {
  /** A bus curve from an aggregator, or a message from another region. */
  record Signed(SignedEnvelope envelope) implements ToRegion, WireMessage {}

  /** What a bus's bids answer to a price, W. */
  record ResponseGiven(long interval, int bus, long pricePicosPerMwh, long lowWatts, long highWatts)
      implements ToRegion, WireMessage {}

  /**
   * The ledger has frozen the interval's books.
   *
   * @param speakers of each bus for which another than its first aggregator speaks, the place of
   *     who does
   */
  record ClearingBegins(long interval, Hash booksRoot, Map<Integer, Integer> speakers)
      implements ToRegion, WireMessage {
    public ClearingBegins {
      speakers = Map.copyOf(speakers);
    }

    /** Of each bus the first aggregator speaks. */
    public ClearingBegins(long interval, Hash booksRoot) {
      this(interval, booksRoot, Map.of());
    }
  }

  /** The ledger has accepted a clearing. */
  record ClearingEnded(long interval) implements ToRegion, WireMessage {}

  /** No clearing came in time: the interval is void. */
  record ClearingVoided(long interval) implements ToRegion, WireMessage {}

  /** The actor's own reminder that something may have been lost. */
  record Again() implements ToRegion {}
}
