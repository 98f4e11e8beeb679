package io.wattmesh.cluster.feasibility;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.proto.crypto.Sha256;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a finished run measured of itself, in real time, an interval a sample.
 *
 * @param latency from gate closure to the interval's committed, certified outcome, s. A commit of
 *     this log is final, so the finality beyond it is 0
 * @param throughput an interval's standing bids over the time from the first bid to the committed
 *     outcome, transactions a second: what was carried, which the log's limit is not below; empty
 *     where the folder does not tell how long bidding took
 * @param voided intervals that ended without a clearing; their times count too
 */
public record MeasuredRun(Spread latency, Optional<Spread> throughput, int voided)
    implements Measured {
  private static final String INTERVALS = "intervals.csv";
  private static final String MANIFEST = "manifest.json";
  private static final Path MEASURED = Path.of("state", "measured.jsonl");
  private static final long MAX_FILE_BYTES = 256L * 1024 * 1024;

  /** Times are rounded up and rates down, so that rounding passes nothing. */
  private static final int DECIMALS = 3;

  private static final int MAX_FIELD_LENGTH = 40;
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Row(long interval, boolean voided, Optional<BigDecimal> seconds, long bids) {}

  /**
   * Reads a folder that {@code wattmesh run} has finished; the table must be the one of the
   * folder's manifest.
   *
   * @throws UserErrorException if it is no such folder, or a file was changed or is malformed
   */
  public static MeasuredRun read(Path folder) throws IOException {
    for (String name : List.of(INTERVALS, MANIFEST)) {
      if (!Files.isRegularFile(folder.resolve(name))) {
        throw new UserErrorException(
            ("%s has no %s, so it is no finished run."
                    + " Name a folder that `wattmesh run --out` or `wattmesh load --out` has finished.")
                .formatted(folder, name));
      }
    }
    byte[] table = bytes(folder.resolve(INTERVALS));
    requireManifests(folder, table);
    List<Row> rows = rows(folder.resolve(INTERVALS), new String(table, StandardCharsets.UTF_8));
    List<BigDecimal> times = rows.stream().flatMap(row -> row.seconds().stream()).toList();
    if (times.isEmpty()) {
      throw new UserErrorException(
          ("%s measured no interval's time to finality: its intervals were run by processes"
                  + " that were killed. Run it anew.")
              .formatted(folder));
    }
    List<BigDecimal> rates = rates(rows, biddingSeconds(folder.resolve(MEASURED)));
    return new MeasuredRun(
        Spread.ofTimes(times),
        rates.isEmpty() ? Optional.empty() : Optional.of(Spread.ofRates(rates)),
        (int) rows.stream().filter(Row::voided).count());
  }

  @Override
  public Quantiles latencySeconds() {
    return latency.quantiles();
  }

  @Override
  public Optional<Quantiles> carriedTps() {
    return throughput.map(Spread::quantiles);
  }

  @Override
  public Optional<Quantiles> paymentSeconds() {
    return Optional.empty();
  }

  @Override
  public Optional<Arrivals> arrivals() {
    return Optional.empty();
  }

  @Override
  public Optional<Arrivals> burst(Optional<BigDecimal> seconds) {
    return Optional.empty();
  }

  @Override
  public String latencyWords() {
    int intervals = latency.bestFirst().size();
    return "gate closure to the final commit, %d interval%s (%d void)"
        .formatted(intervals, intervals == 1 ? "" : "s", voided);
  }

  @Override
  public String carriedWords() {
    return "an interval's standing bids";
  }

  @Override
  public int voidIntervals() {
    return voided;
  }

  private static byte[] bytes(Path file) throws IOException {
    requireBounded(file);
    return Files.readAllBytes(file);
  }

  /** Nothing larger than any run writes is read into memory. */
  static void requireBounded(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new UserErrorException(
          "%s has %d bytes; at most %d are read. It is not what a run writes."
              .formatted(file, Files.size(file), MAX_FILE_BYTES));
    }
  }

  private static void requireManifests(Path folder, byte[] table) throws IOException {
    String stated;
    try {
      stated =
          JSON.readTree(bytes(folder.resolve(MANIFEST))).path("sha256").path(INTERVALS).asText();
    } catch (JsonProcessingException e) {
      throw new UserErrorException(
          folder.resolve(MANIFEST) + " is not JSON: " + e.getOriginalMessage(), e);
    }
    String found = Sha256.of(table).hex();
    if (!stated.equals(found)) {
      throw new UserErrorException(
          ("%s has SHA-256 %s, the manifest says \"%s\": it was changed after the"
                  + " run. `wattmesh verify %s` tells more.")
              .formatted(folder.resolve(INTERVALS), found, stated, folder));
    }
  }

  private static List<Row> rows(Path file, String table) {
    List<String> lines = table.lines().toList();
    if (lines.isEmpty()) {
      throw new UserErrorException(file + " is empty; a run writes its columns' names at least.");
    }
    List<String> columns = List.of(lines.getFirst().split(",", -1));
    var rows = new ArrayList<Row>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> fields = List.of(line.split(",", -1));
      try {
        String seconds = field(columns, fields, "finality_seconds");
        rows.add(
            new Row(
                Long.parseLong(field(columns, fields, "interval")),
                Boolean.parseBoolean(field(columns, fields, "void")),
                seconds.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                        Quantity.notNegative("finality_seconds", new BigDecimal(seconds))
                            .setScale(DECIMALS, RoundingMode.CEILING)),
                Long.parseLong(field(columns, fields, "standing_bids"))));
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new UserErrorException(
            "%s, line %d can't be read: %s".formatted(file, rows.size() + 2, e.getMessage()), e);
      }
    }
    return rows;
  }

  private static String field(List<String> columns, List<String> fields, String name) {
    int column = columns.indexOf(name);
    if (column < 0) {
      throw new IllegalArgumentException("there is no column %s".formatted(name));
    }
    String text = fields.get(column);
    if (text.length() > MAX_FIELD_LENGTH) {
      throw new IllegalArgumentException(
          "%s has %d characters; a number of a run has at most %d"
              .formatted(name, text.length(), MAX_FIELD_LENGTH));
    }
    return text;
  }

  private static Map<Long, BigDecimal> biddingSeconds(Path file) throws IOException {
    var seconds = new HashMap<Long, BigDecimal>();
    if (!Files.isRegularFile(file)) {
      return seconds;
    }
    requireBounded(file);
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // A crash may cut the last line short; whoever goes on with the run takes it out.
        if (line.endsWith("}")) {
          JsonNode one = JSON.readTree(line);
          BigDecimal bidding = one.path("biddingSeconds").decimalValue();
          seconds.put(
              one.path("interval").asLong(-1), Quantity.notNegative("biddingSeconds", bidding));
        }
      }
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new UserErrorException(file + " can't be read: " + e.getMessage(), e);
    }
    return seconds;
  }

  private static List<BigDecimal> rates(List<Row> rows, Map<Long, BigDecimal> biddingSeconds) {
    var rates = new ArrayList<BigDecimal>();
    for (Row row : rows) {
      // A process that goes on after bidding was over has not measured it: 0.
      BigDecimal bidding = biddingSeconds.getOrDefault(row.interval(), BigDecimal.ZERO);
      if (bidding.signum() > 0 && row.seconds().isPresent() && row.bids() > 0) {
        rates.add(
            BigDecimal.valueOf(row.bids())
                .divide(bidding.add(row.seconds().get()), DECIMALS, RoundingMode.FLOOR));
      }
    }
    return rates;
  }
}
