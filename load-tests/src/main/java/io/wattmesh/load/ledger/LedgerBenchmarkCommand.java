package io.wattmesh.load.ledger;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.cli.ExitCodes;
import io.wattmesh.cluster.market.CaseFiles;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
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
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ledger-benchmark}: what the ledger gives and costs, on one thread of this machine. */
@Command(
    name = "ledger-benchmark",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Executes blocks on the ledger without the log and without checking signatures, on one"
          + " thread, state root included, and prints Markdown tables as rows come.",
      "What the rows mean is in cluster-config/docs/ledger-measurements.md."
    })
public final class LedgerBenchmarkCommand implements Callable<Integer> {
  private static final int MAX = 4_000_000;
  private static final double MEGABYTE = 1e6;
  private static final double ANGLE_LIMIT_DEGREES = 30;

  /** The parts of the benchmark. */
  enum Part {
    /** Calls of contracts, by kind. */
    CALLS,
    /** Updates of the state tree. */
    TREE,
    /** An interval from books to settlement, twice: the first warms up. */
    INTERVAL,
    /** What a state holds in memory. */
    MEMORY
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "PART",
      description = "Of ${COMPLETION-CANDIDATES} (default: all).")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Option(
      names = "--accounts",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "Accounts, and participants of the interval (default: ${DEFAULT-VALUE}).")
  private int accounts;

  @Option(
      names = "--grid",
      defaultValue = "pglib_opf_case1354_pegase",
      paramLabel = "CASE",
      description = "The interval's grid, a bundled case or a .m file (default: ${DEFAULT-VALUE}).")
  private String grid;

  @Option(
      names = "--block",
      defaultValue = "1000",
      paramLabel = "N",
      description = "Calls a block (default: ${DEFAULT-VALUE}).")
  private int blockCalls;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      paramLabel = "SECONDS",
      description =
          "How long calls are made, of all kinds in turn, and each batch of tree updates, after as"
              + " long a warm-up (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write all figures, unrounded, to a file at the end.")
  private Path json;

  private final Map<String, Object> figures = new LinkedHashMap<>();

  /** Runs the command and exits with its code. */
  public static void main(String[] args) {
    LoggerFactory.getLogger(LedgerBenchmarkCommand.class);
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new LedgerBenchmarkCommand()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() throws IOException {
    requireSensible();
    if (parts.contains(Part.CALLS)) {
      say("%,d accounts are made ...".formatted(accounts));
      var benchmark = new CallBenchmark(LedgerChain.of(LedgerChain.oneBus(), accounts), blockCalls);
      say("warming up, %.0f s ...".formatted(seconds));
      benchmark.run(seconds, row -> {});
      table("calls", rows -> benchmark.run(seconds, rows));
    }
    if (parts.contains(Part.TREE)) {
      say("a tree of %,d entries is made ...".formatted(accounts));
      var benchmark = new TreeBenchmark(accounts);
      benchmark.run(seconds / 5, row -> {});
      table("tree", rows -> benchmark.run(seconds / 5, rows));
    }
    if (parts.contains(Part.INTERVAL)) {
      interval();
    }
    if (parts.contains(Part.MEMORY)) {
      memory();
    }
    if (json != null) {
      Files.writeString(
          json, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(figures));
    }
    return ExitCodes.OK;
  }

  private void requireSensible() {
    if (accounts < 2 * blockCalls || accounts > MAX || blockCalls < 1 || seconds <= 0) {
      throw new ParameterException(
          spec.commandLine(),
          ("--accounts %d, --block %d, --seconds %.1f: at most %,d accounts, at least two for each"
                  + " call of a block, and some time.")
              .formatted(accounts, blockCalls, seconds, MAX));
    }
    if (json != null && !Files.isDirectory(json.toAbsolutePath().getParent())) {
      throw new ParameterException(
          spec.commandLine(),
          "--json %s: there is no folder %s. Make it first."
              .formatted(json, json.toAbsolutePath().getParent()));
    }
  }

  private void interval() {
    say("%,d participants on %s are made ...".formatted(accounts, grid));
    Network network =
        CaseFiles.read(
                grid, DcModel.MATPOWER, Optional.empty(), OptionalDouble.of(ANGLE_LIMIT_DEGREES))
            .network();
    var benchmark = new IntervalBenchmark(network, accounts);
    say("a first interval, to warm up ...");
    benchmark.run(row -> say("%s: %.1f s".formatted(row.what(), row.wallSeconds())));
    table("interval", benchmark::run);
  }

  private void memory() {
    StateMemory memory = StateMemory.measure(accounts);
    figures.put("memory", memory);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%,d accounts: %,.0f MB of heap, tree and hashes included; %,.0f MB when each has called a"
            + " contract; %,.0f MB for the genesis's identities beside it%n",
        memory.accounts(),
        memory.accountsBytes() / MEGABYTE,
        memory.callersBytes() / MEGABYTE,
        memory.identitiesBytes() / MEGABYTE);
    out.flush();
  }

  private void table(String name, Consumer<Consumer<LedgerRow>> rows) {
    PrintWriter out = spec.commandLine().getOut();
    out.println();
    var table =
        new MarkdownTable(
            out, List.of("what", "count", "a second", "CPU-us", "CPU-us, process", "seconds"));
    var all = new ArrayList<LedgerRow>();
    rows.accept(
        row -> {
          all.add(row);
          table.row(
              List.of(
                  row.what(),
                  "%,d".formatted(row.count()),
                  decimal(0, row.perSecond()),
                  decimal(2, row.threadMicrosEach()),
                  decimal(2, row.processMicrosEach()),
                  decimal(2, row.wallSeconds())));
        });
    figures.put(name, all);
    out.println();
    out.flush();
  }

  private static String decimal(int digits, double value) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }

  private void say(String text) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(text);
    err.flush();
  }
}
