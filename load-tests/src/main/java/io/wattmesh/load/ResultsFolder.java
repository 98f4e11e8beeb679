package io.wattmesh.load;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.load.generate.LoadOutcome;
import io.wattmesh.load.report.LoadReport;
import io.wattmesh.load.report.LoadSummary;
import io.wattmesh.load.report.LoadVerdict;
import io.wattmesh.load.report.ResultsJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The folder of a run's files. */
record ResultsFolder(Path path) {
  /**
   * What a run ends with.
   *
   * @param json the content of results.json
   * @param summary for a terminal
   */
  record Result(Map<String, Object> json, List<String> summary, int exitCode) {}

  /**
   * @param named null for one that is named by the time
   */
  static ResultsFolder of(Path named) {
    return new ResultsFolder(
        named != null
            ? named
            : Path.of(
                "wattmesh-load-"
                    + LocalDateTime.now(ZoneId.systemDefault())
                        .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"))));
  }

  /** Results of two runs in one folder would be nobody's. */
  void create(List<String> subfolders) throws IOException {
    if (Files.isDirectory(path)) {
      try (Stream<Path> files = Files.list(path)) {
        if (files.findAny().isPresent()) {
          throw new UserErrorException(
              "--out %s: the folder is not empty; name a new one.".formatted(path));
        }
      }
    }
    Files.createDirectories(path);
    for (String subfolder : subfolders) {
      Files.createDirectories(path.resolve(subfolder));
    }
  }

  /** Writes results.json and report.html; the histogram log is there. */
  Result write(LoadOutcome outcome, LoadVerdict verdict, LoadLines lines) throws IOException {
    Map<String, Object> json = ResultsJson.of(outcome, verdict);
    ResultsJson.write(json, path.resolve("results.json"));
    Files.writeString(path.resolve("report.html"), LoadReport.of(outcome, verdict));
    verdict.invalid().forEach(reason -> lines.note("wattmesh: invalid: " + reason + "."));
    return new Result(json, LoadSummary.of(outcome, verdict, path), exitCode(outcome, verdict));
  }

  private static int exitCode(LoadOutcome outcome, LoadVerdict verdict) {
    if (outcome.interrupted()) {
      return LoadVerdict.INTERRUPTED;
    }
    if (verdict.isBreached()) {
      return LoadVerdict.BREACH;
    }
    return verdict.invalid().isEmpty() ? 0 : 1;
  }
}
