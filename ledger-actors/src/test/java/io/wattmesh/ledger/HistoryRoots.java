package io.wattmesh.ledger;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A program for a JVM of its own: plays random histories, some threads at once, and prints each
 * one's state roots, block by block, in the order of their seeds.
 */
public final class HistoryRoots {
  private static final int BLOCKS = 30;

  private HistoryRoots() {}

  /** Takes how many histories, and how many threads play them. */
  public static void main(String[] args) throws InterruptedException, ExecutionException {
    int histories = Integer.parseInt(args[0]);
    try (var threads = Executors.newFixedThreadPool(Integer.parseInt(args[1]))) {
      List<Future<String>> lines =
          IntStream.range(0, histories)
              .mapToObj(seed -> threads.submit(() -> roots(seed)))
              .toList();
      for (Future<String> line : lines) {
        System.out.println(line.get());
      }
    }
  }

  private static String roots(long seed) {
    var run = new LedgerRun(HistoryMarket.of(seed % HistoryMarket.KINDS));
    new RandomHistory(run, seed).play(BLOCKS);
    return run.steps.stream()
        .map(step -> step.stateRoot().hex())
        .reduce("seed " + seed, (all, root) -> all + " " + root);
  }
}
