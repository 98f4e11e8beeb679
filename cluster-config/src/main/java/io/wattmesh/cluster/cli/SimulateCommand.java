package io.wattmesh.cluster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.cluster.simulate.Campaign;
import io.wattmesh.cluster.simulate.SeedRange;
import io.wattmesh.cluster.simulate.TwinsCampaign;
import io.wattmesh.consensus.sim.MessageFuzz;
import io.wattmesh.consensus.sim.Simulation;
import io.wattmesh.consensus.sim.SimulationOptions;
import io.wattmesh.consensus.sim.SimulationResult;
import io.wattmesh.consensus.sim.TwinsScenarios;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wattmesh simulate}: the log under faults, from seeds. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Runs whole clusters of validators in virtual time, each scenario from one seed, under lost,"
          + " doubled and late messages, partitions, crashes, bad disks, contested rows, wrong"
          + " clocks and liars, and checks the log's invariants after every event.",
      "Exits with 1 if an invariant breaks, and tells the seed, the invariant and the trace. See"
          + " docs/simulation.md."
    })
final class SimulateCommand implements Callable<Integer> {
  private static final int SCHEMA = 1;
  private static final int MAX_VALIDATORS = 31;
  private static final int TRACE_LINES = 400;

  /** What to run. */
  static final class Work {
    @Option(
        names = "--seeds",
        paramLabel = "A..B",
        description = "Scenarios of seeds, both ends included (without any of these: 0..1999).")
    private String seeds;

    @Option(
        names = "--twins",
        description = "All scenarios of validators that run twice, up to --rounds.")
    private boolean twins;

    @Option(
        names = "--fuzz",
        paramLabel = "N",
        description = "N random and altered messages against one replica.")
    private Long fuzz;

    @Option(names = "--replay", paramLabel = "SEED", description = "One seed, with its trace.")
    private Long replay;
  }

  @Spec private CommandSpec spec;

  @ArgGroup private Work work = new Work();

