package io.wattmesh.load.plan;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.DoubleConsumer;

/** What is to happen when; of one time, in the order in which it was noted. */
final class Agenda {
  private record Entry(double seconds, long number, DoubleConsumer what) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(
          Comparator.comparingDouble(Entry::seconds).thenComparingLong(Entry::number));
  private long noted;

  /** What is told the time at which it happens. */
  void at(double seconds, DoubleConsumer what) {
    entries.add(new Entry(seconds, noted++, what));
  }

  void runAll() {
    while (!entries.isEmpty()) {
      Entry next = entries.remove();
      next.what().accept(next.seconds());
    }
  }

  long noted() {
    return noted;
  }
}
