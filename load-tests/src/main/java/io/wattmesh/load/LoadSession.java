package io.wattmesh.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.load.generate.LoadOutcome;
import io.wattmesh.load.generate.LoadRun;
import io.wattmesh.load.measure.Second;
import io.wattmesh.load.report.LoadVerdict;
import io.wattmesh.load.report.ResultsJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One run from its workload to its files; the files are written whatever becomes of it. */
final class LoadSession {
  /** Each second as it goes by, as results.json has it, a line each. */
  static final String SECONDS = "seconds.jsonl";

  private static final long REPORT_PATIENCE_SECONDS = 60;

  private final ResultsFolder folder;
  private final LoadLines lines;
  private final Maker maker;
  private final CountDownLatch written = new CountDownLatch(1);

  /** Makes the run. */
  interface Maker {
    LoadRun make(Path folder, Consumer<Second> everySecond, Consumer<String> progress);
  }

  LoadSession(Path out, LoadLines lines, Maker maker) {
    this.folder = ResultsFolder.of(out);
    this.lines = lines;
    this.maker = maker;
  }

  ResultsFolder.Result run() throws IOException, InterruptedException {
    folder.create(List.of(LoadRun.STATE));
    try (Writer seconds = Files.newBufferedWriter(folder.path().resolve(SECONDS))) {
      LoadRun run = maker.make(folder.path(), second -> show(second, seconds), lines::note);
      Thread onInterrupt = new Thread(() -> endEarly(run), "load-interrupted");
      Runtime.getRuntime().addShutdownHook(onInterrupt);
      try {
        LoadOutcome outcome = run.run();
        return folder.write(outcome, LoadVerdict.of(outcome), lines);
      } finally {
        written.countDown();
        if (!run.isInterrupted()) {
          Runtime.getRuntime().removeShutdownHook(onInterrupt);
        }
      }
    }
  }

  private void show(Second second, Writer seconds) {
    lines.show(second);
    try {
      seconds.write(new ObjectMapper().writeValueAsString(ResultsJson.second(second)) + "\n");
      seconds.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
