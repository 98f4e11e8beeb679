package io.wattmesh.market.aggregation;

import static io.wattmesh.market.MarketFixture.BUS;
import static io.wattmesh.market.MarketFixture.CONTEXT;
import static io.wattmesh.market.MarketFixture.OFFER;
import static io.wattmesh.market.MarketFixture.SCHEDULE;
import static io.wattmesh.market.MarketFixture.bid;
import static io.wattmesh.market.MarketFixture.desk;
import static io.wattmesh.market.MarketFixture.hash;
import static io.wattmesh.market.MarketFixture.id;
import static io.wattmesh.market.MarketFixture.key;
import static io.wattmesh.market.MarketFixture.open;
import static io.wattmesh.market.MarketFixture.sign;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Bid;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an aggregator refuses, and why; nothing of it reaches the book. */
class BidRefusalTest {
  private static final long INTERVAL = 3;
  private static final long NOW = open(INTERVAL);
  private static final Bid GOOD = new Bid(id("alice"), BUS, INTERVAL, 1, OFFER);

  private final BidIntake intake = new BidIntake(desk(BUS, "alice", "bob"));

  private void assertRefused(SignedEnvelope bid, long now, String sender, RefusalReason reason) {
    assertRefused(bid.toBytes(), now, sender, reason);
  }

  private void assertRefused(byte[] bytes, long now, String sender, RefusalReason reason) {
    BidAnswer answer = intake.receive(bytes, now);
    assertThat(Refusals.reasonOf(answer)).as("%s", answer).isEqualTo(reason);
    assertThat(((BidAnswer.Refuse) answer).sender()).isEqualTo(sender);
  }

  @AfterEach
  void nothingOfItReachesTheBook() {
    assertThat(intake.book(INTERVAL, BUS).bids()).isEmpty();
  }

  @Test
  void fromTheMomentOfGateClosureBidsAreRefused() {
    long gate = SCHEDULE.gateClosureMillis(INTERVAL);
    assertRefused(sign(GOOD), gate, "alice", RefusalReason.GATE_CLOSED);
    assertRefused(sign(GOOD), gate + 86_400_000, "alice", RefusalReason.GATE_CLOSED);
  }

  @Test
  void beforeItsGateOpensABidIsForTheWrongInterval() {
    long opens = SCHEDULE.gateClosureMillis(INTERVAL - 1);
    assertRefused(sign(GOOD), opens - 1, "alice", RefusalReason.WRONG_INTERVAL);
    assertThat(intake.receive(sign(GOOD).toBytes(), opens)).isInstanceOf(BidAnswer.Accept.class);
    intake.forget(INTERVAL);
  }

  @Test
  @Tag("seed-21")
  void aChangedByteOfTheSignatureIsRefused() {
    byte[] bytes = sign(GOOD).toBytes();
    bytes[bytes.length - 40] ^= 1;
    assertRefused(bytes, NOW, "alice", RefusalReason.BAD_SIGNATURE);
  }

  @Test
  @Tag("seed-21")
  void anotherMembersKeyIsRefused() {
    SignedEnvelope forged =
        CONTEXT.sign(MessageType.BID, "alice", MarketCodec.encode(GOOD), key("bob"));
    assertRefused(forged, NOW, "alice", RefusalReason.BAD_SIGNATURE);
  }

  @Test
  @Tag("seed-21")
  void anotherChainOrEpochIsRefused() {
    byte[] payload = MarketCodec.encode(GOOD);
    var otherChain = new SigningContext(hash("another genesis"), CONTEXT.epoch());
    var otherEpoch = new SigningContext(CONTEXT.chainId(), CONTEXT.epoch() + 1);
    assertRefused(
        otherChain.sign(MessageType.BID, "alice", payload, key("alice")),
        NOW,
        "alice",
        RefusalReason.BAD_SIGNATURE);
    assertRefused(
        otherEpoch.sign(MessageType.BID, "alice", payload, key("alice")),
        NOW,
        "alice",
        RefusalReason.BAD_SIGNATURE);
  }

  @Test
  void aBidInAnothersNameIsRefused() {
    SignedEnvelope mismatch =
        CONTEXT.sign(MessageType.BID, "bob", MarketCodec.encode(GOOD), key("bob"));
    assertRefused(mismatch, NOW, "alice", RefusalReason.UNKNOWN_PARTICIPANT);
  }

  @Test
  void aStrangerIsRefused() {
    assertRefused(bid("mallory", INTERVAL, 1), NOW, "mallory", RefusalReason.UNKNOWN_PARTICIPANT);
  }

  @Test
  void aBidForAnotherBusIsRefused() {
    SignedEnvelope elsewhere = sign(new Bid(id("alice"), BUS + 1, INTERVAL, 1, OFFER));
    assertRefused(elsewhere, NOW, "alice", RefusalReason.WRONG_BUS);
  }

