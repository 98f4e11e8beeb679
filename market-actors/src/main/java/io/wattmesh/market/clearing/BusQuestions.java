package io.wattmesh.market.clearing;

import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.market.clearing.RegionEffect.AskResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a region asks its own aggregators: what their bids give at the prices found. */
final class BusQuestions {
  private static final double PICOS_PER_UNIT = 1e12;

  private record BusResponse(long pricePicosPerMwh, long lowWatts, long highWatts, boolean given) {}

  private final RegionPost post;
  private final long interval;
  private final Map<Integer, Integer> speakers = new HashMap<>();
  private final TreeMap<Integer, BusResponse> responses = new TreeMap<>();

  BusQuestions(RegionPost post, long interval) {
    this.post = post;
    this.interval = interval;
  }

  /** Who signed a bus's curve is whom to ask. */
  void onSpeaker(int bus, int place) {
    speakers.put(bus, place);
  }

  static long pricePicosPerMwh(ResultPart part, int bus) {
    return (long) Math.rint(part.lmpUsdPerMwh(bus) * PICOS_PER_UNIT);
  }

  void begin(ResultPart part) {
    for (int bus : post.network().buses()) {
      boolean nobodyThere = !post.aggregators().containsKey(bus);
      responses.put(bus, new BusResponse(pricePicosPerMwh(part, bus), 0, 0, nobodyThere));
    }
  }

  List<RegionEffect> open() {
    return responses.entrySet().stream()
        .filter(entry -> !entry.getValue().given())
        .<RegionEffect>map(
            entry ->
                new AskResponse(
                    interval,
                    entry.getKey(),
                    speakers.getOrDefault(entry.getKey(), 0),
                    entry.getValue().pricePicosPerMwh()))
        .toList();
  }

  /** Whether this was the answer to an open question. */
  boolean onResponse(int bus, long pricePicosPerMwh, long lowWatts, long highWatts) {
    BusResponse asked = responses.get(bus);
    if (asked == null || asked.given() || asked.pricePicosPerMwh() != pricePicosPerMwh) {
      return false;
    }
    responses.put(bus, new BusResponse(pricePicosPerMwh, lowWatts, highWatts, true));
    return true;
  }

  boolean isAnswered() {
    return !responses.isEmpty() && responses.values().stream().allMatch(BusResponse::given);
  }

  int[] buses() {
    return responses.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  long[] lowWatts() {
    return responses.values().stream().mapToLong(BusResponse::lowWatts).toArray();
  }

  long[] highWatts() {
    return responses.values().stream().mapToLong(BusResponse::highWatts).toArray();
  }
}
