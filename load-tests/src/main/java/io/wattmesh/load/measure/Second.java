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
 * @param afterCollectionBytes heap in use when the last collection was over: nearer to what is
 *     alive
 * @param residentBytes memory of the process as the system sees it; 0 where it does not tell
 * @param diskBytes files of the market's state, as last looked at
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
    long afterCollectionBytes,
    long residentBytes,
    long diskBytes,
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
        afterCollectionBytes,
        residentBytes,
        diskBytes,
        collectionMillis,
        cpuNanos);
  }
}
