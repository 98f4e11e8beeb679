package io.wattmesh.load.agents;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a run of many prosumers found.
 *
 * @param rounds the first one starts them all
 * @param heapBytes alive after the last round, less what was before the first prosumer
 * @param undelivered messages to meters that have not come
 * @param strays answers to a round that was not on
 */
record AgentFigures(
    String way,
    RoundKind kind,
    int count,
    List<Round> rounds,
    long heapBytes,
    long undelivered,
    long strays,
    Load load) {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MICRO = 1e3;

  /**
   * A round.
   *
   * @param answered how many answered, each counted once
   * @param askedAgain how many were asked again since no answer had come
   * @param again answers beyond each one's first
   */
  record Round(long wallNanos, long cpuNanos, long answered, long askedAgain, long again) {}

  /** The machine's load averages before and after, and the longest that a round may take. */
  record Load(double before, double after, long everyMillis) {}

  AgentFigures {
    rounds = List.copyOf(rounds);
  }

  double heapBytesEach() {
    return (double) heapBytes / count;
  }

  /** What is missing in spite of being asked for again, answers and deliveries, in all rounds. */
  long lost() {
    return undelivered + rounds.stream().mapToLong(round -> count - round.answered()).sum();
  }

  long askedAgain() {
    return rounds.stream().mapToLong(Round::askedAgain).sum();
  }

  /** Whether each round after the start was done within the time given. */
  boolean fits() {
    return rounds.stream()
        .skip(1)
        .allMatch(round -> round.wallNanos() <= load.everyMillis() * 1_000_000);
  }

  /** CPU of the whole process, collection and compilation included, for one in one round. */
  private double cpuMicrosEach(Round round) {
    return round.cpuNanos() / NANOS_PER_MICRO / count;
  }

  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("way", way);
    json.put("round", kind.text());
    json.put("count", count);
    json.put("heapBytesEach", heapBytesEach());
    json.put("lost", lost());
    json.put("askedAgain", askedAgain());
    json.put("strays", strays);
    json.put("undelivered", undelivered);
    json.put("everyMillis", load.everyMillis());
    json.put("fits", fits());
    json.put("loadAverageBefore", load.before());
    json.put("loadAverageAfter", load.after());
    var each = new ArrayList<Map<String, Object>>();
    for (Round round : rounds) {
      var one = new LinkedHashMap<String, Object>();
      one.put("wallSeconds", round.wallNanos() / NANOS_PER_SECOND);
      one.put("cpuMicrosEach", cpuMicrosEach(round));
      one.put("answered", round.answered());
      one.put("askedAgain", round.askedAgain());
      one.put("again", round.again());
      each.add(one);
    }
    json.put("rounds", each);
    return json;
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%d as %s: %.0f bytes of heap each; %d lost, %d asked again;"
                + " load average %.1f, then %.1f",
            count,
            way,
            heapBytesEach(),
            lost(),
            askedAgain(),
            load.before(),
            load.after()));
    for (int number = 0; number < rounds.size(); number++) {
      Round round = rounds.get(number);
      lines.add(
          String.format(
              Locale.ROOT,
              "%s: %.1f s, %.1f us of CPU each, %d answered",
              number == 0 ? "start" : "%s round %d".formatted(kind.text(), number),
              round.wallNanos() / NANOS_PER_SECOND,
              cpuMicrosEach(round),
              round.answered()));
    }
    if (rounds.size() > 1) {
      lines.add(
          String.format(
              Locale.ROOT,
              "a round of all %s into %.1f s",
              fits() ? "fits" : "does not fit",
              load.everyMillis() / 1e3));
    }
    return lines;
  }
}