  @Option(
      names = "--validators",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many validators (default: ${DEFAULT-VALUE}).")
  private int validators;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      defaultValue = "2",
      description =
          "Rounds of --twins that are cut, each in every way (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--threads", paramLabel = "T", description = "Threads (default: the processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "The result as one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException, InterruptedException {
    if (validators < 1 || validators > MAX_VALIDATORS) {
      throw new UsageErrorException(
          "--validators %d: 1 to %d.".formatted(validators, MAX_VALIDATORS));
    }
    if (threads < 1) {
      throw new UsageErrorException("--threads %d: at least 1.".formatted(threads));
    }
    if (work.replay != null) {
      return replay(work.replay);
    }
    if (work.fuzz != null) {
      return fuzz(work.fuzz);
    }
    return work.twins ? twins() : seeds();
  }

  private int replay(long seed) throws JsonProcessingException {
    var lines = new ArrayList<String>();
    PrintWriter out = spec.commandLine().getOut();
    SimulationResult result = replay(seed, json ? lines::add : out::println);
    if (json) {
      Map<String, Object> content = content("replay");
      content.put("result", result(result));
      content.put("trace", lines);
      print(content);
    } else {
      out.println(result.violation().map(broken -> "BROKEN: " + broken).orElse("all held"));
      out.println("trace " + result.traceHash());
      out.flush();
    }
    return result.violation().isEmpty() ? ExitCodes.OK : ExitCodes.FAILURE;
  }

  private SimulationResult replay(long seed, Consumer<String> listener) {
    return Simulation.replay(SimulationOptions.ofSeed(seed, validators), listener);
  }

  private int fuzz(long messages) throws JsonProcessingException {
    if (messages < 1) {
      throw new UsageErrorException("--fuzz %d: at least 1.".formatted(messages));
    }
    var memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long started = System.nanoTime();
    MessageFuzz.Result result =
        MessageFuzz.run(0, messages, memory::getCurrentThreadAllocatedBytes);
    Map<String, Object> content = content("fuzz");
    content.put("messages", result.messages());
    content.put("refusals", result.refusals());
    content.put("mostBytes", result.mostBytes());
    content.put("seconds", secondsSince(started));
    content.put("violation", result.violation().orElse(null));
    print(content);
    return result.violation().isEmpty() ? ExitCodes.OK : ExitCodes.FAILURE;
  }

  private int twins() throws JsonProcessingException, InterruptedException {
    int liars = (validators - 1) / 3;
    var campaigns = new LinkedHashMap<String, TwinsScenarios>();
    for (int k = 1; k <= liars; k++) {
      campaigns.put("separate rows, twins: " + k, scenarios(k, false));
    }
    for (int k = 1; k <= validators; k++) {
      campaigns.put("shared rows, twins: " + k, scenarios(k, true));
    }
    int code = ExitCodes.OK;
    var all = new LinkedHashMap<String, Object>();
    for (Map.Entry<String, TwinsScenarios> entry : campaigns.entrySet()) {
      long started = System.nanoTime();
      Campaign.Outcome outcome = run(TwinsCampaign.of(entry.getValue()));
      Map<String, Object> figures = figures(outcome, started);
      figures.put("combinations", entry.getValue().combinations());
      all.put(entry.getKey(), figures);
      code = outcome.broken() == 0 ? code : ExitCodes.FAILURE;
    }
    Map<String, Object> content = content("twins");
    content.put("rounds", rounds);
    content.put("campaigns", all);
    print(content);
    return code;
  }

  private TwinsScenarios scenarios(int twins, boolean sharedRows) {
    try {
      return new TwinsScenarios(validators, twins, sharedRows, rounds);
    } catch (IllegalArgumentException e) {
      throw new UsageErrorException(String.valueOf(e.getMessage()));
    }
  }

  private int seeds() throws JsonProcessingException, InterruptedException {
    SeedRange range;
    try {
      range = SeedRange.parse(work.seeds == null ? "0..1999" : work.seeds);
    } catch (IllegalArgumentException e) {
      throw new UsageErrorException("--seeds: " + e.getMessage());
    }
    long started = System.nanoTime();
    Campaign.Outcome outcome =
        run(
            new Campaign(
                k -> range.from() + k,
                range.count(),
                seed -> Simulation.run(SimulationOptions.ofSeed(seed, validators))));
    Map<String, Object> content = content("seeds");
    content.put("from", range.from());
    content.put("to", range.to());
    content.putAll(figures(outcome, started));
    if (!outcome.violations().isEmpty()) {
      content.put("trace", traceOf(outcome.violations().getFirst().seed()));
    }
    print(content);
    return outcome.broken() == 0 ? ExitCodes.OK : ExitCodes.FAILURE;
  }

  /** The end of the first broken scenario's trace. */
  private List<String> traceOf(long seed) {
    var lines = new ArrayDeque<String>();
    replay(
        seed,
        line -> {
          lines.addLast(line);
          if (lines.size() > TRACE_LINES) {
            lines.removeFirst();
          }
        });
    return List.copyOf(lines);
  }

  private Campaign.Outcome run(Campaign campaign) throws InterruptedException {
    var progress = new Progress();
    try {
      return campaign.run(
          threads, done -> progress.show("%,d of %,d".formatted(done, campaign.count())));
    } finally {
      progress.clear();
    }
  }

  private Map<String, Object> content(String what) {
    var content = new LinkedHashMap<String, Object>();
    content.put("schema", SCHEMA);
    content.put("what", what);
    content.put("validators", validators);
    return content;
  }

  private Map<String, Object> figures(Campaign.Outcome outcome, long started) {
    double seconds = secondsSince(started);
    var figures = new LinkedHashMap<String, Object>();
    figures.put("scenarios", outcome.scenarios());
    figures.put("broken", outcome.broken());
    figures.put("events", outcome.events());
    figures.put("commits", outcome.commits());
    figures.put("rounds", outcome.rounds());
    figures.put("mostRoundsToAgree", outcome.mostRoundsToAgree());
    figures.put("traces", outcome.traces());
    figures.put("threads", threads);
    figures.put("seconds", seconds);
    figures.put("perSecond", Math.round(outcome.scenarios() / Math.max(seconds, 1e-3)));
    figures.put("violations", outcome.violations().stream().map(this::result).toList());
    return figures;
  }

  private Map<String, Object> result(SimulationResult result) {
    var content = new LinkedHashMap<String, Object>();
    content.put("seed", result.seed());
    content.put("events", result.events());
    content.put("commits", result.commits());
    content.put("rounds", result.rounds());
    content.put("roundsToAgree", result.roundsToAgree());
    content.put("traceHash", result.traceHash());
    content.put("violation", result.violation().orElse(null));
    return content;
  }

  private static double secondsSince(long startedNanos) {
    return Math.round((System.nanoTime() - startedNanos) / 1e6) / 1e3;
  }

  private void print(Map<String, Object> content) throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(content));
    } else {
      SimulationReport.print(content, out);
    }
    out.flush();
  }
}
