package io.wattmesh.cluster.compare;

/**
 * A proof-of-work chain.
 *
 * @param miners how many, of equal hash power
 * @param blockSeconds the mean time between blocks of them all
 * @param blockBytes what a block takes
 * @param confirmations how many blocks upon one make it count as final
 * @param hashesPerSecond of all miners
 * @param joulesPerHash of their machines
 * @param blocks how many are found before the simulation ends
 */
public record PowParameters(
    int miners,
    double blockSeconds,
    int blockBytes,
    int confirmations,
    double hashesPerSecond,
    double joulesPerHash,
    int blocks) {
  public PowParameters {
    Ranges.require("miners", miners, 1, 1_000);
    Ranges.require("time between blocks (s)", blockSeconds, 1e-3, 1e6);
    Ranges.require("block size (bytes)", blockBytes, 1, 1e9);
    Ranges.require("confirmations", confirmations, 0, 1_000);
    Ranges.require("hash rate (hashes a second)", hashesPerSecond, 0, 1e30);
    Ranges.require("energy of a hash (J)", joulesPerHash, 0, 1);
    Ranges.require("blocks", blocks, confirmations + 2, 100_000);
  }

  /** Of all miners, W. */
  public double powerWatts() {
    return hashesPerSecond * joulesPerHash;
  }

  long blockTransactions(Traffic traffic) {
    return blockBytes / traffic.transactionBytes();
  }
}
