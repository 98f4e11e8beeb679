package io.wattmesh.consensus.sim;

import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A scenario's machines: one for each validator of any epoch, a second one with a store of its own
 * for each twin, and one beside the first, on the same store, for each takeover.
 */
final class Hosts {
  private final List<SimulatedHost> firsts = new ArrayList<>();
  private final List<SimulatedHost> seconds = new ArrayList<>();
  private final List<SimulatedHost> all = new ArrayList<>();

  static Hosts of(SimulationOptions options, SplittableRandom random) {
    var hosts = new Hosts();
    SimulatedChain chain = SimulatedChain.of(options.validators(), options.epochs());
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
    for (int joiner = size; joiner < options.processes(); joiner++) {
      hosts.addFirst(
          joiner, Optional.empty(), new SimulatedStore(), random.nextLong(-skew, skew + 1L));
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

  /** The names of those who lie. */
  Set<String> liars() {
    return all.stream()
        .filter(host -> !host.honest())
        .map(host -> host.name().value())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether every honest validator, of whichever epoch, has committed these transactions. */
  boolean allHave(Set<Hash> transactionIds) {
    for (SimulatedHost host : all) {
      if (host.honest() && !host.store().hasCommittedAll(transactionIds)) {
        return false;
      }
    }
    return true;
  }
}
