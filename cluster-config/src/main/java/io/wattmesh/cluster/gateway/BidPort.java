package io.wattmesh.cluster.gateway;

import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Brings a bid from outside to the aggregator of its bus. */
public interface BidPort {
  /** What the aggregator says. */
  sealed interface Answer {
    /** The signed promise that the bid is in the book. */
    record Acknowledged(SignedEnvelope acknowledgement) implements Answer {}

    /**
     * It is not taken.
     *
     * @param reason a code, as aggregators have them
     */
    record Refused(String reason, String detail) implements Answer {}

    /** Nothing yet: whether the bid is taken is not known. */
    record Silence() implements Answer {}
  }

  /** Whether a participant's agent runs outside, so that it bids here. */
  boolean isOutside(String participant);

  /**
   * Hands a bid in, again and again until there is an answer or the time is up.
   *
   * @param content of the bid, whose signature holds
   */
  CompletionStage<Answer> bid(SignedEnvelope bid, Bid content, Duration wait);
}
