package io.wattmesh.market.metering;

import io.wattmesh.proto.book.Readings;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The meters of a bus as a pure function. Readings of an interval are handed in once its delivery
 * has ended and every meter has been seen, or half of the reading window has passed; again at every
 * tick until the interval is settled.
 */
public final class MeterCabinet {
  /** Whose meters these are, and under which key they sign. */
  public record Post(
      int bus,
      ParticipantId oracle,
      SigningKey key,
      SigningContext context,
      MarketSchedule schedule,
      Set<ParticipantId> metered) {
    public Post {
      metered = Set.copyOf(metered);
    }
  }

  /** More unsettled intervals than any reading window spans; what lies beyond is not kept. */
  private static final int MAX_OPEN_INTERVALS = 1_000;

  /** A signed reading takes at most some 310 bytes, so this many fit into one transaction. */
  private static final int MAX_READINGS = 8_000;

  private final Post post;
  private final SortedMap<Long, SortedMap<ParticipantId, Long>> seen = new TreeMap<>();
  private final SortedMap<Long, List<SignedEnvelope>> submitted = new TreeMap<>();
  private long settledBelow;

  public MeterCabinet(Post post) {
    this.post = post;
  }

  /** What a participant's devices injected in an interval; the first word counts. */
  public void onDelivered(ParticipantId participant, long interval, long energyJoules) {
    if (interval < settledBelow || !post.metered().contains(participant)) {
      return;
    }
    seen.computeIfAbsent(interval, any -> new TreeMap<>()).putIfAbsent(participant, energyJoules);
    if (seen.size() > MAX_OPEN_INTERVALS) {
      long furthest = seen.lastKey();
      seen.remove(furthest);
      submitted.remove(furthest);
    }
  }

  /** The signed transactions that are due now. */
  public List<SignedEnvelope> tick(long nowMillis) {
    var due = new ArrayList<SignedEnvelope>();
    // An interval whose gate is open is not over; the times of a far one may fit no clock.
    seen.headMap(post.schedule().lastClosedInterval(nowMillis) + 1)
        .forEach(
            (interval, readings) -> {
              if (isDue(interval, readings.size(), nowMillis)) {
                due.addAll(submitted.computeIfAbsent(interval, k -> sign(k, readings)));
              }
            });
    return due;
  }

  private boolean isDue(long interval, int readings, long nowMillis) {
    long endMillis = post.schedule().deliveryMillis(interval + 1);
    return nowMillis >= endMillis
        && (readings == post.metered().size()
            || nowMillis >= endMillis + post.schedule().readingWindowMillis() / 2);
  }

  /** The interval is settled: what is known of it is not needed any more. */
  public void onSettled(long interval) {
    settledBelow = Math.max(settledBelow, interval + 1);
    seen.headMap(settledBelow).clear();
    submitted.headMap(settledBelow).clear();
  }

  /** As many transactions as it takes to keep each within its bounds. */
  private List<SignedEnvelope> sign(long interval, SortedMap<ParticipantId, Long> readings) {
    var envelopes = new ArrayList<SignedEnvelope>(readings.size());
    readings.forEach(
        (participant, joules) ->
            envelopes.add(
                sign(
                    MessageType.METER_READING,
                    MarketCodec.encode(new MeterReading(participant, interval, joules)))));
    var transactions = new ArrayList<SignedEnvelope>();
    for (int from = 0; from < envelopes.size(); from += MAX_READINGS) {
      List<SignedEnvelope> part =
          envelopes.subList(from, Math.min(envelopes.size(), from + MAX_READINGS));
      transactions.add(
          sign(MessageType.READINGS, new Readings(interval, post.bus(), part).toBytes()));
    }
    return transactions;
  }

  private SignedEnvelope sign(MessageType type, byte[] payload) {
    return post.context().sign(type, post.oracle().value(), payload, post.key());
  }
}
