package io.wattmesh.cluster.compare;

/**
 * A proof-of-stake chain.
 *
 * @param validators how many
 * @param stakeSkew the stake of the kth, from 1, is in proportion to 1 / k^skew; 0 for equal ones
 * @param slotSeconds a slot's length
 * @param epochSlots slots of an epoch; each validator votes once in it
 * @param blockBytes what a block takes
 * @param offlineShare of the validators that never propose or vote
 * @param validatorWatts a validator's machine, W
 * @param epochs how many are simulated
 */
public record PosParameters(
    int validators,
    double stakeSkew,
    double slotSeconds,
    int epochSlots,
    int blockBytes,
    double offlineShare,
    double validatorWatts,
    int epochs) {
  public PosParameters {
    Ranges.require("slots of an epoch", epochSlots, 1, 1_000);
    Ranges.require("PoS validators, at least one a slot,", validators, epochSlots, 1_000_000);
    Ranges.require("skew of the stakes", stakeSkew, 0, 3);
    Ranges.require("slot (s)", slotSeconds, 1e-3, 1e6);
    Ranges.require("block size (bytes)", blockBytes, 1, 1e9);
    Ranges.require("share that is offline", offlineShare, 0, 1);
    Ranges.require("power of a validator (W)", validatorWatts, 0, 1e6);
    Ranges.require("epochs", epochs, 4, 2_000);
  }

  long blockTransactions(Traffic traffic) {
    return blockBytes / traffic.transactionBytes();
  }

  double[] stakes() {
    var stakes = new double[validators];
    for (int k = 0; k < validators; k++) {
      stakes[k] = Math.pow(k + 1, -stakeSkew);
    }
    return stakes;
  }
}
