package io.wattmesh.market.message;

import io.wattmesh.market.store.BidStore.StoredBid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Map;

/** What an aggregator hears. */
public sealed interface ToAggregator
    permits MarketTick,
        ToAggregator.SubmitBid,
        ToAggregator.SubmitReveal,
        ToAggregator.BooksClosed,
        ToAggregator.BookCommitted,
        ToAggregator.BusStands,
        ToAggregator.BooksFrozen,
        ToAggregator.BusCleared,
        ToAggregator.PriceWas,
        ToAggregator.IntervalVoided,
        ToAggregator.ResponseAsked,
        ToAggregator.BidStored,
        ToAggregator.CheckNext,
        ToAggregator.BookClosed,
        ToAggregator.Again {
  /** A signed bid's canonical bytes, not looked at yet. */
  record SubmitBid(byte[] signedBid) implements ToAggregator, WireMessage {}

  /** What opens a sealed bid, not looked at yet. */
  record SubmitReveal(byte[] opening) implements ToAggregator, WireMessage {}

  /** The ledger takes no more books of sealed bids: these of the bus's are to be revealed. */
  record BooksClosed(long interval, List<ParticipantId> awaited)
      implements ToAggregator, WireMessage {
    public BooksClosed {
      awaited = List.copyOf(awaited);
    }
  }

  /**
   * A bid that the ledger counts.
   *
   * @param scheduledWatts the binding power of its request's schedule, W; 0 without a request
   */
  record StandingCurve(ParticipantId participant, BidCurve curve, long scheduledWatts) {
    public StandingCurve(ParticipantId participant, BidCurve curve) {
      this(participant, curve, 0);
    }
  }

  /** The ledger has committed this aggregator's book; these bids of the bus stand by now. */
  record BookCommitted(
      long interval,
      Hash bookRoot,
      List<StandingCurve> standing,
      Map<ParticipantId, String> refused)
      implements ToAggregator, WireMessage {
    public BookCommitted {
      standing = List.copyOf(standing);
      refused = Map.copyOf(refused);
    }
  }

  /** Another aggregator's book of this bus is committed; these bids of the bus stand by now. */
  record BusStands(long interval, List<StandingCurve> standing)
      implements ToAggregator, WireMessage {
    public BusStands {
      standing = List.copyOf(standing);
    }
  }

  /** The interval's books are complete, and this aggregator speaks for its bus. */
  record BooksFrozen(long interval, Hash booksRoot) implements ToAggregator, WireMessage {}

  /**
   * The ledger has accepted a clearing: this bus's price and injection.
   *
   * @param pricePicosPerMwh as certified: awards follow from it
   * @param settlementPriceMicrosPerMwh what is paid: within the market's cap
   */
  record BusCleared(
      long interval, long pricePicosPerMwh, long injectionWatts, long settlementPriceMicrosPerMwh)
      implements ToAggregator, WireMessage {}

  /** An interval that was over when this aggregator began: what the bus's power was worth. */
  record PriceWas(long interval, long settlementPriceMicrosPerMwh) implements ToAggregator {}

  /** No clearing came in time: nothing is awarded. */
  record IntervalVoided(long interval) implements ToAggregator, WireMessage {}

  /** The region asks what the bus's bids answer to a price. */
  record ResponseAsked(long interval, int region, long pricePicosPerMwh)
      implements ToAggregator, WireMessage {}

  /**
   * The store has made a bid durable: it may be checked and acknowledged.
   *
   * @param toldNanos when this was told, by the system's nanoseconds
   */
  record BidStored(Arrival arrival, long toldNanos) implements ToAggregator {}

  /** The actor's own reminder to check the next stored bid. */
  record CheckNext() implements ToAggregator {}

  /** The store has closed an interval's book; these of its bids were stored, by whichever life. */
  record BookClosed(long interval, List<StoredBid> stored) implements ToAggregator {
    public BookClosed {
      stored = List.copyOf(stored);
    }
  }

  /** The actor's own reminder that something may have been lost. */
  record Again() implements ToAggregator {}
}
