package io.wattmesh.market.aggregation;

import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;

/** What an aggregator makes of a bid. */
public sealed interface BidAnswer {
  /** Store the bid durably, then send the signed acknowledgement. */
  record Accept(ParticipantId participant, SignedEnvelope bid, SignedEnvelope acknowledgement)
      implements BidAnswer {}

  /** The very bid is in the book already: send the same acknowledgement again. */
  record Repeat(ParticipantId participant, SignedEnvelope acknowledgement) implements BidAnswer {}

  /** Tell the sender, whose name may be anyone's claim, why not. */
  record Refuse(String sender, long interval, long nonce, RefusalReason reason, String detail)
      implements BidAnswer {}
}
