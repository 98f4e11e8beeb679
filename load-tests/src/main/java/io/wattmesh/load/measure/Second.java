package io.wattmesh.load.measure;

/**
 * What one second of a run saw.
 *
 * @param second from the opening of the first window
 * @param interval whose window is open
 * @param measured whether figures of that interval are taken
 * @param asked bids meant to be sent in it
 * @param sent bids that left
 * @param acknowledged acknowledgements that came
 * @param refused refusals that came
 * @param inFlight bids sent and not answered, at its end: what waits in the market
 * @param p50Micros of the acknowledged latencies of this second; 0 if there were none
 * @param lagMicros the generator's greatest lateness in it
 * @param heapBytes heap in use at its end, garbage included
 * @param collectionMillis what garbage collection stopped or took in it
 * @param cpuNanos of the process in it
 */
public record Second(
    int second,
    long interval,
    boolean measured,
    long asked,
    long sent,
    long acknowledged,
    long refused,
    long inFlight,
    long p50Micros,
    long p99Micros,
    long maxMicros,
    long lagMicros,
    long heapBytes,
    long collectionMillis,
    long cpuNanos) {
  /** The same with other percentiles of the acknowledged latencies. */
  public Second withPercentiles(long p50, long p99) {
    return new Second(
        second,
        interval,
        measured,
        asked,
        sent,
        acknowledged,
        refused,
        inFlight,
        p50,
        p99,
        maxMicros,
        lagMicros,
        heapBytes,
        collectionMillis,
        cpuNanos);
  }
}
