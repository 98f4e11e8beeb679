package io.wattmesh.load;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.load.generate.LoadOutcome;
import io.wattmesh.load.generate.LoadRun;
import io.wattmesh.load.report.LoadReport;
import io.wattmesh.load.report.LoadSummary;
import io.wattmesh.load.report.LoadVerdict;
import io.wattmesh.load.report.ResultsJson;
import io.wattmesh.load.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run from its workload to its files; the files are written whatever becomes of it. */
final class LoadSession {
  private static final long REPORT_PATIENCE_SECONDS = 60;

  private final Workload workload;
  private final Path folder;
  private final LoadLines lines;
  private final CountDownLatch written = new CountDownLatch(1);

  /**
   * What a run ends with.
   *
   * @param json the content of results.json
   * @param summary for a terminal
   */
  record Result(Map<String, Object> json, List<String> summary, int exitCode) {}

  LoadSession(Workload workload, Path out, LoadLines lines) {
    this.workload = workload;
    this.folder = out == null ? freshFolder() : out;
    this.lines = lines;
  }

  private static Path freshFolder() {
    return Path.of(
        "wattmesh-load-"
            + LocalDateTime.now(ZoneId.systemDefault())
                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));
  }

  Result run() throws IOException, InterruptedException {
    requireEmpty();
    Files.createDirectories(folder.resolve(LoadRun.STATE));
    var run = LoadRun.inOneProcess(workload, folder, lines::show, lines::note);
    Thread onInterrupt = new Thread(() -> endEarly(run), "load-interrupted");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      return write(run.run());
    } finally {
      written.countDown();
      if (!run.isInterrupted()) {
        Runtime.getRuntime().removeShutdownHook(onInterrupt);
      }
    }
  }

  private Result write(LoadOutcome outcome) throws IOException {
    LoadVerdict verdict = LoadVerdict.of(outcome);
    Map<String, Object> json = ResultsJson.of(outcome, verdict);
    ResultsJson.write(json, folder.resolve("results.json"));
    Files.writeString(folder.resolve("report.html"), LoadReport.of(outcome, verdict));
    verdict.invalid().forEach(reason -> lines.note("wattmesh: invalid: " + reason + "."));
    return new Result(json, LoadSummary.of(outcome, verdict, folder), exitCode(outcome, verdict));
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

  /** Results of two runs in one folder would be nobody's. */
  private void requireEmpty() throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        if (files.findAny().isPresent()) {
          throw new UserErrorException(
              "--out %s: the folder is not empty; name a new one.".formatted(folder));
        }
      }
    }
  }

  /** The process was told to end: it does so with its own code once the files are written. */
  private void endEarly(LoadRun run) {
    run.interrupt();
    try {
      if (!written.await(REPORT_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        lines.note("wattmesh: interrupted before there was anything to report.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(LoadVerdict.INTERRUPTED);
  }
}
