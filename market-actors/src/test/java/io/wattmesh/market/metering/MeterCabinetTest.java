package io.wattmesh.market.metering;

import static io.wattmesh.market.MarketFixture.BUS;
import static io.wattmesh.market.MarketFixture.CONTEXT;
import static io.wattmesh.market.MarketFixture.SCHEDULE;
import static io.wattmesh.market.MarketFixture.id;
import static io.wattmesh.market.MarketFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.proto.book.Readings;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.MeterReading;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When readings are due, and that they are signed once. */
class MeterCabinetTest {
  private static final long INTERVAL = 2;
  private static final long END = SCHEDULE.deliveryMillis(INTERVAL + 1);
  private static final long LATEST = END + SCHEDULE.readingWindowMillis() / 2;

  private final MeterCabinet cabinet =
      new MeterCabinet(
          new MeterCabinet.Post(
              BUS,
              id("meter-bus-7"),
              key("meter-bus-7"),
              CONTEXT,
              SCHEDULE,
              Set.of(id("alice"), id("bob"))));

  private static List<MeterReading> readings(SignedEnvelope envelope) {
    return Readings.ofBytes(envelope.payload()).readings().stream()
        .map(reading -> MarketCodec.decodeReading(reading.payload()))
        .toList();
  }

  @Test
  @Tag("seed-42")
  void everyReadingAndTheListAreSignedByTheOracle() {
    cabinet.onDelivered(id("bob"), INTERVAL, -20);
    cabinet.onDelivered(id("alice"), INTERVAL, 10);
    SignedEnvelope list = cabinet.tick(END).getFirst();
    var oracle = key("meter-bus-7").verificationKey();
    assertThat(list.isSignedBy(oracle, CONTEXT)).isTrue();
    assertThat(Readings.ofBytes(list.payload()).readings())
        .hasSize(2)
        .allMatch(reading -> reading.isSignedBy(oracle, CONTEXT));
    assertThat(readings(list))
        .containsExactly(
            new MeterReading(id("alice"), INTERVAL, 10),
            new MeterReading(id("bob"), INTERVAL, -20));
  }

  @Test
  void nothingIsDueBeforeDeliveryHasEnded() {
    cabinet.onDelivered(id("alice"), INTERVAL, 10);
    cabinet.onDelivered(id("bob"), INTERVAL, 20);
    assertThat(cabinet.tick(END - 1)).isEmpty();
    assertThat(cabinet.tick(END)).hasSize(1);
  }

  @Test
  void aMissingMeterIsAwaitedForHalfTheReadingWindow() {
    cabinet.onDelivered(id("alice"), INTERVAL, 10);
    assertThat(cabinet.tick(LATEST - 1)).isEmpty();
    assertThat(readings(cabinet.tick(LATEST).getFirst()))
        .containsExactly(new MeterReading(id("alice"), INTERVAL, 10));
  }

  @Test
  @Tag("seed-42")
  void theFirstWordCountsAndTheSameBytesGoOutUntilTheIntervalIsSettled() {
    cabinet.onDelivered(id("alice"), INTERVAL, 10);
    cabinet.onDelivered(id("alice"), INTERVAL, 11);
    SignedEnvelope first = cabinet.tick(LATEST).getFirst();
    cabinet.onDelivered(id("bob"), INTERVAL, 5);
    assertThat(cabinet.tick(LATEST + 60_000).getFirst().toBytes()).isEqualTo(first.toBytes());
    assertThat(readings(first)).containsExactly(new MeterReading(id("alice"), INTERVAL, 10));
    cabinet.onSettled(INTERVAL);
    assertThat(cabinet.tick(LATEST + 61_000)).isEmpty();
  }

  @Test
  void wordsOfASettledIntervalAndOfStrangersAreIgnored() {
    cabinet.onSettled(INTERVAL);
    cabinet.onDelivered(id("alice"), INTERVAL, 10);
    cabinet.onDelivered(id("mallory"), INTERVAL + 1, 10);
    assertThat(cabinet.tick(LATEST + 10_000_000)).isEmpty();
  }

  @Test
  void unsettledIntervalsAreDueTogetherInTheirOrder() {
    for (long interval : new long[] {3, 1, 2}) {
      cabinet.onDelivered(id("alice"), interval, interval);
    }
    assertThat(cabinet.tick(SCHEDULE.readingDeadlineMillis(3)))
        .extracting(list -> Readings.ofBytes(list.payload()).interval())
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void wordsOfFarIntervalsNeitherStopTheMetersNorPileUp() {
    for (long ahead = 0; ahead < 5_000; ahead++) {
      cabinet.onDelivered(id("alice"), Long.MAX_VALUE - ahead, 1);
    }
    cabinet.onDelivered(id("alice"), INTERVAL, 10);
    cabinet.onDelivered(id("bob"), INTERVAL, 10);
    assertThat(cabinet.tick(END)).hasSize(1);
    assertThat(cabinet)
        .extracting("seen")
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .hasSizeLessThanOrEqualTo(1_000);
  }
}
