package io.wattmesh.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.load.drill.LoadCluster;
import io.wattmesh.load.drill.LoadFault;
import io.wattmesh.load.drill.LoadFaults;
import io.wattmesh.load.generate.RunPlace;
import io.wattmesh.load.measure.HistogramLog;
import io.wattmesh.load.measure.Latency;
import io.wattmesh.load.measure.Machine;
import io.wattmesh.load.measure.Second;
import io.wattmesh.load.report.LoadVerdict;
import io.wattmesh.load.report.PartsOutcome;
import io.wattmesh.load.workload.Part;
import io.wattmesh.load.workload.Workload;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A run against a cluster of processes on this machine: starts nodes and generators, shows what
 * generators see, does what is to be done to nodes meanwhile, and makes one result of all. No
 * process outlives it.
 */
final class ClusterLoadSession {
  private static final long LOOK_MILLIS = 200;

  /** Beside what a generator itself waits for the last settlement. */
  private static final int SLACK_SECONDS = 120;

  /** From when all are ready to the first window, at least. */
  private static final int BEGIN_SECONDS = 5;

  private static final long END_PATIENCE_SECONDS = 90;

  private final Workload workload;
  private final LoadCluster.Size size;
  private final List<LoadFault> faults;
  private final ResultsFolder folder;
  private final LoadLines lines;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<Tail> tails = new ArrayList<>();
  private final Map<Integer, Second> sums = new TreeMap<>();
  private final Map<Integer, Integer> tellers = new TreeMap<>();
  private volatile boolean interrupted;
  private volatile LoadCluster cluster;

  ClusterLoadSession(
      Workload workload, LoadCluster.Size size, List<LoadFault> faults, Path out, LoadLines lines) {
    this.workload = workload;
    this.size = size;
    this.faults = List.copyOf(faults);
    this.folder = ResultsFolder.of(out);
    this.lines = lines;
  }

  ResultsFolder.Result run() throws IOException, InterruptedException {
    folder.create(List.of());
    double loadBefore = Machine.loadAverage();
    Thread onInterrupt = new Thread(this::endEarly, "load-interrupted");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try (LoadCluster made = LoadCluster.make(folder.path(), workload, size)) {
      cluster = made;
      made.start();
      lines.note(
          "%d nodes and %d generators are starting, logs are in %s ..."
              .formatted(size.nodes(), size.generators(), folder.path()));
      awaitReady();
      List<RunPlace.RunEvent> events = drive();
      made.readCpu();
      RunPlace place = new RunPlace(false, Part.WHOLE, made.processes(), events);
      ResultsFolder.Result result = merge(place, loadBefore);
      made.stop();
      return result;
    } finally {
      ended.countDown();
      if (!interrupted) {
        Runtime.getRuntime().removeShutdownHook(onInterrupt);
      }
    }
  }

