package io.wattmesh.market.aggregation;

import io.wattmesh.market.message.Arrival;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Optional;

/** What an aggregator makes of a bid. */
public sealed interface BidAnswer {
  /** Store the bid durably, then have it checked; again, if it is still waiting for that. */
  record Arrived(Arrival arrival) implements BidAnswer {}

  /**
   * Send the signed acknowledgement.
   *
   * @param replaced the participant's bid before, which need not be kept any more
   */
  record Accept(
      ParticipantId participant,
      SignedEnvelope bid,
      SignedEnvelope acknowledgement,
      Optional<SignedEnvelope> replaced)
      implements BidAnswer {}

  /** The very bid is in the book already: send the same acknowledgement again. */
  record Repeat(ParticipantId participant, SignedEnvelope acknowledgement) implements BidAnswer {}

  /** Tell the sender, whose name may be anyone's claim, why not. */
  record Refuse(String sender, long interval, long nonce, RefusalReason reason, String detail)
      implements BidAnswer {}
}
