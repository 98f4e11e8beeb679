package io.wattmesh.load.log;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.cli.ExitCodes;
import io.wattmesh.cluster.compare.BftResult;
import io.wattmesh.load.MarkdownTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code log-benchmark}: what the log gives and costs, on this machine. */
@Command(
    name = "log-benchmark",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts validators and clients, each node on a port of its own on loopback, has clients"
          + " transfer tokens, and prints Markdown tables as rows come, progress on stderr. Each"
          + " transfer is signed by its client, checked by every validator, and counts when its"
          + " outcome is proven to the client.",
      "What the columns mean is in cluster-config/docs/log-measurements.md. All parts with their"
          + " defaults take about 18 minutes; --quick about 3, too short for figures to quote."
    })
public final class LogBenchmarkCommand implements Callable<Integer> {
  private static final List<Integer> SIZES = List.of(0, 100, 1_000);
  private static final List<Integer> COUNTS = List.of(4, 7, 10, 31);
  private static final int SOME_BYTES = 100;
  private static final int VALIDATORS = 4;
  private static final int ROW_VOTES = 5_000;
  private static final int CRASHED = 3;
  private static final int MAX_CLIENTS = 10_000;
  private static final long MILLIS_PER_SECOND = 1_000;

  /** The parts of the benchmark. */
  enum Part {
    /** Signed transfers in a closed loop, each store. */
    CLOSED,
    /** The same at half of that rate, in an open loop. */
    OPEN,
    /** Validators that don't check transactions' signatures, in memory. */
    UNCHECKED,
    /** One of four never runs. */
    CRASHED,
    /** Two of four are stopped, and started again. */
    RECOVERY,
    /** What a vote's row takes in each store. */
    ROWS,
    /** Messages and bytes a commit. */
    MESSAGES
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "PART",
      description = "Of ${COMPLETION-CANDIDATES} (default: all).")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Option(
      names = "--stores",
      split = ",",
      paramLabel = "STORE",
      description =
          "Of ${COMPLETION-CANDIDATES} (default: all); Cassandra is started for it, which takes"
              + " some 20 s and a Java 17.")
  private Set<StoreKind> stores = EnumSet.allOf(StoreKind.class);

  @Option(
      names = "--clients",
      split = ",",
      defaultValue = "100,1000",
      paramLabel = "N",
      description =
          "Clients, each with a key of its own; the first number is for all rows, further ones are"
              + " for more rows of 100 bytes (default: ${DEFAULT-VALUE}).")
  private List<Integer> clientCounts;

  @Option(
      names = "--warm-up",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description = "Load before each row's figures are taken (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      paramLabel = "SECONDS",
      description = "How long each row's figures are taken (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--round-timeout",
      defaultValue = "1000",
      paramLabel = "MILLIS",
      description = "A round's time after a commit (default: ${DEFAULT-VALUE}).")
  private long roundTimeoutMillis;

  @Option(
      names = "--quick",
      description = "3 s of warm-up and 3 s of figures a row: only to see that it works.")
  private boolean quick;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write all figures, unrounded, to a file at the end.")
  private Path json;

  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final List<LogRow> rows = new ArrayList<>();

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    // Logging must be up before Pekko's many threads ask for it at once.
    LoggerFactory.getLogger(LogBenchmarkCommand.class);
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new LogBenchmarkCommand()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() throws IOException {
    requireSensible();
    try (LogBenchmark benchmark =
        new LogBenchmark(
            VALIDATORS,
            (quick ? 3 : warmUpSeconds) * MILLIS_PER_SECOND,
            (quick ? 3 : seconds) * MILLIS_PER_SECOND,
            roundTimeoutMillis)) {
      throughput(benchmark);
      if (parts.contains(Part.RECOVERY)) {
        recovery(benchmark);
      }
      if (parts.contains(Part.ROWS)) {
        rows(benchmark);
      }
    }
    if (parts.contains(Part.MESSAGES)) {
      messages();
    }
    if (json != null) {
      Files.writeString(
          json, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(figures));
    }
    return ExitCodes.OK;
  }

