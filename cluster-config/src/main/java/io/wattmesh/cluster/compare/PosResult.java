package io.wattmesh.cluster.compare;

/**
 * What a proof-of-stake simulation came to.
 *
 * @param seconds how much virtual time it took
 * @param slots how many there were
 * @param missedShare of the slots without a block
 * @param staleShare of the blocks that are not in the chain that won
 * @param finalEpochs the last epoch whose checkpoint is final; all blocks before it are
 * @param messagesPerBlock deliveries of a block to all other validators and of its committee's
 *     votes to all others, one by one, for a block of the chain that won
 * @param votesPerBlock votes cast, for a block of the chain that won
 * @param joulesPerTransaction all validators' power over what was carried; infinite if nothing was
 */
public record PosResult(
    double seconds,
    long slots,
    double missedShare,
    double staleShare,
    long finalEpochs,
    double messagesPerBlock,
    double votesPerBlock,
    double joulesPerTransaction,
    Flow flow) {}
