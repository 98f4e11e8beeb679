package io.wattmesh.consensus.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Twins (Bano and others, arXiv 2004.10617): all scenarios of a bounded size in which some
 * validators run twice, every round has any leader and the hosts are cut into any two groups.
 * Scenarios that differ only in the names of validators that are alike are one.
 *
 * @param twins how many validators run twice
 * @param sharedRows whether the two hosts of a validator share its safety row; else it lies, and at
 *     most a third may
 * @param rounds how many rounds have a leader and a cut of their own; then all is well
 */
public record TwinsScenarios(int validators, int twins, boolean sharedRows, int rounds) {
  private static final int MAX_ROUNDS = 8;

  public TwinsScenarios {
    if (validators < 1 || twins < 0 || twins > validators || validators + twins > 16) {
      throw new IllegalArgumentException(
          "Of %d validators %d can't run twice; at most 16 hosts.".formatted(validators, twins));
    }
    if (rounds < 1 || rounds > MAX_ROUNDS) {
      throw new IllegalArgumentException(
          "Cut 1 to %d rounds, not %d.".formatted(MAX_ROUNDS, rounds));
    }
  }

  private int hosts() {
    return validators + twins;
  }

  /** How many choices of leader and groups a round has; host 0 is always in group 0. */
  private long choices() {
    return (long) validators << (hosts() - 1);
  }

  /** How many combinations there are, names told apart. */
  public long combinations() {
    long all = 1;
    for (int k = 0; k < rounds; k++) {
      all = Math.multiplyExact(all, choices());
    }
    return all;
  }

  /** Each scenario's number, once for all that are alike. */
  public void forEach(LongConsumer visitor) {
    List<int[]> renamings = renamings();
    long all = combinations();
    for (long number = 0; number < all; number++) {
      if (isFirstOfItsKind(number, renamings)) {
        visitor.accept(number);
      }
    }
  }

  public SimulationResult run(long number) {
    return run(number, Wiring.CORRECT);
  }

  SimulationResult run(long number, Wiring wiring) {
    var host =
        new HostFaults(
            0,
            false,
            0,
            sharedRows ? Durability.SHARED_ROW : Durability.AT_ONCE,
            sharedRows ? 1 : 0,
            0,
            0,
            0);
    var options =
        new SimulationOptions(
            number,
            validators,
            sharedRows ? 0 : twins,
            Lie.TWINS,
            3,
            700L * rounds + 500,
            12 * validators,
            new NetworkFaults(0, 0, 1, 0, 0),
            host);
    return Simulation.run(options, wiring, plan(number));
  }

  private TwinsPlan plan(long number) {
    int[] leaderOf = new int[rounds];
    int[] groupOf = new int[rounds];
    long left = number;
    for (int k = 0; k < rounds; k++) {
      long choice = left % choices();
      leaderOf[k] = (int) (choice % validators);
      groupOf[k] = (int) (choice / validators) << 1;
      left /= choices();
    }
    return new TwinsPlan(validators, twins, sharedRows, leaderOf, groupOf);
  }

  private boolean isFirstOfItsKind(long number, List<int[]> renamings) {
    TwinsPlan plan = plan(number);
    for (int[] renamed : renamings) {
      if (renamedNumber(plan, renamed) < number) {
        return false;
      }
    }
    return true;
  }

  private long renamedNumber(TwinsPlan plan, int[] renamed) {
    long number = 0;
    for (int k = rounds - 1; k >= 0; k--) {
      int groups = 0;
      for (int host = 0; host < hosts(); host++) {
        groups |= ((plan.groupOf()[k] >>> host) & 1) << renamed[host];
      }
      // Which group is called 0 means nothing.
      groups = (groups & 1) == 0 ? groups : ~groups & ((1 << hosts()) - 1);
      int name = renamed[plan.leaderOf()[k]];
      int leader = name < validators ? name : name - validators;
      number = number * choices() + (long) (groups >>> 1) * validators + leader;
    }
    return number;
  }

  /** The new name of each host: like validators change places, and so do the hosts of a twin. */
  private List<int[]> renamings() {
    var all = new ArrayList<int[]>();
    int[] order = new int[validators];
    Arrays.setAll(order, k -> k);
    permute(order, 0, all);
    return all;
  }

  private void permute(int[] order, int from, List<int[]> all) {
    if (from == validators) {
      for (int swapped = 0; swapped < (1 << twins); swapped++) {
        all.add(renaming(order, swapped));
      }
      return;
    }
    int end = from < twins ? twins : validators;
    for (int k = from; k < end; k++) {
      int[] changed = order.clone();
      changed[from] = order[k];
      changed[k] = order[from];
      permute(changed, from + 1, all);
    }
  }

  private int[] renaming(int[] order, int swapped) {
    int[] renamed = new int[hosts()];
    for (int k = 0; k < validators; k++) {
      boolean swap = k < twins && ((swapped >>> k) & 1) == 1;
      int to = order[k];
      if (k < twins) {
        renamed[k] = swap ? validators + to : to;
        renamed[validators + k] = swap ? to : validators + to;
      } else {
        renamed[k] = to;
      }
    }
    return renamed;
  }
}
