package io.wattmesh.load.measure;

import com.sun.management.OperatingSystemMXBean;
import io.wattmesh.cluster.BuildInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What this process runs on, and what its memory does. */
public final class Machine {
  private static final long BYTES_PER_KIB = 1024;

  private Machine() {}

  /** What garbage collection has done since the process began. */
  public record Collections(long count, long millis) {
    public Collections since(Collections before) {
      return new Collections(count - before.count, millis - before.millis);
    }
  }

  public static Collections collections() {
    long count = 0;
    long millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      count += Math.max(0, collector.getCollectionCount());
      millis += Math.max(0, collector.getCollectionTime());
    }
    return new Collections(count, millis);
  }

  /** Heap in use, garbage included. */
  public static long heapBytes() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Heap in use after a full collection. */
  public static long liveHeapBytes() {
    ManagementFactory.getMemoryMXBean().gc();
    return heapBytes();
  }

  /** Memory of this process as the system sees it; 0 where it does not tell (not Linux). */
  public static long residentBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * BYTES_PER_KIB)
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  public static long processCpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** The machine's load average over the last minute; negative if it tells none. */
  public static double loadAverage() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** What reports say of where they were made. */
  public static Map<String, Object> environment() {
    var environment = new LinkedHashMap<String, Object>();
    environment.put("wattmesh", BuildInfo.version());
    environment.put(
        "jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    environment.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    environment.put("processors", Runtime.getRuntime().availableProcessors());
    environment.put("maxHeapBytes", Runtime.getRuntime().maxMemory());
    return environment;
  }
}
