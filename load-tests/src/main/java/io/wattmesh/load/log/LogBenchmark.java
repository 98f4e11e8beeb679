package io.wattmesh.load.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Runs one setup after the other, each on a new chain. */
final class LogBenchmark implements AutoCloseable {
  private static final double MICROS_PER_MILLI = 1_000;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;

  private static final int MAJORITY_DOWN = 2;

  /** How many warm-ups it takes until leaders and clients avoid a validator that is down. */
  private static final int UNTIL_AVOIDED = 4;

  private final int validators;
  private final long warmUpMillis;
  private final long measureMillis;
  private final long baseTimeoutMillis;
  private final BenchmarkServer server = new BenchmarkServer();

  LogBenchmark(int validators, long warmUpMillis, long measureMillis, long baseTimeoutMillis) {
    this.validators = validators;
    this.warmUpMillis = warmUpMillis;
    this.measureMillis = measureMillis;
    this.baseTimeoutMillis = baseTimeoutMillis;
  }

  /** What a majority's outage came to. */
  record Recovery(double downSeconds, double recoverySeconds, double largestTimeoutSeconds) {}

  @FunctionalInterface
  private interface Run<T> {
    T on(LogCluster cluster, Fleet fleet);
  }

  private <T> T with(
      StoreKind store, boolean signed, Load load, Set<Integer> down, boolean crashes, Run<T> run) {
    BenchmarkChain chain = BenchmarkChain.of(validators, load.clients());
    Path folder = temporaryFolder();
    var setup =
        new LogCluster.Setup(
            chain,
            store,
            folder,
            store == StoreKind.CASSANDRA ? Optional.of(server.keyspace()) : Optional.empty(),
            signed,
            baseTimeoutMillis,
            crashes);
    try (var cluster = new LogCluster(setup, down);
        var fleet = new Fleet(cluster, chain, load)) {
      fleet.start();
      return run.on(cluster, fleet);
    } finally {
      delete(folder);
    }
  }

  /** Measures a setup after a warm-up. */
  LogRow measure(String name, StoreKind store, boolean signed, Load load, Set<Integer> down) {
    return measure(name, store, signed, load, down, warmUpMillis);
  }

  /** The same after a warm-up in which leaders and clients come to avoid who is down, if any is. */
  LogRow measureAvoided(
      String name, StoreKind store, boolean signed, Load load, Set<Integer> down) {
    return measure(name, store, signed, load, down, UNTIL_AVOIDED * warmUpMillis);
  }

  private LogRow measure(
      String name,
      StoreKind store,
      boolean signed,
      Load load,
      Set<Integer> down,
      long firstMillis) {
    return with(
        store,
        signed,
        load,
        down,
        !down.isEmpty(),
        (cluster, fleet) -> {
          Pause.millis(firstMillis);
          fleet.take();
          long heightBefore = cluster.highestCommit();
          Stopwatch watch = Stopwatch.start();
          Pause.millis(measureMillis);
          Stopwatch passed = watch.stop();
          Fleet.Seen seen = fleet.take();
          long blocks = cluster.highestCommit() - heightBefore;
          return row(name, store, signed, load, passed, seen, blocks);
        });
  }

  private static LogRow row(
      String name,
      StoreKind store,
      boolean signed,
      Load load,
      Stopwatch passed,
      Fleet.Seen seen,
      long blocks) {
    Histogram latency = seen.latencyMicros();
    double operations = seen.decided();
    return new LogRow(
        name,
        store.label,
        signed,
        load.memoBytes(),
        load.clients(),
        load.perSecond().isPresent()
            ? "open, %d/s".formatted(load.perSecond().getAsInt())
            : "closed",
        seen.decided(),
        operations / (passed.wallNanos() / NANOS_PER_SECOND),
        latency.getValueAtPercentile(50) / MICROS_PER_MILLI,
        latency.getValueAtPercentile(99) / MICROS_PER_MILLI,
        passed.cpuNanos() / NANOS_PER_MILLI / operations,
        passed.clientCpuNanos() / NANOS_PER_MILLI / operations,
        passed.loopbackBytes() / operations,
        operations / Math.max(1, blocks),
        seen.failed(),
        seen.dropped());
  }

  /** Stops two of four under load, and after a while starts them again. */
  Recovery recovery(StoreKind store, Load load, long downMillis) {
    return with(
        store,
        true,
        load,
        Set.of(),
        true,
        (cluster, fleet) -> {
          Pause.millis(warmUpMillis);
          for (int k = 0; k < MAJORITY_DOWN; k++) {
            cluster.crash(k);
          }
          Pause.millis(downMillis);
          long stalledNanos = fleet.lastDecidedNanos();
          long restartNanos = System.nanoTime();
          for (int k = 0; k < MAJORITY_DOWN; k++) {
            cluster.restart(k);
          }
          while (fleet.lastDecidedNanos() == stalledNanos) {
            if (System.nanoTime() - restartNanos > 120 * NANOS_PER_SECOND) {
              throw new IllegalStateException("Nothing is committed two minutes after the outage.");
            }
            Pause.millis(5);
          }
          return new Recovery(
              downMillis / 1_000.0,
              (fleet.lastDecidedNanos() - restartNanos) / NANOS_PER_SECOND,
              baseTimeoutMillis * Math.pow(1.2, 6) / 1_000);
        });
  }

  /** What a vote's row costs in each store. */
  RowCost rowCost(StoreKind store, int votes) {
    Path folder = temporaryFolder();
    try {
      return RowCost.measure(store, votes, folder, server);
    } finally {
      delete(folder);
    }
  }

  @Override
  public void close() {
    server.close();
  }

  static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("wattmesh-log-benchmark");
    } catch (IOException e) {
      throw new UncheckedIOException("The benchmark needs a folder for its stores.", e);
    }
  }

  static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Folder " + folder + " of a benchmark is not deleted.", e);
    }
  }
}
