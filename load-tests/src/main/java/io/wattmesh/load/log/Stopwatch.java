package io.wattmesh.load.log;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Wall time, this process's CPU time (clients, compiler and garbage collector included), that of
 * the clients' threads alone, and what this machine sent over loopback meanwhile, TCP headers
 * included.
 */
record Stopwatch(long wallNanos, long cpuNanos, long clientCpuNanos, long loopbackBytes) {
  private static final Path INTERFACES = Path.of("/proc/net/dev");

  /** The place of the sent bytes among an interface's numbers. */
  private static final int SENT = 8;

  static Stopwatch start() {
    return new Stopwatch(System.nanoTime(), cpuNow(), clientCpuNow(), sentNow());
  }

  /** What has passed since the start. */
  Stopwatch stop() {
    return new Stopwatch(
        System.nanoTime() - wallNanos,
        cpuNow() - cpuNanos,
        clientCpuNow() - clientCpuNanos,
        sentNow() - loopbackBytes);
  }

  private static long cpuNow() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long clientCpuNow() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long nanos = 0;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().contains(LoopbackNode.CLIENTS)) {
        nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return nanos;
  }

  private static long sentNow() {
    try {
      return sent(Files.readAllLines(INTERFACES));
    } catch (IOException e) {
      throw new UncheckedIOException("The benchmark reads " + INTERFACES + ", as Linux has it.", e);
    }
  }

  static long sent(List<String> lines) {
    return lines.stream()
        .map(String::strip)
        .filter(line -> line.startsWith("lo:"))
        .map(line -> line.substring(3).strip().split("\\s+", -1))
        .mapToLong(numbers -> Long.parseLong(numbers[SENT]))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("There is no loopback interface lo."));
  }
}
