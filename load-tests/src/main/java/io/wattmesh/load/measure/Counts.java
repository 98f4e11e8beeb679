package io.wattmesh.load.measure;

import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of the bids of the measured intervals.
 *
 * <pre>
 *   intended = sent + (never sent)
 *   sent     = accepted + refused + unanswered
 *   accepted = cleared + rejected + lost
 * </pre>
 *
 * @param intended were meant to be sent, and had a device left to send them
 * @param sent left the generator, each counted once however often it was sent again
 * @param resent were sent once more since no answer had come
 * @param accepted have a signed acknowledgement: the promise that they will be in the book
 * @param cleared of the accepted, stand in the committed book of an interval that was cleared
 * @param rejected of the accepted, those that the ledger refused, or whose interval is void
 * @param refused were refused by their aggregator
 * @param unanswered had no answer when their interval was over
 * @param dropped had no device left that had not bid for the interval
 * @param lost of the accepted, have no outcome
 * @param reasons why bids were refused or rejected, by reason code
 */
public record Counts(
    long intended,
    long sent,
    long resent,
    long accepted,
    long cleared,
    long rejected,
    long refused,
    long unanswered,
    long dropped,
    long lost,
    SortedMap<String, Long> reasons) {
  public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, new TreeMap<>());

  public Counts {
    reasons = new TreeMap<>(reasons);
  }

  /** Whatever did not go as the device meant it to, each bid once. */
  public long errors() {
    return intended - sent + refused + unanswered + rejected + lost + dropped;
  }

  public Counts plus(Counts other) {
    var both = new TreeMap<>(reasons);
    other.reasons.forEach((reason, count) -> both.merge(reason, count, Long::sum));
    return new Counts(
        intended + other.intended,
        sent + other.sent,
        resent + other.resent,
        accepted + other.accepted,
        cleared + other.cleared,
        rejected + other.rejected,
        refused + other.refused,
        unanswered + other.unanswered,
        dropped + other.dropped,
        lost + other.lost,
        both);
  }

  /** A count by the name that objectives use. */
  public OptionalDouble of(String name) {
    long count =
        switch (name) {
          // Arrivals without a device were meant to be sent too.
          case "intended" -> intended + dropped;
          case "accepted" -> accepted;
          case "cleared" -> cleared;
          case "rejected" -> rejected;
          case "refused" -> refused;
          case "unanswered" -> unanswered;
          case "dropped" -> dropped;
          case "lost" -> lost;
          case "errors" -> errors();
          default -> -1;
        };
    return count < 0 ? OptionalDouble.empty() : OptionalDouble.of((double) count);
  }
}
