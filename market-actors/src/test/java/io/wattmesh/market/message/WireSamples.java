package io.wattmesh.market.message;

import static io.wattmesh.market.MarketFixture.CONTEXT;
import static io.wattmesh.market.MarketFixture.OFFER;
import static io.wattmesh.market.MarketFixture.bid;
import static io.wattmesh.market.MarketFixture.hash;
import static io.wattmesh.market.MarketFixture.id;
import static io.wattmesh.market.MarketFixture.key;

import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.BidCurve;
import java.util.List;
import java.util.Map;

/** One of each kind of wire message, with no field at its default. */
public final class WireSamples {
  private static final SignedEnvelope ACKNOWLEDGEMENT =
      CONTEXT.sign(
          MessageType.BID_ACKNOWLEDGEMENT, "aggregator-bus-7", new byte[] {1, 2}, key("agg"));

  private WireSamples() {}

  public static List<WireMessage> all() {
    return List.of(
        new MarketTick(1_800_000_000_123L),
        new ToAggregator.SubmitBid(bid("alice", 3, 4).toBytes()),
        new ToAggregator.SubmitReveal(new byte[] {3, 1, 4}),
        new ToAggregator.BooksClosed(3, List.of(id("alice"), id("bob"))),
        new ToProsumer.BooksClosed(3),
        new ToProsumer.BidStands(4),
        new ToAggregator.BookCommitted(
            3,
            hash("book"),
            List.of(
                new ToAggregator.StandingCurve(id("alice"), OFFER),
                new ToAggregator.StandingCurve(id("bob"), BidCurve.fixed(-77))),
            Map.of(id("carol"), "NO_COLLATERAL", id("dave"), "LIMITS")),
        new ToAggregator.BusStands(
            3, List.of(new ToAggregator.StandingCurve(id("erin"), OFFER, -5))),
        new ToAggregator.BooksFrozen(3, hash("books")),
        new ToAggregator.BusCleared(3, -15_000_000_000_000L, -125_000_000, -15_000_000),
        new ToAggregator.IntervalVoided(9),
        new ToAggregator.ResponseAsked(3, 2, -1),
        new ToProsumer.BidAcknowledged(3, ACKNOWLEDGEMENT),
        new ToProsumer.BidRefused(3, 4, "STALE_NONCE", "the book holds nonce 9"),
        new ToProsumer.AwardTold(3, -700, -15_000_000, true, -400),
        new ToMeter.Delivered(id("alice"), 3, -210_000),
        new ToMeter.IntervalEnded(8),
        new ToRegion.Signed(ACKNOWLEDGEMENT),
        new ToRegion.ResponseGiven(3, 7, 15, -20, 20),
        new ToRegion.ClearingBegins(3, hash("books"), Map.of(7, 1, 12, 3)),
        new ToRegion.ClearingEnded(5),
        new ToRegion.ClearingVoided(6));
  }
}
