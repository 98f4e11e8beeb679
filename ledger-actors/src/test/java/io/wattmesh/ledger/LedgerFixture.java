package io.wattmesh.ledger;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static io.wattmesh.ledger.GenesisDraft.MEGAWATT;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.OmissionClaim;
import io.wattmesh.proto.book.Opening;
import io.wattmesh.proto.book.PromisedBid;
import io.wattmesh.proto.book.Readings;
import io.wattmesh.proto.book.Reveals;
import io.wattmesh.proto.book.SealedBid;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.Trade;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidAcknowledgement;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The three-bus market's genesis and whatever its members sign. */
public record LedgerFixture(Genesis genesis, Signing signing, SigningContext context) {
  public static final BidCurve GEN_1 = line(0, 5, 600, 35);
  public static final BidCurve LOAD_2 = line(-200, 0, 0, 40);
  public static final BidCurve GEN_3 = line(0, 8, 320, 40);
  public static final BidCurve LOAD_3 = line(-90, 0, 0, 30);

  public LedgerFixture(Genesis genesis, Signing signing) {
    this(genesis, signing, genesis.signingContext());
  }

  public static LedgerFixture uncongested() {
    return of(new GenesisDraft());
  }

  /** F12 at its limit of 100 MW. */
  public static LedgerFixture congested() {
    return of(new GenesisDraft().limits(100, 100));
  }

  public static LedgerFixture of(GenesisDraft draft) {
    return new LedgerFixture(draft.build(), Signing.REAL);
  }

  public static BidCurve line(long mw0, long usd0, long mw1, long usd1) {
    return new BidCurve(
        new long[] {mw0 * MEGAWATT, mw1 * MEGAWATT}, new long[] {usd0 * DOLLAR, usd1 * DOLLAR});
  }

  public SignedEnvelope envelope(MessageType type, String signer, byte[] payload) {
    return signing.sign(context, type, signer, payload);
  }

  public int busOf(String participant) {
    return genesis.identities().get(new ParticipantId(participant)).bus();
  }

  public SignedEnvelope bid(String participant, long interval, long nonce, BidCurve curve) {
    return bid(participant, busOf(participant), interval, nonce, curve);
  }

  public SignedEnvelope bid(String who, int bus, long interval, long nonce, BidCurve curve) {
    var bid = new Bid(new ParticipantId(who), bus, interval, nonce, curve);
    return envelope(MessageType.BID, who, MarketCodec.encode(bid));
  }

  public byte[] book(long interval, int bus, SignedEnvelope... bids) {
    return book("agg-" + bus, interval, bus, bids);
  }

  public byte[] book(String aggregator, long interval, int bus, SignedEnvelope... bids) {
    List<SignedEnvelope> sorted =
        Arrays.stream(bids).sorted(Comparator.comparing(SignedEnvelope::signer)).toList();
    byte[] payload = new BidBook(interval, bus, sorted).toBytes();
    return envelope(MessageType.BID_BOOK, aggregator, payload).toBytes();
  }

  /** The seed's books of an interval, one a bus. */
  public byte[][] books(long interval) {
    long nonce = interval + 1;
    return new byte[][] {
      book(interval, 1, bid("gen-1", interval, nonce, GEN_1)),
      book(interval, 2, bid("load-2", interval, nonce, LOAD_2)),
      book(
          interval, 3, bid("gen-3", interval, nonce, GEN_3), bid("load-3", interval, nonce, LOAD_3))
    };
  }

  /** A bid as its participant seals it. */
  public SignedEnvelope seal(Opening opening) {
    return envelope(
        MessageType.SEALED_BID, opening.bid().signer(), SealedBid.on(opening).toBytes());
  }

  public byte[] reveals(String signer, long interval, int bus, Opening... openings) {
    List<Opening> sorted =
        Arrays.stream(openings)
            .sorted(Comparator.comparing(opening -> opening.bid().signer()))
            .toList();
    return reveals(signer, new Reveals(interval, bus, sorted));
  }

  public byte[] reveals(String signer, Reveals reveals) {
    return envelope(MessageType.REVEALS, signer, reveals.toBytes()).toBytes();
  }

  /** The promise of an aggregator about a bid, open or sealed. */
  public SignedEnvelope acknowledgement(String aggregator, SignedEnvelope signed) {
    PromisedBid bid = PromisedBid.of(signed);
    var content =
        new BidAcknowledgement(
            bid.participant(), bid.bus(), bid.interval(), bid.nonce(), signed.digest(), 0);
    return envelope(MessageType.BID_ACKNOWLEDGEMENT, aggregator, MarketCodec.encode(content));
  }

  /** A claim about an acknowledged bid, with what a book shows of it. */
  public byte[] omission(
      String claimant, String aggregator, SignedEnvelope bid, Optional<byte[]> committedBook) {
    Optional<BidBook> book =
        committedBook.map(bytes -> BidBook.ofBytes(SignedEnvelope.ofBytes(bytes).payload()));
    return omission(claimant, OmissionClaim.of(acknowledgement(aggregator, bid), bid, book));
  }

  public byte[] omission(String claimant, OmissionClaim claim) {
    return envelope(MessageType.OMISSION, claimant, claim.toBytes()).toBytes();
  }

  public byte[] call(String who, Call call) {
    return envelope(MessageType.CALL, who, call.toBytes()).toBytes();
  }

  /** The buyer's call with the terms as this seller signs them. */
  public byte[] agree(String buyer, String signer, Trade trade, long gasLimit) {
    byte[] signed = envelope(MessageType.TRADE, signer, trade.toBytes()).toBytes();
    return call(buyer, new Call(trade.nonce(), gasLimit, Trade.CONTRACT, Trade.AGREE, signed));
  }

  public byte[] clearing(ClearingCertificate certificate) {
    return envelope(MessageType.CLEARING, "region-1", certificate.encode()).toBytes();
  }

  /** A reading as the oracle of the participant's bus signs it. */
  public SignedEnvelope reading(String participant, long interval, long energyJoules) {
    return reading("meter-" + busOf(participant), participant, interval, energyJoules);
  }

  public SignedEnvelope reading(String oracle, String who, long interval, long energyJoules) {
    var reading = new MeterReading(new ParticipantId(who), interval, energyJoules);
    return envelope(MessageType.METER_READING, oracle, MarketCodec.encode(reading));
  }

  public byte[] readings(long interval, int bus, SignedEnvelope... readings) {
    return readings("meter-" + bus, interval, bus, readings);
  }

  public byte[] readings(String oracle, long interval, int bus, SignedEnvelope... readings) {
    byte[] payload = new Readings(interval, bus, List.of(readings)).toBytes();
    return envelope(MessageType.READINGS, oracle, payload).toBytes();
  }
}
