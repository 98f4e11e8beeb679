package io.wattmesh.load.ledger;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/**
 * What work took: wall time, CPU time of the one thread that did it, and of the whole process with
 * its compiler and garbage collector.
 */
record Cost(long wallNanos, long threadNanos, long processNanos) {
  static final Cost NONE = new Cost(0, 0, 0);

  /** Work's result and what it took. */
  record Measured<T>(T result, Cost cost) {}

  static <T> Measured<T> of(Supplier<T> work) {
    Cost before = now();
    T result = work.get();
    return new Measured<>(result, now().minus(before));
  }

  private static Cost now() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Cost(
        System.nanoTime(),
        ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime(),
        system.getProcessCpuTime());
  }

  private Cost minus(Cost before) {
    return new Cost(
        wallNanos - before.wallNanos,
        threadNanos - before.threadNanos,
        processNanos - before.processNanos);
  }

  Cost plus(Cost more) {
    return new Cost(
        wallNanos + more.wallNanos,
        threadNanos + more.threadNanos,
        processNanos + more.processNanos);
  }
}
