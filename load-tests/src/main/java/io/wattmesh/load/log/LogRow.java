package io.wattmesh.load.log;

/**
 * What one setup gave.
 *
 * @param name what is special about it
 * @param perSecond operations that were decided, a second of wall time
 * @param p50Millis latency of the median from when the operation was meant to begin until its
 *     outcome was proven to its client
 * @param cpuMillisPerOperation CPU time of the whole process, clients included
 * @param clientCpuMillisPerOperation what of it the clients' own threads took
 * @param bytesPerOperation sent over loopback by all, TCP headers included
 */
record LogRow(
    String name,
    String store,
    boolean signed,
    int memoBytes,
    int clients,
    String loop,
    long operations,
    double perSecond,
    double p50Millis,
    double p99Millis,
    double cpuMillisPerOperation,
    double clientCpuMillisPerOperation,
    double bytesPerOperation,
    double operationsPerBlock,
    long failed,
    long dropped) {}