  private void requireSensible() {
    if (clientCounts.stream().anyMatch(count -> count < 1 || count > MAX_CLIENTS)
        || warmUpSeconds < 0
        || seconds < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--clients %s, --warm-up %d, --seconds %d: 1 to 10,000 clients, no negative warm-up, at least 1 s."
              .formatted(clientCounts, warmUpSeconds, seconds));
    }
    if (json != null && !Files.isDirectory(json.toAbsolutePath().getParent())) {
      throw new ParameterException(
          spec.commandLine(),
          "--json %s: there is no folder %s. Make it first."
              .formatted(json, json.toAbsolutePath().getParent()));
    }
  }

  private void throughput(LogBenchmark benchmark) {
    Set<Part> measured = EnumSet.copyOf(parts);
    measured.removeAll(EnumSet.of(Part.RECOVERY, Part.ROWS, Part.MESSAGES));
    if (measured.isEmpty()) {
      return;
    }
    var table =
        new MarkdownTable(
            spec.commandLine().getOut(),
            List.of(
                "validators",
                "signatures",
                "store",
                "memo, B",
                "clients",
                "loop",
                "operations/s",
                "p50, ms",
                "p99, ms",
                "CPU-ms/op",
                "of clients",
                "B/op",
                "ops/block",
                "failed",
                "dropped"));
    if (parts.contains(Part.CLOSED) || parts.contains(Part.OPEN)) {
      for (StoreKind store : EnumSet.copyOf(stores)) {
        closedAndOpen(benchmark, store, table);
      }
    }
    if (parts.contains(Part.UNCHECKED)) {
      for (int size : SIZES) {
        Load load = Load.closed(clients(), size);
        add(table, benchmark.measure("4 of 4", StoreKind.MEMORY, false, load, Set.of()));
      }
      for (Load load : moreClients()) {
        add(table, benchmark.measure("4 of 4", StoreKind.MEMORY, false, load, Set.of()));
      }
    }
    if (parts.contains(Part.CRASHED)) {
      Load load = Load.closed(clients(), SOME_BYTES);
      add(table, benchmark.measureAvoided("4 of 4", StoreKind.MEMORY, true, load, Set.of()));
      add(table, benchmark.measureAvoided("3 of 4", StoreKind.MEMORY, true, load, Set.of(CRASHED)));
    }
    figures.put("rows", rows);
  }

  private void closedAndOpen(LogBenchmark benchmark, StoreKind store, MarkdownTable table) {
    OptionalInt rate = OptionalInt.empty();
    for (int size : parts.contains(Part.CLOSED) ? SIZES : List.of(SOME_BYTES)) {
      LogRow row = benchmark.measure("4 of 4", store, true, Load.closed(clients(), size), Set.of());
      add(table, row);
      if (size == SOME_BYTES) {
        rate = OptionalInt.of(Math.max(1, (int) (row.perSecond() / 2)));
      }
    }
    if (parts.contains(Part.CLOSED)) {
      for (Load load : moreClients()) {
        add(table, benchmark.measure("4 of 4", store, true, load, Set.of()));
      }
    }
    if (parts.contains(Part.OPEN)) {
      Load load = Load.closed(clients(), SOME_BYTES).open(rate.orElseThrow());
      add(table, benchmark.measure("4 of 4", store, true, load, Set.of()));
    }
  }

  private int clients() {
    return clientCounts.getFirst();
  }

  private List<Load> moreClients() {
    return clientCounts.stream().skip(1).map(count -> Load.closed(count, SOME_BYTES)).toList();
  }

  private void add(MarkdownTable table, LogRow row) {
    rows.add(row);
    table.row(
        List.of(
            row.name(),
            row.signed() ? "checked" : "not checked",
            row.store(),
            Integer.toString(row.memoBytes()),
            Integer.toString(row.clients()),
            row.loop(),
            decimal(0, row.perSecond()),
            decimal(1, row.p50Millis()),
            decimal(1, row.p99Millis()),
            decimal(3, row.cpuMillisPerOperation()),
            decimal(3, row.clientCpuMillisPerOperation()),
            decimal(0, row.bytesPerOperation()),
            decimal(1, row.operationsPerBlock()),
            Long.toString(row.failed()),
            Long.toString(row.dropped())));
  }

  private static String decimal(int digits, double value) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  private void recovery(LogBenchmark benchmark) {
    long downMillis = (quick ? 3 : 10) * MILLIS_PER_SECOND;
    LogBenchmark.Recovery seen =
        benchmark.recovery(StoreKind.ROCKSDB, Load.closed(clients(), SOME_BYTES), downMillis);
    figures.put("recovery", seen);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%nTwo of four stopped for %.0f s: the next commit came %.2f s after their start; twice the"
            + " largest timeout is %.2f s.%n%n",
        seen.downSeconds(),
        seen.recoverySeconds(),
        2 * seen.largestTimeoutSeconds());
    out.flush();
  }

  private void rows(LogBenchmark benchmark) {
    var table =
        new MarkdownTable(
            spec.commandLine().getOut(),
            List.of("store", "votes", "p50, ms", "p99, ms", "requests a vote"));
    var costs = new ArrayList<RowCost>();
    for (StoreKind store : EnumSet.copyOf(stores)) {
      RowCost cost = benchmark.rowCost(store, quick ? 500 : ROW_VOTES);
      costs.add(cost);
      table.row(
          List.of(
              store.label,
              Integer.toString(cost.votes()),
              decimal(3, cost.p50Millis()),
              decimal(3, cost.p99Millis()),
              decimal(2, cost.requests() / (double) cost.votes())));
    }
    figures.put("rowCosts", costs);
  }

  private void messages() {
    var table =
        new MarkdownTable(
            spec.commandLine().getOut(),
            List.of("validators", "messages/commit", "bytes/commit", "others", "PBFT's messages"));
    var costs = new ArrayList<Map<String, Object>>();
    for (int count : COUNTS) {
      CommitCost cost = CommitCost.count(count);
      table.row(
          List.of(
              Integer.toString(count),
              decimal(1, cost.orderingMessages()),
              decimal(0, cost.orderingBytes()),
              Long.toString(cost.otherMessages()),
              Long.toString(BftResult.pbftMessages(count))));
      costs.add(
          Map.of(
              "validators", count,
              "messagesPerCommit", cost.orderingMessages(),
              "bytesPerCommit", cost.orderingBytes(),
              "pbftMessages", BftResult.pbftMessages(count)));
    }
    figures.put("messages", costs);
  }
}
