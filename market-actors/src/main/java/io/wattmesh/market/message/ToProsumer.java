package io.wattmesh.market.message;

import io.wattmesh.proto.crypto.SignedEnvelope;

/** What a prosumer hears. */
public sealed interface ToProsumer permits MarketTick, ToProsumer.Told {
  /** From the aggregator of its bus. */
  sealed interface Told extends ToProsumer, WireMessage {
    long interval();
  }

  /**
   * The ledger takes no more books of sealed bids, and this participant's is in one: it is to be
   * revealed now. Not from the aggregator, which might ask before its time.
   */
  record BooksClosed(long interval) implements Told {}

  /** The ledger counts the participant's bid, which was sealed. */
  record BidStands(long interval) implements Told {}

  /** The bid is in the durable book; the signed promise. */
  record BidAcknowledged(long interval, SignedEnvelope acknowledgement) implements Told {}

  /** The bid is refused, by the aggregator or by the ledger. */
  record BidRefused(long interval, long nonce, String reason, String detail) implements Told {}

  /**
   * What the interval's clearing awards; nothing if it was void.
   *
   * @param scheduledWatts what of the bid was the binding power of its request's schedule, W
   */
  record AwardTold(
      long interval, long awardWatts, long priceMicrosPerMwh, boolean voided, long scheduledWatts)
      implements Told {
    public AwardTold(long interval, long awardWatts, long priceMicrosPerMwh, boolean voided) {
      this(interval, awardWatts, priceMicrosPerMwh, voided, 0);
    }
  }
}
