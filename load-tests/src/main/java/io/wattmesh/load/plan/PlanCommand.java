package io.wattmesh.load.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.cli.ExitCodes;
import io.wattmesh.load.workload.Durations;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code wattmesh load plan}: what so many devices take, by a model of measured runs. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Reckons what a market of a size takes of processors, network, store and memory, and what"
          + " gives out first, by a model that is fitted to measured runs, and simulates an"
          + " interval of it event by event.",
      "Signatures of devices and meters are not counted. What a plan is given and what was measured"
          + " is told apart in docs/load.md."
    })
public final class PlanCommand implements Callable<Integer> {
  private static final double BUSES_A_REGION = 339;
  private static final double BIDS_A_BUS = 10_000;

  @Spec private CommandSpec spec;

  @Option(names = "--devices", required = true, paramLabel = "N", description = "How many.")
  private long devices;

  @Option(
      names = "--interval",
      paramLabel = "D",
      defaultValue = "300s",
      description = "How long an interval is (default: ${DEFAULT-VALUE}).")
  private String interval;

  @Option(
      names = "--validators",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many, each checking everything (default: ${DEFAULT-VALUE}).")
  private int validators;

  @Option(
      names = "--buses",
      paramLabel = "N",
      description = "Of the grid (default: one for 10,000 devices, and 1,354 at least).")
  private Integer buses;

  @Option(
      names = "--buses-per-region",
      paramLabel = "N",
      defaultValue = "339",
      description = "(default: ${DEFAULT-VALUE}, as in the measured million)")
  private double busesPerRegion = BUSES_A_REGION;

  @Option(
      names = "--validator-cores",
      paramLabel = "N",
      defaultValue = "32",
      description = "Of each validator's machine (default: ${DEFAULT-VALUE}).")
  private int validatorCores;

  @Option(
      names = "--gigabits",
      paramLabel = "G",
      defaultValue = "10",
      description = "A second, each way, of a validator's link (default: ${DEFAULT-VALUE}).")
  private double gigabits;

  @Option(
      names = "--gigabytes",
      paramLabel = "G",
      defaultValue = "256",
      description = "Of a validator's memory (default: ${DEFAULT-VALUE}).")
  private double gigabytes;

  @Option(
      names = "--use",
      paramLabel = "SHARE",
      defaultValue = "0.6",
      description = "How busy machines may be (default: ${DEFAULT-VALUE}).")
  private double use;

  @Option(
      names = "--latency",
      paramLabel = "D",
      defaultValue = "1ms",
      description = "Of a message one way (default: ${DEFAULT-VALUE}).")
  private String latency;

  @Option(
      names = "--batch-factor",
      paramLabel = "F",
      defaultValue = "2",
      description =
          "How much cheaper a check would be in a batch: assumed, not measured (default:"
              + " ${DEFAULT-VALUE}).")
  private double batchFactor;

  @Option(
      names = "--points",
      arity = "1..*",
      paramLabel = "DIR",
      description = "Runs with a results.json, in place of those that are shipped.")
  private List<Path> points = List.of();

  @Option(names = "--seed", paramLabel = "S", defaultValue = "20261130", description = "The seed.")
  private long seed;

  @Option(names = "--json", description = "All of it as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    List<Point> measured =
        points.isEmpty() ? PointFile.shipped() : points.stream().map(PointFile::read).toList();
    CostModel model = CostModel.fit(measured);
    EncodedSizes sizes = EncodedSizes.measure();
    Scale scale = scale();
    Machines machines = machines();
    var plan = new ScalePlan(model, sizes, scale, machines);
    Map<String, Object> report = report(plan, model, sizes, scale, machines);
    PrintWriter data = spec.commandLine().getOut();
    if (json) {
      data.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
    } else {
      PlanLines.of(report).forEach(data::println);
    }
    data.flush();
    return ExitCodes.OK;
  }

  private Scale scale() {
    double all = buses != null ? buses : Math.max(Measured.BUSES_SMALL, devices / BIDS_A_BUS);
    return given(
        () ->
            new Scale(
                devices,
                devices,
                all,
                (int) Math.max(1, Math.round(all / busesPerRegion)),
                validators));
  }

  private Machines machines() {
    return given(
        () ->
            new Machines(
                Durations.parseMicros(interval) / 1e6,
                validatorCores,
                gigabits,
                gigabytes,
                use,
                Durations.parseMicros(latency) / 1e6,
                batchFactor));
  }

  private <T> T given(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Map<String, Object> report(
      ScalePlan plan, CostModel model, EncodedSizes sizes, Scale scale, Machines machines) {
    var report = new LinkedHashMap<String, Object>();
    report.put("devices", devices);
    report.put("intervalSeconds", machines.intervalSeconds());
    report.put("buses", scale.buses());
    report.put("regions", scale.regions());
    report.put("validators", validators);
    report.put("cpuSecondsAnInterval", Figures.rounded(plan.platformSeconds()));
    report.put("cores", plan.cores());
    report.put("nodes", plan.nodes());
    report.put("bytes", plan.bytes());
    report.put("memoryBytes", plan.memory());
    report.put("limits", plan.limits().stream().map(ScalePlan.Limit::json).toList());
    report.put("checkedOtherwise", plan.whatIf());
    report.put("simulated", simulated(model, sizes, scale, plan.site()).json());
    Scale part = plan.oneLedger();
    Site apart = new ScalePlan(model, sizes, part, machines).site();
    report.put("simulatedOneLedger", simulated(model, sizes, part, apart).json());
    report.put("formulas", model.formulas());
    report.put("fits", model.fits());
    report.put("simulationOfPoints", validation(model, sizes));
    return report;
  }

  private Point.Parts simulated(CostModel model, EncodedSizes sizes, Scale scale, Site site) {
    int hops = Measured.hops(scale.buses(), scale.regions());
    var clearing = new IntervalSimulation.Clearing(hops);
    return new IntervalSimulation(model, sizes, scale, site, clearing, seed).run();
  }

  /** Each measured run beside its simulation, on as many processors as its process had. */
  private List<Map<String, Object>> validation(CostModel model, EncodedSizes sizes) {
    var all = new ArrayList<Map<String, Object>>();
    for (Point point : model.points()) {
      Site site = Site.oneMachine(point.busyCores(), point.windowSeconds());
      Point.Parts simulated = simulated(model, sizes, point.scale(), site);
      var one = new LinkedHashMap<String, Object>();
      one.put("source", point.source());
      one.put("devices", point.scale().devices());
      one.put("cores", Figures.rounded(point.busyCores()));
      one.put("books", CostModel.fit(point.seconds().books(), simulated.books()));
      one.put("clearing", CostModel.fit(point.seconds().clearing(), simulated.clearing()));
      one.put("commit", CostModel.fit(point.seconds().commit(), simulated.commit()));
      one.put("settlement", CostModel.fit(point.seconds().settlement(), simulated.settlement()));
      one.put("all", CostModel.fit(point.seconds().total(), simulated.total()));
      all.add(one);
    }
    return all;
  }
}
