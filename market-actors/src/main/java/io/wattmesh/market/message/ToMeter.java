package io.wattmesh.market.message;

import io.wattmesh.proto.model.ParticipantId;

/** What the meters of a bus hear. */
public sealed interface ToMeter
    permits MarketTick, ToMeter.Delivered, ToMeter.IntervalEnded, ToMeter.Again {
  /** What a participant's devices injected in an interval. */
  record Delivered(ParticipantId participant, long interval, long energyJoules)
      implements ToMeter, WireMessage {}

  /** The ledger has settled the interval. */
  record IntervalEnded(long interval) implements ToMeter, WireMessage {}

  /** The actor's own reminder that something may have been lost. */
  record Again() implements ToMeter {}
}
