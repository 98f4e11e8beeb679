package io.wattmesh.proto.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.HorizonRequest.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HorizonRequestTest {
  private static final long HOUR = 3_600;
  private static final Step BATTERY = new Step(-5_000, 5_000, 0, 36_000_000, 950_000, 1_000_000, 0);

  private static HorizonRequest battery(long storedJoules, int intervals) {
    return new HorizonRequest(
        storedJoules, 900_000, 5_000_000, 20_000_000, Collections.nCopies(intervals, BATTERY));
  }

  @Test
  void charging_rounds_what_is_stored_down_and_discharging_rounds_what_is_taken_up() {
    HorizonRequest request = battery(0, 1);
    assertThat(request.nextJoules(0, 100, -1, 1)).isEqualTo(100);
    assertThat(request.nextJoules(0, 0, -1_000, HOUR)).isEqualTo(3_420_000);
    assertThat(request.nextJoules(0, 5_000_000, 1_000, HOUR)).isEqualTo(1_000_000);
    assertThat(request.nextJoules(0, 100, 1, 1)).isEqualTo(98);
  }

  @Test
  void a_leak_keeps_its_part_rounded_down_below_zero_too_and_then_the_drain_is_taken() {
    var leaky = new Step(-5_000, 0, -100, 100, 3_000_000, 900_000, 7);
    var request = new HorizonRequest(0, 1_000_000, 0, 0, List.of(leaky));
    assertThat(request.nextJoules(0, 15, 0, HOUR)).isEqualTo(6);
    assertThat(request.nextJoules(0, -15, 0, HOUR)).isEqualTo(-21);
    assertThat(request.nextJoules(0, 0, -2, 10)).isEqualTo(53);
  }

  @Test
  void a_schedule_is_allowed_only_within_every_bound() {
    HorizonRequest request = battery(18_000_000, 2);
    assertThat(request.allows(new long[] {-5_000, 4_000}, HOUR)).isTrue();
    assertThat(request.allows(new long[] {-5_001, 4_000}, HOUR)).isFalse();
    assertThat(request.allows(new long[] {4_500, 0}, HOUR)).isTrue();
    assertThat(request.allows(new long[] {4_501, 0}, HOUR)).isFalse();
    assertThat(request.allows(new long[] {-5_000, -1_000}, HOUR)).isFalse();
    assertThat(request.allows(new long[] {0}, HOUR)).isFalse();
    assertThat(request.allows(new long[] {0, 0}, Long.MAX_VALUE / 100)).isTrue();
    assertThat(request.allows(new long[] {-5_000, 0}, Long.MAX_VALUE / 100)).isFalse();
  }

  @Test
  void every_bid_reads_back_as_it_was_and_every_cut_is_refused() {
    var random = new Random(5);
    for (int round = 0; round < 200; round++) {
      Bid bid = bid(any(random));
      byte[] bytes = MarketCodec.encode(bid);
      assertThat(MarketCodec.decodeBid(bytes)).isEqualTo(bid);
      int cut = random.nextInt(bytes.length);
      assertThatThrownBy(() -> MarketCodec.decodeBid(Arrays.copyOf(bytes, cut)))
          .isInstanceOf(MalformedBytesException.class);
      assertThatThrownBy(() -> MarketCodec.decodeBid(Arrays.copyOf(bytes, bytes.length + 1)))
          .isInstanceOf(MalformedBytesException.class);
    }
  }

  @Test
  void equal_steps_are_written_once_and_the_largest_request_fits_into_a_bid() {
    assertThat(MarketCodec.encode(bid(battery(0, 288))))
        .hasSameSizeAs(MarketCodec.encode(bid(battery(0, 1))));
    var steps = new ArrayList<Step>();
    for (int k = 0; k < HorizonRequest.MAX_INTERVALS; k++) {
      steps.add(new Step(-k, k, 0, k, 1, 1, k));
    }
    var name = new ParticipantId("a".repeat(ParticipantId.MAX_LENGTH));
    var curve = new BidCurve(new long[BidCurve.MAX_POINTS], new long[BidCurve.MAX_POINTS]);
    var largest =
        new Bid(name, 1, 1, 1, curve, Optional.of(new HorizonRequest(0, 1_000_000, 0, 0, steps)));
    assertThat(MarketCodec.encode(largest).length)
        .isLessThanOrEqualTo(MessageType.BID.maxPayloadBytes());
  }

  @Test
  void a_run_that_could_be_longer_or_is_too_long_is_refused() {
    byte[] bytes = MarketCodec.encode(bid(battery(0, 3)));
    int runAt = bytes.length - 50;
    for (int run : new int[] {0, 2, 4}) {
      byte[] other = bytes.clone();
      other[runAt + 1] = (byte) run;
      assertThatThrownBy(() -> MarketCodec.decodeBid(other))
          .isInstanceOf(MalformedBytesException.class);
    }
  }

  private static Bid bid(HorizonRequest request) {
    return new Bid(new ParticipantId("alice"), 7, 3, 4, BidCurve.fixed(0), Optional.of(request));
  }

  private static HorizonRequest any(Random random) {
    var steps = new ArrayList<Step>();
    int intervals = 1 + random.nextInt(30);
    while (steps.size() < intervals) {
      Step step =
          new Step(
              -random.nextLong(1_000_000),
              0,
              -random.nextLong(HorizonRequest.MAX_JOULES),
              random.nextLong(HorizonRequest.MAX_JOULES),
              1 + random.nextInt(HorizonRequest.MAX_CHARGE_PPM),
              1 + random.nextInt(1_000_000),
              random.nextLong(2_000) - 1_000);
      for (int k = random.nextInt(4); k >= 0 && steps.size() < intervals; k--) {
        steps.add(step);
      }
    }
    return new HorizonRequest(
        random.nextLong(1_000_000),
        10_000 + random.nextInt(990_001),
        random.nextLong(1_000_000),
        random.nextLong(1_000_000),
        steps);
  }

  @Test
  void numbers_out_of_range_are_refused_with_the_range() {
    assertThatThrownBy(() -> new Step(1, 0, 0, 0, 1, 1, 0)).hasMessageContaining("must rise");
    assertThatThrownBy(() -> new Step(0, 0, 1, 0, 1, 1, 0)).hasMessageContaining("must rise");
    assertThatThrownBy(() -> new Step(0, 0, 0, 0, 0, 1, 0)).hasMessageContaining("1 to 20000000");
    assertThatThrownBy(() -> new Step(0, 0, 0, 0, 1, 1_000_001, 0))
        .hasMessageContaining("1 to 1000000");
    assertThatThrownBy(() -> battery(0, 289)).hasMessageContaining("1 to 288");
    assertThatThrownBy(() -> new HorizonRequest(0, 9_999, 0, 0, List.of(BATTERY)))
        .hasMessageContaining("10000 to 1000000");
    var more = new Step(0, 1, 0, 0, 1_100_000, 1, 0);
    assertThatThrownBy(() -> new HorizonRequest(0, 1_000_000, 0, 0, List.of(more)))
        .hasMessageContaining("give back more");
    assertThatThrownBy(() -> new HorizonRequest(0, 10_000, -1, 0, List.of(BATTERY)))
        .hasMessageContaining("0 to");
  }
}
