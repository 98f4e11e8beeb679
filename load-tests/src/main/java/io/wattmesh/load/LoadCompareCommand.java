package io.wattmesh.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.cli.ExitCodes;
import io.wattmesh.load.report.ResultsComparison;
import io.wattmesh.load.report.ResultsComparison.Row;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh load compare}: two runs side by side. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description =
        "Prints the figures of two runs side by side, and first whatever was asked or had"
            + " differently: figures of two different questions are not compared by a percentage.")
final class LoadCompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "A", description = "A results.json, or its folder.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B", description = "Another one.")
  private Path second;

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    ResultsComparison comparison = ResultsComparison.of(first, second);
    PrintWriter data = spec.commandLine().getOut();
    if (json) {
      data.println(new ObjectMapper().writeValueAsString(document(comparison)));
    } else {
      comparison.differences().forEach(difference -> data.println("differs: " + difference));
      data.printf("%-34s %16s %16s %10s%n", "", "A", "B", "B to A");
      comparison.rows().forEach(data::println);
    }
    data.flush();
    return ExitCodes.OK;
  }

  private static Map<String, Object> document(ResultsComparison comparison) {
    var rows = new ArrayList<Map<String, Object>>();
    for (Row row : comparison.rows()) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("figure", row.name());
      fields.put("a", row.first());
      fields.put("b", row.second());
      fields.put("changePercent", Double.isNaN(row.changePercent()) ? null : row.changePercent());
      rows.add(fields);
    }
    var document = new LinkedHashMap<String, Object>();
    document.put("schemaVersion", 1);
    document.put("differences", List.copyOf(comparison.differences()));
    document.put("figures", rows);
    return document;
  }
}
