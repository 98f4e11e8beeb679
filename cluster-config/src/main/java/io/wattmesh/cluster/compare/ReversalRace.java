package io.wattmesh.cluster.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A <b>model</b> of an attack on proof of work: an attacker with a part of the hash power builds a
 * chain in secret from before a payment and shows it once it is long enough. The attacker and the
 * others find blocks after exponential times; the payment's block is reversed at depth k if, when
 * the others have found k blocks since or any time later, the attacker has as many (and the one
 * that it found before). Both closed forms are of this same race.
 */
public final class ReversalRace {
  /** Above it a walk to the end takes too long; the closed forms have no such limit. */
  public static final double MAX_SHARE = 0.45;

  /** A race is over once the chance to catch up is below it. */
  private static final double NEGLIGIBLE = 1e-9;

  private ReversalRace() {}

  /**
   * The share of races that an attacker wins, by depth: the entry k - 1 is that of depth k.
   *
   * @param share the attacker's of all hash power, 0 to {@link #MAX_SHARE}
   */
  public static List<Double> simulate(double share, int depths, int trials, long seed) {
    Ranges.require("attacker's share", share, 0, MAX_SHARE);
    Ranges.require("depths", depths, 1, 1_000);
    Ranges.require("trials", trials, 1, 10_000_000);
    var random = new SplittableRandom(seed);
    int hopeless = hopelessDeficit(share);
    var won = new int[depths + 1];
    for (int trial = 0; trial < trials; trial++) {
      won[lastCaughtUp(share, depths, hopeless, random)]++;
    }
    var shares = new ArrayList<Double>();
    int sum = 0;
    for (int depth = depths; depth >= 1; depth--) {
      sum += won[depth];
      shares.addFirst(sum / (double) trials);
    }
    return shares;
  }

  private static int hopelessDeficit(double share) {
    double ratio = share / (1 - share);
    return share == 0 ? 1 : (int) Math.ceil(Math.log(NEGLIGIBLE) / Math.log(ratio));
  }

  /** How many blocks the others had when the attacker last had as many; at most the depths. */
  private static int lastCaughtUp(double share, int depths, int hopeless, SplittableRandom random) {
    int others = 0;
    int attackers = 0;
    int last = 0;
    double nextOthers = exponential(1 - share, random);
    double nextAttackers = exponential(share, random);
    while (last < depths && (others < depths || others - attackers < hopeless)) {
      if (nextAttackers < nextOthers) {
        attackers++;
        nextAttackers += exponential(share, random);
      } else {
        others++;
        nextOthers += exponential(1 - share, random);
      }
      if (attackers >= others) {
        last = Math.min(others, depths);
      }
    }
    return last;
  }

  private static double exponential(double rate, SplittableRandom random) {
    return rate == 0 ? Double.POSITIVE_INFINITY : -Math.log1p(-random.nextDouble()) / rate;
  }

  /**
   * The share of blocks that count which an attacker's are who loses none to forks, while of the
   * others' a part gets stale.
   */
  public static double effectiveShare(double share, double staleShare) {
    return share / (share + (1 - share) * (1 - staleShare));
  }

  /**
   * Rosenfeld, "Analysis of hashrate-based double-spending" (2012), section 4: the number of the
   * attacker's blocks until the others have k is negative binomial.
   */
  public static double rosenfeld(double share, int depth) {
    if (share >= 0.5) {
      return 1;
    }
    double q = share;
    double p = 1 - share;
    double sum = 0;
    double ways = 1;
    for (int found = 0; found <= depth; found++) {
      sum +=
          ways
              * (Math.pow(p, depth) * Math.pow(q, found) - Math.pow(p, found) * Math.pow(q, depth));
      ways = ways * (found + depth) / (found + 1);
    }
    return depth == 0 ? 1 : 1 - sum;
  }

  /** Nakamoto, "Bitcoin" (2008), section 11: the same number taken as a Poisson one. */
  public static double nakamoto(double share, int depth) {
    if (share >= 0.5) {
      return 1;
    }
    double ratio = share / (1 - share);
    double mean = depth * ratio;
    double sum = 0;
    double poisson = Math.exp(-mean);
    for (int found = 0; found <= depth; found++) {
      sum += poisson * (1 - Math.pow(ratio, depth - found));
      poisson *= mean / (found + 1);
    }
    return 1 - sum;
  }
}
