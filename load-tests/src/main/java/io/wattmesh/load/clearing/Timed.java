package io.wattmesh.load.clearing;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/**
 * What something gave and what it took.
 *
 * @param seconds by the wall
 * @param cpuSeconds of all threads of the process meanwhile, the compiler's and the collector's too
 */
record Timed<T>(T value, double seconds, double cpuSeconds) {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final double NANOS_PER_SECOND = 1e9;

  static <T> Timed<T> of(Supplier<T> task) {
    long startNanos = System.nanoTime();
    long startCpuNanos = PROCESS.getProcessCpuTime();
    T value = task.get();
    return new Timed<>(
        value,
        (System.nanoTime() - startNanos) / NANOS_PER_SECOND,
        (PROCESS.getProcessCpuTime() - startCpuNanos) / NANOS_PER_SECOND);
  }
}
