package io.wattmesh.market.aggregation;

import io.wattmesh.grid.certificate.Awards;
import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.curve.BidAccumulator;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.market.message.ToAggregator.StandingCurve;
import io.wattmesh.proto.model.ParticipantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The bids of one bus that the ledger counts in one interval, and what follows from them. */
public final class StandingBids {
  public static final StandingBids NONE = new StandingBids(List.of());

  /** Beyond every price that a curve may name all answers are the same, and sums stay in range. */
  private static final long MAX_PRICE_PICOS = 2_000_000_000_000_000_000L;

  private final List<StandingCurve> standing;
  private final BusBids curves;
  private final Map<ParticipantId, Long> scheduledWatts = new HashMap<>();

  public StandingBids(List<StandingCurve> standing) {
    this.standing = List.copyOf(standing);
    this.curves = new BusBids(standing.stream().map(StandingCurve::curve).toList());
    standing.forEach(bid -> scheduledWatts.put(bid.participant(), bid.scheduledWatts()));
  }

  /** What the bids add up to, exactly: one convex cost over the bus's net injection. */
  public CostCurve costCurve() {
    var sum = new BidAccumulator();
    for (StandingCurve bid : standing) {
      sum.add(bid.curve());
    }
    return sum.sum().costCurve();
  }

  /** The least that the bids may inject at a price, by the certificate's tolerance, W. */
  public long lowWatts(long pricePicosPerMwh) {
    return curves.lowWatts(inRange(pricePicosPerMwh));
  }

  /** The most that the bids may inject at a price, by the certificate's tolerance, W. */
  public long highWatts(long pricePicosPerMwh) {
    return curves.highWatts(inRange(pricePicosPerMwh));
  }

  /** What a participant's bid has of its request's schedule in it, W; 0 if there is none. */
  public long scheduledWatts(ParticipantId participant) {
    return scheduledWatts.getOrDefault(participant, 0L);
  }

  private static long inRange(long pricePicosPerMwh) {
    return Math.clamp(pricePicosPerMwh, -MAX_PRICE_PICOS, MAX_PRICE_PICOS);
  }

  /**
   * What each bid is awarded of the bus's certified injection, W.
   *
   * @throws IllegalArgumentException if these bids do not give that injection at that price
   */
  public Map<ParticipantId, Long> awardsWatts(long pricePicosPerMwh, long injectionWatts) {
    long[] awards = Awards.at(curves, pricePicosPerMwh, injectionWatts);
    var byParticipant = new HashMap<ParticipantId, Long>();
    for (int k = 0; k < awards.length; k++) {
      byParticipant.put(standing.get(k).participant(), awards[k]);
    }
    return byParticipant;
  }
}
