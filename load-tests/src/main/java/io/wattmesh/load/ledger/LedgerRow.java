package io.wattmesh.load.ledger;

/**
 * A row of figures.
 *
 * @param what what was done
 * @param count how often
 * @param perSecond by wall time
 * @param threadMicrosEach CPU microseconds of the executing thread, each
 * @param processMicrosEach the same of the whole process
 * @param wallSeconds in all
 */
record LedgerRow(
    String what,
    long count,
    double perSecond,
    double threadMicrosEach,
    double processMicrosEach,
    double wallSeconds) {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MICRO = 1e3;

  static LedgerRow of(String what, long count, Cost cost) {
    double seconds = cost.wallNanos() / NANOS_PER_SECOND;
    return new LedgerRow(
        what,
        count,
        count / seconds,
        cost.threadNanos() / NANOS_PER_MICRO / count,
        cost.processNanos() / NANOS_PER_MICRO / count,
        seconds);
  }
}
