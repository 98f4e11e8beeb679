package io.wattmesh.cluster.feasibility;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.market.UserErrorException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a {@code wattmesh load} measured: latencies from its histograms, what arrived from its
 * seconds, what was carried from its intervals.
 *
 * <p>A device is two transactions an interval: its bid and its meter's reading. An interval's
 * throughput is the bids that got an outcome and the readings that were paid, over the time that
 * the market worked on them: from gate closure to the outcome's commit, and from the end of
 * delivery to the payment's. If that is more than an interval, intervals can't follow each other,
 * and so it is judged.
 *
 * @param devices of the fleet
 * @param bids meant to be sent in the measured intervals
 * @param readings paid in them
 * @param intervals how many
 * @param askedBySecond bids meant to be sent in each second in which the measured intervals' came
 * @param ownBurstSeconds how long the load's own burst before the gate was, if it had one
 */
public record MeasuredLoad(
    long devices,
    long bids,
    long readings,
    int intervals,
    BigDecimal intervalSeconds,
    List<Long> askedBySecond,
    Optional<BigDecimal> ownBurstSeconds,
    Quantiles latencySeconds,
    Optional<Quantiles> carriedTps,
    Optional<Quantiles> paymentSeconds)
    implements Measured {
  static final String RESULTS = "results.json";
  private static final String HISTOGRAMS = "latencies.hlog";
  private static final String LATENCY = "gateToFinality";
  private static final String PAYMENT = "settlement";
  private static final int SCHEMA_VERSION = 1;
  private static final int MILLIS_DIGITS = 3;

  /** Rates are rounded down, so that rounding passes nothing. */
  private static final int DECIMALS = 3;

  /** More seconds than any load lasts: what adding up each window of them may cost is bounded. */
  private static final int MOST_SECONDS = 1_000_000;

  public MeasuredLoad {
    askedBySecond = List.copyOf(askedBySecond);
  }

  /**
   * Reads a load's folder.
   *
   * @throws UserErrorException if the run is invalid or merged of several, has an interval without
   *     a clearing, or a file is missing or malformed
   */
  public static MeasuredLoad read(Path folder) throws IOException {
    Path file = folder.resolve(RESULTS);
    JsonNode json = json(file);
    requireJudged(file, json);
    LoadHistograms histograms = LoadHistograms.read(folder.resolve(HISTOGRAMS));
    for (String tag : List.of(LATENCY, PAYMENT)) {
      JsonNode stated = json.path("latencies").path(tag);
      histograms.requireStated(
          tag, stated.path("count").asLong(), stated.path("maxMicros").asLong());
    }
    try {
      return of(file, json, histograms);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UserErrorException(file + " can't be read: " + e.getMessage(), e);
    }
  }

  private static JsonNode json(Path file) throws IOException {
    MeasuredRun.requireBounded(file);
    try {
      JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
      if (json.path("schemaVersion").asInt() != SCHEMA_VERSION
          || !json.path("kind").asText().equals("wattmesh-load")) {
        throw new UserErrorException(
            "%s is no results.json of `wattmesh load` with schema version %d."
                .formatted(file, SCHEMA_VERSION));
      }
      return json;
    } catch (JsonProcessingException e) {
      throw new UserErrorException(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static void requireJudged(Path file, JsonNode json) {
    if (json.has("merged")) {
      throw new UserErrorException(
          file + " is merged of several and has no intervals; judge each of them.");
    }
    if (!json.path("valid").asBoolean()) {
      throw new UserErrorException(
          "%s says that its figures are not valid: %s. Run the load anew with fewer devices, or"
                  .formatted(file, json.path("invalid"))
              + " alone on the machine.");
    }
    for (JsonNode interval : json.path("perInterval")) {
      if (interval.path("measured").asBoolean()
          && interval.path("outcome").asText().equals("void")) {
        throw new UserErrorException(
            ("%s: interval %d is void, so its bids have no latency that could be judged. Run the"
                    + " load anew with a longer lead.")
                .formatted(file, interval.path("interval").asLong()));
      }
    }
  }

  private static MeasuredLoad of(Path file, JsonNode json, LoadHistograms histograms) {
    List<JsonNode> intervals = finished(json);
    Quantiles latency =
        histograms
            .seconds(LATENCY)
            .orElseThrow(
                () ->
                    new UserErrorException(
                        file + " has no bid that was cleared: there is nothing to judge."));
    Optional<Quantiles> payment = histograms.seconds(PAYMENT);
    long readings = payment.map(Quantiles::samples).orElse(0L);
    JsonNode workload = json.path("workload");
    JsonNode burst = workload.path("arrivals").path("burstMillis");
    return new MeasuredLoad(
        count(json, "devices"),
        intervals.stream().mapToLong(one -> count(one, "intended")).reduce(0, Math::addExact),
        readings,
        intervals.size(),
        Quantity.positive("intervalSeconds", decimal(workload, "intervalSeconds")),
        asked(json),
        burst.isNumber()
            ? Optional.of(BigDecimal.valueOf(burst.longValue(), MILLIS_DIGITS))
            : Optional.empty(),
        latency,
        carried(intervals, payment.isPresent() ? readings / intervals.size() : 0),
        payment);
  }

  private static List<JsonNode> finished(JsonNode json) {
    var finished = new ArrayList<JsonNode>();
    for (JsonNode interval : json.path("perInterval")) {
      if (interval.path("measured").asBoolean()
          && interval.path("outcome").asText().equals("cleared")) {
        finished.add(interval);
      }
    }
    if (finished.isEmpty()) {
      throw new IllegalArgumentException("no measured interval was cleared");
    }
    return finished;
  }

  private static List<Long> asked(JsonNode json) {
    if (json.path("perSecond").size() > MOST_SECONDS) {
      throw new IllegalArgumentException(
          "perSecond has %d entries; at most %d are read"
              .formatted(json.path("perSecond").size(), MOST_SECONDS));
    }
    var asked = new ArrayList<Long>();
    for (JsonNode second : json.path("perSecond")) {
      if (second.path("measured").asBoolean()) {
        asked.add(count(second, "asked"));
      }
    }
    return asked;
  }

  private static Optional<Quantiles> carried(List<JsonNode> intervals, long readings) {
    var rates = new ArrayList<BigDecimal>();
    for (JsonNode one : intervals) {
      if (readings > 0 && one.path("settlementSeconds").isNumber()) {
        BigDecimal worked =
            decimal(one, "booksSeconds")
                .add(decimal(one, "clearingSeconds"))
                .add(decimal(one, "commitSeconds"))
                .add(decimal(one, "settlementSeconds"));
        long done =
            Math.addExact(Math.addExact(count(one, "cleared"), count(one, "rejected")), readings);
        rates.add(
            BigDecimal.valueOf(done)
                .divide(
                    Quantity.positive("what the market worked on an interval (s)", worked),
                    DECIMALS,
                    RoundingMode.FLOOR));
      }
    }
    return rates.isEmpty() ? Optional.empty() : Optional.of(Spread.ofRates(rates).quantiles());
  }

  private static long count(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (!value.canConvertToLong() || !value.isIntegralNumber() || value.longValue() < 0) {
      throw new IllegalArgumentException(
          "%s is %s; it must be a count, 0 or more".formatted(name, value));
    }
    return value.longValue();
  }

  private static BigDecimal decimal(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (!value.isNumber()) {
      throw new IllegalArgumentException("%s is %s; it must be a number".formatted(name, value));
    }
    return Quantity.notNegative(name, value.decimalValue());
  }

  @Override
  public Optional<Arrivals> arrivals() {
    return Optional.of(
        new Arrivals(
            Math.addExact(bids, readings),
            intervalSeconds.multiply(BigDecimal.valueOf(intervals)),
            "(%d bids + %d readings)".formatted(bids, readings)));
  }

  /** The most bids in so many seconds, counted in whole ones, that were meant to be sent. */
  @Override
  public Optional<Arrivals> burst(Optional<BigDecimal> seconds) {
    return seconds
        .or(() -> ownBurstSeconds)
        .map(
            asked -> {
              Quantity.positive("the burst (s)", asked);
              if (asked.compareTo(intervalSeconds) > 0) {
                throw new IllegalArgumentException(
                    ("the burst is %s s, the load's interval %s s; a burst is a part of its"
                            + " interval, give at most its length.")
                        .formatted(Quantity.words(asked), Quantity.words(intervalSeconds)));
              }
              BigDecimal whole = asked.setScale(0, RoundingMode.CEILING);
              long most = most(whole.intValueExact());
              return new Arrivals(most, whole, "%d bids".formatted(most));
            });
  }

  private long most(int seconds) {
    long sum = 0;
    long most = 0;
    for (int second = 0; second < askedBySecond.size(); second++) {
      sum = Math.addExact(sum, askedBySecond.get(second));
      if (second >= seconds) {
        sum -= askedBySecond.get(second - seconds);
      }
      most = Math.max(most, sum);
    }
    return most;
  }

  @Override
  public String latencyWords() {
    return "gate closure to the final commit, %d bids of %d interval%s"
        .formatted(latencySeconds.samples(), intervals, intervals == 1 ? "" : "s");
  }

  @Override
  public String carriedWords() {
    return "an interval's bids and readings over the time that the market worked on them";
  }

  @Override
  public int voidIntervals() {
    return 0;
  }
}
