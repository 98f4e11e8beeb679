package io.wattmesh.cluster.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A <b>model</b> of attacks on proof of stake.
 *
 * <p>A fork: the attacker's members of each slot's committee vote for a chain of their own, all
 * others for the one with the payment. The payment's block is reversed at depth k if, when it is k
 * slots old or any later slot until finality, the attacker's chain has more votes. Members are
 * drawn by stake, one by one; the attacker proposes in no slot of the others' and nobody is
 * offline.
 *
 * <p>Two final chains: the network is cut in two, and the attacker votes on both sides.
 */
public final class StakeFork {
  private StakeFork() {}

  /**
   * The share of forks that win, by depth: the entry k - 1 is that of depth k.
   *
   * @param share the attacker's of all stake
   * @param committee how many vote in a slot
   * @param slots after how many the payment is final
   */
  public static List<Double> simulate(
      double share, int committee, int depths, int slots, int trials, long seed) {
    Ranges.require("attacker's share", share, 0, 1);
    Ranges.require("committee", committee, 1, 1_000_000);
    Ranges.require("depths", depths, 1, 1_000);
    Ranges.require("slots until finality, at least the depths,", slots, depths, 100_000);
    Ranges.require("trials", trials, 1, 10_000_000);
    var random = new SplittableRandom(seed);
    var won = new int[depths + 1];
    for (int trial = 0; trial < trials; trial++) {
      won[lastAhead(share, committee, depths, slots, random)]++;
    }
    var shares = new ArrayList<Double>();
    int sum = 0;
    for (int depth = depths; depth >= 1; depth--) {
      sum += won[depth];
      shares.addFirst(sum / (double) trials);
    }
    return shares;
  }

  /** The last slot at whose end the attacker's chain has more votes; at most the depths. */
  private static int lastAhead(
      double share, int committee, int depths, int slots, SplittableRandom random) {
    long lead = 0;
    int last = 0;
    for (int slot = 1; slot <= slots && last < depths; slot++) {
      for (int member = 0; member < committee; member++) {
        lead += random.nextDouble() < share ? 1 : -1;
      }
      last = lead > 0 ? Math.min(slot, depths) : last;
    }
    return last;
  }

  /**
   * Two chains, one on each side of a cut.
   *
   * @param bothFinal whether both became final, which is what must never be
   * @param slashedShare of all stake, whose owners voted for both in the same epochs: their two
   *     signatures prove it, and they lose it
   */
  public record Cut(boolean bothFinal, double slashedShare) {}

  /**
   * Runs two epochs on both sides, each with half of the honest stake and all of the attacker's.
   */
  public static Cut cut(double share) {
    Ranges.require("attacker's share", share, 0, 1);
    // Both sides are alike, so both become final or none.
    return new Cut(becomesFinal(share + (1 - share) / 2), share);
  }

  private static boolean becomesFinal(double stake) {
    var gadget = new FinalityGadget<Integer>(1, 0);
    int last = 0;
    for (int epoch = 1; epoch <= 2; epoch++) {
      gadget.vote(epoch, stake);
      last = gadget.endEpoch();
    }
    return last > 0;
  }
}
