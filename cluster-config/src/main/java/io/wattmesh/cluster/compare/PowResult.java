package io.wattmesh.cluster.compare;

import java.util.List;

/**
 * What a proof-of-work simulation came to.
 *
 * @param seconds how much virtual time it took
 * @param blocks how many blocks were found
 * @param staleShare of them that are not in the chain that won
 * @param messagesPerBlock deliveries of blocks to other miners, for a block of the chain that won
 * @param joulesPerTransaction all miners' power over what was carried; infinite if nothing was
 * @param displacedByDepth of all blocks, the share that some miner had under k blocks, itself
 *     included, and then gave up, without any attacker: the entry k - 1 is that of depth k
 */
public record PowResult(
    double seconds,
    int blocks,
    double staleShare,
    double messagesPerBlock,
    double joulesPerTransaction,
    List<Double> displacedByDepth,
    Flow flow) {
  public PowResult {
    displacedByDepth = List.copyOf(displacedByDepth);
  }
}