  /** Until all nodes run and all generators are ready; then these are told to begin. */
  private void awaitReady() throws IOException, InterruptedException {
    List<BeginFile> begins =
        IntStream.rangeClosed(1, size.generators())
            .mapToObj(number -> new BeginFile(cluster.results(number)))
            .toList();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(size.startSeconds());
    String told = "";
    while (true) {
      int nodes = cluster.nodesThatRun();
      long ready = begins.stream().filter(BeginFile::isReady).count();
      String now =
          "%d of %d nodes run, %d of %d generators are ready"
              .formatted(nodes, size.nodes(), ready, size.generators());
      if (!now.equals(told)) {
        lines.note(now);
        told = now;
      }
      if (nodes == size.nodes() && ready == size.generators()) {
        break;
      }
      cluster.endedNode().or(cluster::endedGenerator).ifPresent(ClusterLoadSession::fail);
      if (System.nanoTime() > until || interrupted) {
        fail(
            "After %d s, %s. Give them longer by --start-within; their logs are in %s."
                .formatted(size.startSeconds(), now, folder.path()));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    long first = cluster.chooseFirst(BEGIN_SECONDS);
    for (BeginFile begin : begins) {
      begin.tell(first);
    }
    lines.note(
        "the first window, of interval %d, opens in %.1f s".formatted(first, -cluster.seconds()));
  }

  private static void fail(String why) {
    throw new UserErrorException(why);
  }

  /** Until all generators have ended. */
  private List<RunPlace.RunEvent> drive() throws IOException, InterruptedException {
    for (int number = 1; number <= size.generators(); number++) {
      tails.add(new Tail(cluster.results(number).resolve(LoadSession.SECONDS)));
    }
    double measuredFrom = (double) workload.warmUpIntervals() * workload.intervalSeconds();
    boolean measuring = false;
    try (LoadFaults doing = LoadFaults.begin(cluster, faults, lines::note)) {
      while (cluster.isBidding()) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        if (measuring || cluster.seconds() < measuredFrom) {
          cluster.readCpu();
        } else {
          measuring = true;
          cluster.beginMeasuring();
        }
        showSeconds();
        if (cluster.seconds() > latestSeconds()) {
          throw new UserErrorException(
              "Generators have not ended %d s after the run should have; what they last said: %s"
                  .formatted(SLACK_SECONDS, cluster.lastWords(1)));
        }
      }
      showSeconds();
      return doing.events();
    }
  }

  private double latestSeconds() {
    return (double) workload.intervalSeconds() * (workload.allIntervals() + 1)
        + workload.leadSeconds()
        + workload.readingSeconds()
        + SLACK_SECONDS;
  }

  /** A second is shown once all generators have told it. */
  private void showSeconds() throws IOException {
    for (Tail tail : tails) {
      for (Second second : tail.more()) {
        sums.merge(second.second(), second, PartsOutcome::sum);
        if (tellers.merge(second.second(), 1, Integer::sum) == tails.size()) {
          lines.show(sums.remove(second.second()));
        }
      }
    }
  }

  private ResultsFolder.Result merge(RunPlace place, double loadBefore) throws IOException {
    List<Path> parts =
        IntStream.rangeClosed(1, size.generators()).mapToObj(cluster::results).toList();
    for (int number = 1; number <= parts.size(); number++) {
      if (!Files.exists(parts.get(number - 1).resolve("results.json"))) {
        throw new UserErrorException(
            "Generator %d has ended without results: %s"
                .formatted(number, cluster.lastWords(number)));
      }
    }
    PartsOutcome.Together together = PartsOutcome.read(workload, parts, place, loadBefore);
    try (HistogramLog log =
        HistogramLog.create(
            folder.path().resolve("latencies.hlog"), together.outcome().startedMillis())) {
      long from = together.outcome().startedMillis();
      for (Latency latency : Latency.values()) {
        log.write(
            latency,
            together.outcome().latencies().of(latency),
            from,
            from + together.outcome().seconds().size() * 1_000L);
      }
    }
    return folder.write(
        together.outcome(), LoadVerdict.of(together.outcome()).also(together.invalid()), lines);
  }

  /** This process was told to end: generators write what they have, and nothing stays behind. */
  private void endEarly() {
    interrupted = true;
    LoadCluster made = cluster;
    if (made != null) {
      made.interruptGenerators();
    }
    try {
      if (!ended.await(END_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        lines.note("wattmesh: interrupted before there was anything to report.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (made != null) {
      made.close();
    }
    Runtime.getRuntime().halt(LoadVerdict.INTERRUPTED);
  }

  /** A file that another process writes, line by line. */
  private static final class Tail {
    private static final int MOST_BYTES = 1 << 20;

    private final Path file;
    private long read;

    Tail(Path file) {
      this.file = file;
    }

    List<Second> more() throws IOException {
      var seconds = new ArrayList<Second>();
      if (!Files.exists(file)) {
        return seconds;
      }
      try (var in = new RandomAccessFile(file.toFile(), "r")) {
        in.seek(read);
        byte[] bytes = new byte[(int) Math.min(MOST_BYTES, in.length() - read)];
        in.readFully(bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        // What is after the last line's end is being written.
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        read += whole.getBytes(StandardCharsets.UTF_8).length;
        for (String line : whole.lines().toList()) {
          seconds.add(PartsOutcome.second(new ObjectMapper().readTree(line)));
        }
      }
      return seconds;
    }
  }
}
