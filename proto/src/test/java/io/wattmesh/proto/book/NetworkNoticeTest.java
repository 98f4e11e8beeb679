package io.wattmesh.proto.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.book.NetworkNotice.BranchNotice;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetworkNoticeTest {
  private static final NetworkNotice NOTICE =
      new NetworkNotice(
          5,
          2,
          List.of(
              BranchNotice.limits(0, -7, 9),
              BranchNotice.outage(3),
              BranchNotice.limits(4, Long.MIN_VALUE, Long.MAX_VALUE)));

  private static final SigningContext CONTEXT = new SigningContext(Hash.ZERO, 1);

  @Test
  void a_notice_is_its_bytes_and_changed_bytes_are_another_or_none() {
    byte[] good = NOTICE.toBytes();
    assertThat(NetworkNotice.ofBytes(good)).isEqualTo(NOTICE);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> NetworkNotice.ofBytes(cut))
          .isInstanceOf(MalformedBytesException.class);
    }
    var random = new Random(7);
    for (int k = 0; k < 20_000; k++) {
      byte[] changed = good.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(NetworkNotice.ofBytes(changed).toBytes()).isEqualTo(changed);
      } catch (MalformedBytesException e) {
        assertThat(e).hasMessageMatching("(?s).+");
      }
    }
  }

  @Test
  void branches_rise_limits_do_not_cross_and_an_outage_has_none() {
    assertThatThrownBy(
            () -> new NetworkNotice(1, 1, List.of(BranchNotice.outage(2), BranchNotice.outage(2))))
        .hasMessageContaining("rising");
    assertThatThrownBy(() -> BranchNotice.limits(1, 1, 0)).hasMessageContaining("cross");
    assertThatThrownBy(() -> new BranchNotice(1, true, 0, 5)).hasMessageContaining("out");
    assertThatThrownBy(() -> BranchNotice.outage(-1)).hasMessageContaining("count from 0");
    assertThatThrownBy(() -> new NetworkNotice(-1, 1, List.of())).hasMessageContaining("from 0");
    assertThatThrownBy(() -> new NetworkNotice(1, 0, List.of())).hasMessageContaining("from 1");
  }

  private static SignedEnvelope reading(String oracle, String who, long interval, long joules) {
    var reading = new MeterReading(new ParticipantId(who), interval, joules);
    return CONTEXT.sign(
        MessageType.METER_READING, oracle, MarketCodec.encode(reading), DemoKeys.derive(1, oracle));
  }

  @Test
  void two_readings_conflict_if_all_but_their_energy_is_the_same() {
    SignedEnvelope first = reading("meter-1", "house-1", 4, 10);
    assertThat(conflicts(first, reading("meter-1", "house-1", 4, 11))).isTrue();
    assertThat(conflicts(first, first)).isFalse();
    assertThat(conflicts(first, reading("meter-2", "house-1", 4, 11))).isFalse();
    assertThat(conflicts(first, reading("meter-1", "house-2", 4, 11))).isFalse();
    assertThat(conflicts(first, reading("meter-1", "house-1", 5, 11))).isFalse();
  }

  private static boolean conflicts(SignedEnvelope first, SignedEnvelope second) {
    byte[] bytes = new ReadingConflict(first, second).toBytes();
    assertThat(ReadingConflict.ofBytes(bytes)).isEqualTo(new ReadingConflict(first, second));
    for (int length = 0; length < bytes.length; length += 7) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> ReadingConflict.ofBytes(cut))
          .isInstanceOf(MalformedBytesException.class);
    }
    return ReadingConflict.ofBytes(bytes).contradicts();
  }

  @Test
  void what_carries_no_readings_is_no_conflict() {
    SignedEnvelope vote =
        CONTEXT.sign(MessageType.VOTE, "meter-1", new byte[3], DemoKeys.derive(1, "meter-1"));
    byte[] bytes = new ReadingConflict(vote, vote).toBytes();
    assertThatThrownBy(() -> ReadingConflict.ofBytes(bytes))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining("no reading");
  }
}
