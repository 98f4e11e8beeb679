package io.wattmesh.cluster.feasibility;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What arrives.
 *
 * @param devices how many send
 * @param transactions of each device in an interval
 * @param intervalSeconds an interval's length
 * @param burstSeconds how long before gate closure all of an interval's transactions come, if a
 *     burst is to be judged
 */
public record Workload(
    long devices,
    long transactions,
    BigDecimal intervalSeconds,
    Optional<BigDecimal> burstSeconds) {
  private static final long MAX_DEVICES = 1_000_000_000_000L;
  private static final long MAX_TRANSACTIONS = 1_000_000;

  public Workload {
    if (devices < 1 || devices > MAX_DEVICES) {
      throw new IllegalArgumentException(
          "devices are %d; give 1 to %d.".formatted(devices, MAX_DEVICES));
    }
    if (transactions < 1 || transactions > MAX_TRANSACTIONS) {
      throw new IllegalArgumentException(
          "transactions of a device in an interval are %d; give 1 to %d."
              .formatted(transactions, MAX_TRANSACTIONS));
    }
    Quantity.positive("the interval (s)", intervalSeconds);
    burstSeconds.ifPresent(burst -> requireWithin(burst, intervalSeconds));
  }

  private static void requireWithin(BigDecimal burst, BigDecimal interval) {
    Quantity.positive("the burst (s)", burst);
    if (burst.compareTo(interval) > 0) {
      throw new IllegalArgumentException(
          ("the burst is %s s, the interval %s s; a burst is a part of its"
                  + " interval, give at most its length.")
              .formatted(Quantity.words(burst), Quantity.words(interval)));
    }
  }

  /** Of all devices in one interval. */
  public long transactionsPerInterval() {
    return Math.multiplyExact(devices, transactions);
  }

  /** All of them, evenly. */
  public Arrivals arrivals() {
    return arrivalsWithin(intervalSeconds);
  }

  /** All of them at gate closure. */
  public Optional<Arrivals> burst() {
    return burstSeconds.map(this::arrivalsWithin);
  }

  private Arrivals arrivalsWithin(BigDecimal seconds) {
    return new Arrivals(
        transactionsPerInterval(), seconds, "%d x %d".formatted(devices, transactions));
  }
}
