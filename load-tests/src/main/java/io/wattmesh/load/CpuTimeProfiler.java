package io.wattmesh.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Adds to JMH's report how much processor time an operation took, of all threads: the compiler's
 * and the garbage collector's too, in the benchmark's own unit. Unlike wall time it holds on a
 * machine that others use as well.
 */
public class CpuTimeProfiler implements InternalProfiler {
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private long startNanos;

  @Override
  public String getDescription() {
    return "processor time of the whole process an operation";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    startNanos = system.getProcessCpuTime();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    TimeUnit unit = benchmark.getTimeUnit();
    double used = (double) (system.getProcessCpuTime() - startNanos) / unit.toNanos(1);
    double operations = Math.max(1, result.getMetadata().getMeasuredOps());
    String name = TimeValue.tuToString(unit) + "/op";
    return List.of(new ScalarResult("cpu", used / operations, name, AggregationPolicy.AVG));
  }
}
