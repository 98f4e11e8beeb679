package io.wattmesh.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.cli.ExitCodes;
import io.wattmesh.load.report.ResultsMerge;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh load merge}: several generators' results as one. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    description =
        "Sums the counts of several generators of one load test and adds their histograms, and"
            + " writes results.json and latencies.hlog of all together.")
final class LoadMergeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "2..*", paramLabel = "DIR", description = "Folders of runs.")
  private List<Path> runs;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new folder.")
  private Path out;

  @Option(names = "--json", description = "The document on stdout too.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Map<String, Object> merged = ResultsMerge.write(runs, out);
    PrintWriter data = spec.commandLine().getOut();
    data.println(
        json
            ? new ObjectMapper().writeValueAsString(merged)
            : "%s bids accepted, %s cleared, %s lost; results in %s"
                .formatted(merged.get("accepted"), merged.get("cleared"), merged.get("lost"), out));
    data.flush();
    return ExitCodes.OK;
  }
}
