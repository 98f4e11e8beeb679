package io.wattmesh.cluster.simulate;

import io.wattmesh.consensus.sim.SimulationResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;

/**
 * Many scenarios on several threads. What it finds depends neither on how many there are nor on
 * which of them runs what.
 *
 * @param numbers the kth scenario's number
 * @param count how many scenarios
 * @param scenario runs the scenario of a number
 */
public record Campaign(
    LongUnaryOperator numbers, long count, LongFunction<SimulationResult> scenario) {
  private static final int KEPT_VIOLATIONS = 20;
  private static final int TELL_EVERY = 64;

  /**
   * The sum of many results.
   *
   * @param mostRoundsToAgree the most rounds that any scenario took after healing
   * @param traces all trace hashes together, in no order: equal runs have equal ones
   * @param violations the first of them, by number
   */
  public record Outcome(
      long scenarios,
      long broken,
      long events,
      long commits,
      long rounds,
      long mostRoundsToAgree,
      String traces,
      List<SimulationResult> violations) {}

  /** One thread's part. */
  private static final class Tally {
    private long scenarios;
    private long broken;
    private long events;
    private long commits;
    private long rounds;
    private long mostRoundsToAgree;
    private long traces;
    private final List<SimulationResult> violations = new ArrayList<>();

    void add(SimulationResult result) {
      scenarios++;
      events += result.events();
      commits += result.commits();
      rounds += result.rounds();
      mostRoundsToAgree = Math.max(mostRoundsToAgree, result.roundsToAgree());
      traces ^= Long.parseUnsignedLong(result.traceHash().substring(0, 16), 16);
      if (result.violation().isPresent()) {
        broken++;
        keep(List.of(result));
      }
    }

    void add(Tally other) {
      scenarios += other.scenarios;
      broken += other.broken;
      events += other.events;
      commits += other.commits;
      rounds += other.rounds;
      mostRoundsToAgree = Math.max(mostRoundsToAgree, other.mostRoundsToAgree);
      traces ^= other.traces;
      keep(other.violations);
    }

    private void keep(List<SimulationResult> more) {
      violations.addAll(more);
      violations.sort(Comparator.comparingLong(SimulationResult::seed));
      while (violations.size() > KEPT_VIOLATIONS) {
        violations.removeLast();
      }
    }
  }

  /**
   * Runs all of them.
   *
   * @param progress hears now and then how many are done
   */
  public Outcome run(int threads, LongConsumer progress) throws InterruptedException {
    var next = new AtomicLong();
    var sum = new Tally();
    try (var workers = Executors.newFixedThreadPool(threads)) {
      var parts = new ArrayList<Future<Tally>>();
      for (int k = 0; k < threads; k++) {
        parts.add(workers.submit(() -> work(next, progress)));
      }
      for (Future<Tally> part : parts) {
        sum.add(part.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("A scenario could not be run: " + e.getCause(), e);
    }
    return new Outcome(
        sum.scenarios,
        sum.broken,
        sum.events,
        sum.commits,
        sum.rounds,
        sum.mostRoundsToAgree,
        "%016x".formatted(sum.traces),
        List.copyOf(sum.violations));
  }

  private Tally work(AtomicLong next, LongConsumer progress) {
    var tally = new Tally();
    for (long k = next.getAndIncrement(); k < count; k = next.getAndIncrement()) {
      tally.add(scenario.apply(numbers.applyAsLong(k)));
      if (k % TELL_EVERY == 0) {
        progress.accept(k);
      }
    }
    return tally;
  }
}
