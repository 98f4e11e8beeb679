package io.wattmesh.consensus.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A scenario's machines: one for each validator, a second one with a store of its own for each
 * twin, and one beside the first, on the same store, for each takeover.
 */
final class Hosts {
  private final List<SimulatedHost> firsts = new ArrayList<>();
  private final List<SimulatedHost> seconds = new ArrayList<>();
  private final List<SimulatedHost> all = new ArrayList<>();

  static Hosts of(SimulationOptions options, SplittableRandom random) {
    var hosts = new Hosts();
    SimulatedChain chain = SimulatedChain.of(options.validators());
    int size = options.validators();
    int firstLiar = random.nextInt(size);
    int skew = options.host().maxSkewMillis();
    for (int k = 0; k < size; k++) {
      boolean lies = Math.floorMod(k - firstLiar, size) < options.liars();
      hosts.addFirst(
          k,
          lies ? Optional.of(new Liar(options.lie(), chain, k)) : Optional.empty(),
          new SimulatedStore(),
          random.nextLong(-skew, skew + 1L));
    }
    for (int k = 0; options.lie() == Lie.TWINS && k < options.liars(); k++) {
      int validator = (firstLiar + k) % size;
      hosts.addFirst(
          validator,
          hosts.all.get(validator).liar(),
          new SimulatedStore(),
          random.nextLong(-skew, skew + 1L));
    }
    for (int k = 0; k < options.host().takeovers(); k++) {
      SimulatedHost taken = hosts.all.get(random.nextInt(size));
      hosts.addSecond(taken, random.nextLong(-skew, skew + 1L));
    }
    return hosts;
  }

  void addFirst(int validator, Optional<Liar> liar, SimulatedStore store, long skewMillis) {
    var host = new SimulatedHost(all.size(), validator, liar, store, skewMillis);
    firsts.add(host);
    all.add(host);
  }

  void addSecond(SimulatedHost taken, long skewMillis) {
    var host =
        new SimulatedHost(all.size(), taken.validator(), taken.liar(), taken.store(), skewMillis);
    seconds.add(host);
    all.add(host);
  }

  List<SimulatedHost> firsts() {
    return firsts;
  }

  List<SimulatedHost> seconds() {
    return seconds;
  }

  /** By index. */
  List<SimulatedHost> all() {
    return all;
  }

  /** Whether some host runs a store's validator as its newest incarnation, or is about to. */
  boolean isServed(SimulatedStore store) {
    for (SimulatedHost host : all) {
      if (host.store() == store && (host.isStarting() || host.isNewest())) {
        return true;
      }
    }
    return false;
  }

  long highestRound() {
    long highest = 0;
    for (SimulatedHost host : all) {
      highest = host.honest() ? Math.max(highest, host.round()) : highest;
    }
    return highest;
  }

  long highestCommit() {
    long highest = 0;
    for (SimulatedHost host : all) {
      highest = host.honest() ? Math.max(highest, host.store().height()) : highest;
    }
    return highest;
  }

  /** Whether every honest validator has committed so many transactions. */
  boolean allHave(int transactions) {
    for (SimulatedHost host : all) {
      if (host.honest() && host.store().committedTransactions() != transactions) {
        return false;
      }
    }
    return true;
  }
}
