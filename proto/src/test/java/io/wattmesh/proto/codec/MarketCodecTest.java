package io.wattmesh.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidAcknowledgement;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class MarketCodecTest {
  private final Random random = new Random(300);

  @Test
  void bids_round_trip() {
    for (int round = 0; round < 1_000; round++) {
      Bid bid = anyBid();
      assertThat(MarketCodec.decodeBid(MarketCodec.encode(bid))).isEqualTo(bid);
    }
  }

  @Test
  void acknowledgements_round_trip() {
    for (int round = 0; round < 1_000; round++) {
      var ack =
          new BidAcknowledgement(
              anyName(), random.nextInt(), index(), 1 + index(), anyHash(), random.nextLong());
      assertThat(MarketCodec.decodeAcknowledgement(MarketCodec.encode(ack))).isEqualTo(ack);
    }
  }

  @Test
  void readings_round_trip() {
    for (int round = 0; round < 1_000; round++) {
      long max = MeterReading.MAX_ENERGY_JOULES;
      var reading = new MeterReading(anyName(), index(), random.nextLong(-max, max + 1));
      assertThat(MarketCodec.decodeReading(MarketCodec.encode(reading))).isEqualTo(reading);
    }
  }

  @Test
  void the_largest_records_fit_into_their_messages() {
    var name = new ParticipantId("a".repeat(ParticipantId.MAX_LENGTH));
    var curve = new BidCurve(new long[BidCurve.MAX_POINTS], new long[BidCurve.MAX_POINTS]);
    assertThat(MarketCodec.encode(new Bid(name, 1, 1, 1, curve)).length)
        .isLessThanOrEqualTo(MessageType.BID.maxPayloadBytes());
    assertThat(MarketCodec.encode(new BidAcknowledgement(name, 1, 1, 1, Hash.ZERO, 1)).length)
        .isLessThanOrEqualTo(MessageType.BID_ACKNOWLEDGEMENT.maxPayloadBytes());
    assertThat(MarketCodec.encode(new MeterReading(name, 1, 1)).length)
        .isLessThanOrEqualTo(MessageType.METER_READING.maxPayloadBytes());
  }

  @Test
  void a_flipped_bit_is_refused_or_gives_other_bytes_that_are_canonical_themselves() {
    for (int round = 0; round < 20; round++) {
      byte[] bytes = MarketCodec.encode(anyBid());
      for (int bit = 0; bit < bytes.length * 8; bit++) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        requireRefusedOrCanonical(flipped);
      }
    }
  }

  private static void requireRefusedOrCanonical(byte[] bytes) {
    Bid bid;
    try {
      bid = MarketCodec.decodeBid(bytes);
    } catch (MalformedBytesException e) {
      assertThat(e).hasMessageNotContaining("null");
      return;
    }
    assertThat(MarketCodec.encode(bid)).isEqualTo(bytes);
  }

  @Test
  void cut_and_lengthened_bytes_are_refused() {
    byte[] bid = MarketCodec.encode(anyBid());
    byte[] reading = MarketCodec.encode(new MeterReading(anyName(), 1, 1));
    byte[] ack = MarketCodec.encode(new BidAcknowledgement(anyName(), 1, 1, 1, anyHash(), 1));
    requireWhole(bid, MarketCodec::decodeBid);
    requireWhole(reading, MarketCodec::decodeReading);
    requireWhole(ack, MarketCodec::decodeAcknowledgement);
  }

  private static void requireWhole(byte[] bytes, Function<byte[], Object> decode) {
    for (int length = 0; length <= bytes.length + 3; length++) {
      byte[] other = Arrays.copyOf(bytes, length);
      if (length != bytes.length) {
        assertThatThrownBy(() -> decode.apply(other)).isInstanceOf(MalformedBytesException.class);
      }
    }
  }

  @Test
  void a_curve_with_more_points_than_allowed_is_refused_before_they_are_read() {
    byte[] bytes = new CanonicalWriter().u8(65).toByteArray();
    assertThatThrownBy(() -> CanonicalReader.readAll(bytes, MarketCodec::readCurve))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessage("A bid curve has at most 64 points, this has 65.");
  }

  @Test
  void what_the_record_refuses_is_malformed() {
    byte[] bytes = new CanonicalWriter().text("alice").i64(1).i64(Long.MIN_VALUE).toByteArray();
    assertThatThrownBy(() -> MarketCodec.decodeReading(bytes))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining(Long.MIN_VALUE + " J");
  }

  private Bid anyBid() {
    int points = 1 + random.nextInt(8);
    return new Bid(
        anyName(),
        random.nextInt(),
        index(),
        1 + index(),
        new BidCurve(rising(points), rising(points)));
  }

  private long[] rising(int points) {
    long max = BidCurve.MAX_POWER_WATTS;
    return random.longs(points, -max, max + 1).sorted().toArray();
  }

  private long index() {
    return random.nextLong() >>> 2;
  }

  private ParticipantId anyName() {
    String letters = "abcdefghijklmnopqrstuvwxyz0123456789.-";
    var name = new StringBuilder("p");
    for (int k = random.nextInt(ParticipantId.MAX_LENGTH); k > 0; k--) {
      name.append(letters.charAt(random.nextInt(letters.length())));
    }
    return new ParticipantId(name.toString());
  }

  private Hash anyHash() {
    byte[] bytes = new byte[Hash.BYTES];
    random.nextBytes(bytes);
    return Hash.of(bytes);
  }
}
