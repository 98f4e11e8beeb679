package io.wattmesh.cluster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.clear.CaseClearing;
import io.wattmesh.cluster.clear.CaseReport;
import io.wattmesh.cluster.clear.TraceFile;
import io.wattmesh.cluster.importer.ImportedGrid;
import io.wattmesh.cluster.market.CaseFiles;
import io.wattmesh.cluster.market.CaseMarket;
import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import io.wattmesh.proto.model.BidCurve;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh clear}: one clearing of one case. */
@Command(
    name = "clear",
    mixinStandardHelpOptions = true,
    description =
        "Clears a grid file once, by messages between aggregators and regions: each generator"
            + " offers its cost curve, loads are fixed and shed at the value of lost load where"
            + " they can't be served. Writes JSON to stdout.")
final class ClearCommand implements Callable<Integer> {
  private static final int DEFAULT_REGIONS = 4;
  private static final double NO_ANGLE_LIMIT_DEGREES = 360;
  private static final long MAX_LOST_LOAD_VALUE = BidCurve.MAX_PRICE_MICROS_PER_MWH / 1_000_000;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CASE",
      description =
          "A grid file: MATPOWER text (.m) or binary (.mat), PSS/E (.raw, .rawx), UCTE (.uct), IEEE"
              + " CDF (.txt, .cdf), CGMES (.zip, .xml), PowSyBl (.xiidm); or a shipped case's name."
              + " See docs/import.md.")
  private String caseName;

  @Option(
      names = "--costs",
      paramLabel = "FILE.csv",
      description =
          "Generators' costs, which all formats but MATPOWER text need: columns generator or bus,"
              + " c2, c1, c0 or points, min_mw, max_mw.")
  private Path costs;

  @Option(
      names = "--regions",
      paramLabel = "K",
      description = "Regions that the grid is cut into (default: 4, fewer on smaller grids).")
  private Integer regions;

  @Option(
      names = "--dc-model",
      paramLabel = "MODEL",
      defaultValue = "matpower",
      description = "matpower or powermodels (default: ${DEFAULT-VALUE}); see docs/formats.md.")
  private DcModel dcModel;

  @Option(
      names = "--angle-limits",
      paramLabel = "DEGREES",
      description =
          "For MATPOWER cases: how far the angles at a branch's ends may differ, in place of the"
              + " case's own limits.")
  private Double angleLimitDegrees;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "auto",
      converter = MethodConverter.class,
      description =
          "auto, admm or interior-point (default: ${DEFAULT-VALUE}). By auto ADMM begins, and the"
              + " interior-point method takes over when residuals say that ADMM will be too late.")
  private ClearingMethod method;

  @Option(
      names = "--max-rounds",
      paramLabel = "N",
      description =
          "ADMM rounds before the interior-point method takes over (default: 300), or before"
              + " --method admm gives up (default: 3000).")
  private Integer maxRounds;

  @Option(
      names = "--trace",
      paramLabel = "FILE.csv",
      description = "Write the residuals of each round and region to a file.")
  private Path trace;

  @Option(
      names = "--voll",
      paramLabel = "PRICE",
      description =
          "Value of lost load, $/MWh: load that can't be served is shed at it, generation that"
              + " must run in vain is spilled at minus it, and offers above it are left out"
              + " (default: 10000).")
  private double lostLoadValue = CaseMarket.DEFAULT_LOST_LOAD_VALUE;

  @Option(names = "--check", description = "Also solve centrally by ojAlgo and compare.")
  private boolean check;

  @Option(names = "--json", description = "Only the JSON: no summary on stderr.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    ImportedGrid grid =
        CaseFiles.read(caseName, dcModel, Optional.ofNullable(costs), angleLimitDegrees());
    Network network = grid.network();
    int count = regions == null ? Math.min(DEFAULT_REGIONS, network.buses().size()) : regions;
    refuseOddOptions();
    if (!(lostLoadValue > 0 && lostLoadValue <= MAX_LOST_LOAD_VALUE)) {
      throw new UsageErrorException(
          "--voll %s: above 0 and at most %d $/MWh.".formatted(lostLoadValue, MAX_LOST_LOAD_VALUE));
    }
    if (count < 1 || count > network.buses().size()) {
      throw new UsageErrorException(
          "--regions %d: %s can be cut into 1 to %d regions."
              .formatted(count, caseName, network.buses().size()));
    }
    CaseReport report;
    try {
      CaseMarket market = CaseMarket.of(network, count, parameters(), lostLoadValue);
      CaseClearing.Result result = CaseClearing.clear(market);
      if (trace != null) {
        TraceFile.write(trace, result.figures());
      }
      report = new CaseReport(market, result);
    } catch (UserErrorException | IllegalArgumentException e) {
      throw new UserErrorException(caseName + ": " + e.getMessage(), e);
    }
    if (!report.verdict().isValid()) {
      throw new UserErrorException(
          caseName + ": the clearing's certificate does not hold: " + report.verdict().detail());
    }
    Map<String, Object> data = report.toJson(dcModel, check);
    if (!grid.names().isEmpty()) {
      data.put("names", grid.names().toJson());
    }
    spec.commandLine()
        .getOut()
        .println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(data));
    if (!json) {
      grid.notes().forEach(note -> spec.commandLine().getErr().println("note: " + note));
      summarise(data);
    }
    return ExitCodes.OK;
  }

  private OptionalDouble angleLimitDegrees() {
    if (angleLimitDegrees == null) {
      return OptionalDouble.empty();
    }
    if (!(angleLimitDegrees > 0 && angleLimitDegrees <= NO_ANGLE_LIMIT_DEGREES)) {
      throw new UsageErrorException(
          "--angle-limits %s: above 0 and at most %s degrees, which means none."
              .formatted(angleLimitDegrees, NO_ANGLE_LIMIT_DEGREES));
    }
    return OptionalDouble.of(angleLimitDegrees);
  }

  private void refuseOddOptions() {
    if (maxRounds != null && maxRounds < 0) {
      throw new UsageErrorException("--max-rounds %d: at least 0.".formatted(maxRounds));
    }
    if (method == ClearingMethod.ADMM && maxRounds != null && maxRounds == 0) {
      throw new UsageErrorException("--max-rounds 0: --method admm needs at least 1.");
    }
    if (trace != null && !Files.isDirectory(trace.toAbsolutePath().getParent())) {
      throw new UsageErrorException(
          "--trace %s: there is no folder %s. Make it first."
              .formatted(trace, trace.toAbsolutePath().getParent()));
    }
  }

  private ClearingParameters parameters() {
    ClearingParameters parameters = ClearingParameters.of(method);
    return maxRounds == null ? parameters : parameters.withMaxRounds(maxRounds);
  }

  private void summarise(Map<String, Object> data) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        ("%s: %s buses in %s regions, %s: %s rounds, %s iterations, %s hops, %s messages, %s s;"
                + " objective %s $/h")
            .formatted(
                data.get("case"),
                data.get("buses"),
                data.get("regions"),
                data.get("method"),
                data.get("rounds"),
                data.get("iterations"),
                data.get("hops"),
                data.get("messages"),
                data.get("seconds"),
                data.get("objective")));
    for (String what : List.of("shed", "spilled")) {
      if (data.get(what) instanceof List<?> rows && !rows.isEmpty()) {
        err.println(what + " for want of supply, demand or lines: " + rows);
      }
    }
    if (data.containsKey("check")) {
      err.println("against the central solve: " + data.get("check"));
    }
    err.flush();
  }
}
