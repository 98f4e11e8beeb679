package io.wattmesh.market;

import io.wattmesh.market.aggregation.BidIntake;
import io.wattmesh.market.sealing.SealedIntervals;
import io.wattmesh.proto.book.Opening;
import io.wattmesh.proto.book.SealedBid;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A small market's names, keys, times and bids. */
public final class MarketFixture {
  public static final SigningContext CONTEXT = new SigningContext(hash("genesis"), 1);
  public static final MarketSchedule SCHEDULE =
      new MarketSchedule(1_800_000_000_000L, 300_000, 60_000, 20_000, 120_000);
  public static final int BUS = 7;

  /** Sells up to 10 kW between 5 and 25 $/MWh. */
  public static final BidCurve OFFER = curve(0, 5_000_000, 10_000, 25_000_000);

  private MarketFixture() {}

  public static Hash hash(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  public static ParticipantId id(String name) {
    return new ParticipantId(name);
  }

  public static SigningKey key(String name) {
    return DemoKeys.derive(42, name);
  }

  /** A curve of points, W then micro-$/MWh each. */
  public static BidCurve curve(long... wattsAndMicros) {
    long[] watts = new long[wattsAndMicros.length / 2];
    long[] micros = new long[watts.length];
    for (int k = 0; k < watts.length; k++) {
      watts[k] = wattsAndMicros[2 * k];
      micros[k] = wattsAndMicros[2 * k + 1];
    }
    return new BidCurve(watts, micros);
  }

  /** A moment at which the interval's gate is the open one. */
  public static long open(long interval) {
    return SCHEDULE.gateClosureMillis(interval) - 1_000;
  }

  public static BidIntake.Desk desk(int bus, String... members) {
    Map<ParticipantId, VerificationKey> keys = new HashMap<>();
    for (String member : members) {
      keys.put(id(member), key(member).verificationKey());
    }
    String aggregator = "aggregator-bus-" + bus;
    return new BidIntake.Desk(bus, id(aggregator), key(aggregator), CONTEXT, SCHEDULE, keys);
  }

  /** The same where bids are sealed: of the book window of 20 s the last 8 are for reveals. */
  public static BidIntake.Desk sealedDesk(int bus, String... members) {
    BidIntake.Desk open = desk(bus, members);
    return new BidIntake.Desk(
        bus,
        open.aggregator(),
        open.key(),
        CONTEXT,
        SCHEDULE,
        open.members(),
        SealedIntervals.all(8_000));
  }

  /** A bid as its bidder seals it. */
  public static SignedEnvelope seal(Opening opening) {
    String bidder = opening.bid().signer();
    return CONTEXT.sign(
        MessageType.SEALED_BID, bidder, SealedBid.on(opening).toBytes(), key(bidder));
  }

  public static Opening opening(SignedEnvelope bid) {
    return Opening.of(bid, key(bid.signer()));
  }

  /** An offer at {@link #BUS}, as its bidder signs it. */
  public static SignedEnvelope bid(String participant, long interval, long nonce) {
    return sign(new Bid(id(participant), BUS, interval, nonce, OFFER));
  }

  public static SignedEnvelope sign(Bid bid) {
    return sign(bid.participant().value(), MarketCodec.encode(bid));
  }

  public static SignedEnvelope sign(String participant, byte[] payload) {
    return CONTEXT.sign(MessageType.BID, participant, payload, key(participant));
  }
}