  private static byte[] payloadOfCurve(long... wattsAndMicros) {
    var out = new CanonicalWriter().text("alice").i32(BUS).i64(INTERVAL).i64(1);
    out.u8(wattsAndMicros.length / 2);
    for (long value : wattsAndMicros) {
      out.i64(value);
    }
    return out.toByteArray();
  }

  @Test
  @Tag("seed-8")
  void aCostThatIsNotConvexIsRefusedWithTheReason() {
    // The second kilowatt costs less than the first: marginal cost falls.
    byte[] falling = payloadOfCurve(0, 20_000_000, 1_000, 20_000_000, 2_000, 10_000_000);
    BidAnswer answer = intake.receive(sign("alice", falling).toBytes(), NOW);
    assertThat(Refusals.reasonOf(answer)).isEqualTo(RefusalReason.NON_MONOTONE_CURVE);
    assertThat(((BidAnswer.Refuse) answer).sender()).isEqualTo("alice");
    assertThat(((BidAnswer.Refuse) answer).detail()).contains("10000000", "must never fall");
  }

  @Test
  @Tag("seed-8")
  void aUtilityThatIsNotConcaveIsRefusedWithTheReason() {
    // The last kilowatt bought is worth more than the first.
    byte[] falling = payloadOfCurve(-2_000, 30_000_000, -1_000, 40_000_000, 0, 20_000_000);
    assertRefused(sign("alice", falling), NOW, "alice", RefusalReason.NON_MONOTONE_CURVE);
  }

  @Test
  void powersThatFallAreRefused() {
    byte[] backwards = payloadOfCurve(1_000, 10_000_000, 0, 20_000_000);
    assertRefused(sign("alice", backwards), NOW, "alice", RefusalReason.NON_MONOTONE_CURVE);
  }

  @Test
  void aCurveWithoutPointsOrBeyondAllRangesIsMalformed() {
    assertRefused(sign("alice", payloadOfCurve()), NOW, "alice", RefusalReason.MALFORMED);
    assertRefused(
        sign("alice", payloadOfCurve(Long.MIN_VALUE, 0)), NOW, "alice", RefusalReason.MALFORMED);
    assertRefused(
        sign("alice", payloadOfCurve(0, Long.MAX_VALUE)), NOW, "alice", RefusalReason.MALFORMED);
  }

  @Test
  void anotherKindOfMessageIsMalformed() {
    SignedEnvelope reading =
        CONTEXT.sign(MessageType.METER_READING, "bob", MarketCodec.encode(GOOD), key("bob"));
    assertRefused(reading, NOW, "bob", RefusalReason.MALFORMED);
  }

  @Test
  void everyTruncationAndEveryTailIsMalformed() {
    byte[] bytes = sign(GOOD).toBytes();
    for (int length = 0; length < bytes.length; length++) {
      BidAnswer answer = intake.receive(Arrays.copyOf(bytes, length), NOW);
      assertThat(Refusals.reasonOf(answer)).isEqualTo(RefusalReason.MALFORMED);
    }
    assertRefused(Arrays.copyOf(bytes, bytes.length + 1), NOW, "?", RefusalReason.MALFORMED);
  }

  @Test
  void tooManyBytesAreRefusedBeforeTheyAreRead() {
    BidAnswer answer = intake.receive(new byte[10_000_000], NOW);
    assertThat(Refusals.reasonOf(answer)).isEqualTo(RefusalReason.MALFORMED);
    assertThat(((BidAnswer.Refuse) answer).detail()).contains("10000000 bytes");
  }

  @Test
  void randomBytesAndRandomlyDamagedBidsAreRefusedWithoutHarm() {
    var random = new Random(8);
    byte[] good = sign(GOOD).toBytes();
    for (int round = 0; round < 5_000; round++) {
      byte[] noise = new byte[random.nextInt(600)];
      random.nextBytes(noise);
      Refusals.reasonOf(intake.receive(noise, NOW));
      byte[] damaged = good.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
      Refusals.reasonOf(intake.receive(damaged, NOW));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 1_000_000, 3_074_457_345_618_258L, Long.MAX_VALUE - 1, Long.MAX_VALUE})
  void intervalsFarInTheFutureAreRefusedHoweverFar(long interval) {
    assertRefused(
        sign(new Bid(id("alice"), BUS, interval, 1, OFFER)),
        NOW,
        "alice",
        RefusalReason.WRONG_INTERVAL);
  }

  @Test
  void beforeTheMarketHasBegunNoGateIsOpen() {
    assertRefused(bid("alice", 0, 1), 0, "alice", RefusalReason.WRONG_INTERVAL);
  }

  @Test
  void aNegativeIntervalIsMalformed() {
    byte[] payload =
        new CanonicalWriter()
            .text("alice")
            .i32(BUS)
            .i64(Long.MIN_VALUE)
            .i64(1)
            .u8(1)
            .i64(0)
            .i64(0)
            .toByteArray();
    assertRefused(sign("alice", payload), NOW, "alice", RefusalReason.MALFORMED);
  }
}
