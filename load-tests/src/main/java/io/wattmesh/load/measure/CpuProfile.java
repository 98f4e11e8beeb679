package io.wattmesh.load.measure;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Processor time by stage, by looking at all threads again and again: what each has used since the
 * last look is given to the stage that it is in now. One that has nothing to do by now tells
 * nothing: what it used is shared out as that of its kind, the threads whose names differ by
 * numbers alone. What the process used beside all Java threads is the machine's. Sums are exact;
 * shares are as good as samples are, some forty a second of work. Only threads that have worked are
 * asked for their stacks.
 */
public final class CpuProfile implements AutoCloseable {
  /** How results say it. */
  public static final String METHOD =
      "Every 25 ms each Java thread's CPU time since the last look is given to the stage of the"
          + " innermost frame on its stack that any stage claims; that of a thread which is idle when"
          + " looked at is shared out as its kind's (threads whose names differ by numbers alone)."
          + " Machine is the process's CPU time less that of all Java threads.";

  private static final long PERIOD_MILLIS = 25;
  private static final int DEPTH = 60;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final Map<Long, Long> usedNanos = new HashMap<>();
  private final Map<String, Map<CpuStage, Long>> kinds = new HashMap<>();
  private final Thread sampler;
  private long processNanos;
  private volatile boolean running = true;

  private CpuProfile() {
    this.sampler = Thread.ofPlatform().daemon().name("cpu-profile").unstarted(this::sample);
  }

  /** Begins to look. */
  public static CpuProfile start() {
    var profile = new CpuProfile();
    profile.look();
    profile.reset();
    profile.sampler.start();
    return profile;
  }

  private void sample() {
    while (running) {
      look();
      try {
        Thread.sleep(PERIOD_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private synchronized void look() {
    for (long id : threads.getAllThreadIds()) {
      long nanos = threads.getThreadCpuTime(id);
      if (nanos < 0) {
        continue;
      }
      long worked = nanos - usedNanos.getOrDefault(id, 0L);
      if (worked > 0) {
        usedNanos.put(id, nanos);
        add(id, worked);
      }
    }
  }

  private void add(long id, long nanos) {
    ThreadInfo info = id == sampler.threadId() ? null : threads.getThreadInfo(id, DEPTH);
    String kind = info == null ? "" : info.getThreadName().replaceAll("[0-9]+", "");
    CpuStage stage = CpuStage.MEASURING;
    if (id != sampler.threadId()) {
      stage = info == null ? CpuStage.OTHER : CpuStage.of(info.getStackTrace());
    }
    kinds
        .computeIfAbsent(kind, any -> new EnumMap<>(CpuStage.class))
        .merge(stage, nanos, Long::sum);
  }

  /** Begins anew: what was before does not count. */
  public synchronized void reset() {
    kinds.clear();
    processNanos = system.getProcessCpuTime();
  }

  /** Nanoseconds of each stage since the last reset; every stage has a value. */
  public synchronized Map<CpuStage, Long> nanosByStage() {
    var all = new EnumMap<CpuStage, Long>(CpuStage.class);
    for (CpuStage stage : CpuStage.values()) {
      all.put(stage, 0L);
    }
    kinds.forEach((kind, stages) -> shareOut(stages).forEach((s, n) -> all.merge(s, n, Long::sum)));
    long ofThreads = all.values().stream().mapToLong(Long::longValue).sum();
    all.put(CpuStage.MACHINE, Math.max(0, system.getProcessCpuTime() - processNanos - ofThreads));
    return all;
  }

  /** One kind's time, that of its idle looks among what its other looks told; nothing is lost. */
  static Map<CpuStage, Long> shareOut(Map<CpuStage, Long> stages) {
    long idle = stages.getOrDefault(CpuStage.OTHER, 0L);
    var told = new EnumMap<CpuStage, Long>(CpuStage.class);
    told.putAll(stages);
    told.remove(CpuStage.OTHER);
    long sum = told.values().stream().mapToLong(Long::longValue).sum();
    if (sum == 0) {
      return stages;
    }
    long rest = idle;
    for (Map.Entry<CpuStage, Long> stage : told.entrySet()) {
      long part = (long) ((double) idle * stage.getValue() / sum);
      rest -= part;
      stage.setValue(stage.getValue() + part);
    }
    told.merge(CpuStage.OTHER, rest, Long::sum);
    return told;
  }

  @Override
  public void close() {
    running = false;
    sampler.interrupt();
  }
}
