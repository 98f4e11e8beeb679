package io.wattmesh.cluster.compare;

import java.util.SortedMap;

/**
 * What the replicas did.
 *
 * @param validators how many there were
 * @param offered transactions submitted, each to one validator in turn
 * @param committed of them
 * @param seconds virtual time from the start to the last commit
 * @param carriedTps commits a second from the first quarter of the time in which transactions came
 *     to its end
 * @param blocks committed
 * @param rounds the highest that was begun
 * @param latency from a transaction's submission to its commit at the validator that it was given
 *     to, virtual time; it is final then
 * @param messages sent to one validator each, by kind
 * @param bytes of all messages
 * @param joulesPerTransaction modelled: all validators' power over what was carried
 */
public record BftResult(
    int validators,
    long offered,
    long committed,
    double seconds,
    double carriedTps,
    long blocks,
    long rounds,
    Times latency,
    SortedMap<String, Long> messages,
    long bytes,
    double joulesPerTransaction) {
  /** Proposals and votes for a committed block. */
  public double orderingMessagesPerBlock() {
    return (messages.getOrDefault("PROPOSAL", 0L) + messages.getOrDefault("VOTE", 0L))
        / (double) blocks;
  }

  public double messagesPerTransaction() {
    return messages.values().stream().mapToLong(Long::longValue).sum() / (double) committed;
  }

  /**
   * What PBFT (Castro and Liskov, OSDI 1999) sends a request on its normal path: pre-prepare to n -
   * 1, prepare from n - 1 to n - 1, commit from n to n - 1.
   */
  public static long pbftMessages(int validators) {
    return 2L * validators * (validators - 1);
  }
}
