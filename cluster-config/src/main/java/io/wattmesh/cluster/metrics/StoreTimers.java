package io.wattmesh.cluster.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.wattmesh.cluster.settings.StoreKind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Measures how long a store takes for each of its operations, failed ones too. */
public final class StoreTimers {
  /** The boundaries, s: from what a disk does at once to what a database is given up at. */
  private static final Duration[] LATENCIES = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(5)
  };

  private StoreTimers() {}

  /**
   * The same store, measured. Labels are the database, the interface and its methods: as many as
   * there are in the code.
   */
  public static <S> S timed(MeterRegistry registry, StoreKind database, Class<S> type, S store) {
    Map<String, Timer> timers = new ConcurrentHashMap<>();
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              long beganNanos = System.nanoTime();
              try {
                return call(store, method, arguments);
              } finally {
                timers
                    .computeIfAbsent(
                        method.getName(), name -> timer(registry, database, type, name))
                    .record(System.nanoTime() - beganNanos, TimeUnit.NANOSECONDS);
              }
            });
    return type.cast(proxy);
  }

  private static Object call(Object store, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Timer timer(
      MeterRegistry registry, StoreKind database, Class<?> type, String operation) {
    return Timer.builder("wattmesh.store")
        .description("How long stores of this node took for an operation.")
        .tag("database", database.key())
        .tag("store", type.getSimpleName())
        .tag("operation", operation)
        .serviceLevelObjectives(LATENCIES)
        .register(registry);
  }
}
