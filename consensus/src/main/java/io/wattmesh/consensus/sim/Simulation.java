package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.payload.TransactionPool;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.replica.Input;
import io.wattmesh.consensus.replica.ReplicaOptions;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * One scenario from one seed: a queue of events in virtual time, and nothing else that moves. After
 * every event the {@link Invariants} hold or the run ends with the one that does not.
 */
public final class Simulation {
  private static final long SHUFFLE_EVERY_MILLIS = 300;
  private static final long SUBMIT_EVERY_MILLIS = 500;
  private static final long DEADLINE_MILLIS = 120_000;

  private record Event(long timeMillis, long sequence, int host, String kind, Runnable action) {}

  private final SimulationOptions options;
  private final List<SimulatedHost> hosts = new ArrayList<>();
  private final SimulatedNetwork network;
  private final Invariants invariants;
  private final Wiring wiring;
  private final Trace trace;
  private final Map<Hash, byte[]> transactions = new LinkedHashMap<>();
  private final PriorityQueue<Event> queue =
      new PriorityQueue<>(
          Comparator.comparingLong(Event::timeMillis).thenComparingLong(Event::sequence));
  private long sequence;
  private long timeMillis;
  private long events;
  private long roundAtHealing = -1;

  private Simulation(SimulationOptions options, Wiring wiring, boolean inWords) {
    this.options = options;
    this.wiring = wiring;
    this.invariants = new Invariants(options.validators(), wiring.onlyAgreement());
    this.trace = new Trace(inWords);
    var random = new SplittableRandom(options.seed());
    SimulatedChain chain = SimulatedChain.of(options.validators());
    long wantedAt = SimulatedChain.GENESIS_MILLIS + 1_000 + random.nextLong(3_000);
    ReplicaOptions hostOptions =
        options.seed() % 2 == 0 ? SimulatedHost.INLINE : SimulatedHost.BATCHED;
    int firstTwin = random.nextInt(options.validators());
    for (int k = 0; k < options.validators() + options.twins(); k++) {
      int validator = k < options.validators() ? k : (firstTwin + k) % options.validators();
      boolean honest =
          Math.floorMod(validator - firstTwin, options.validators()) >= options.twins();
      long skew = random.nextLong(-100, 100);
      hosts.add(
          new SimulatedHost(k, validator, honest, skew, wantedAt, chain, wiring, hostOptions));
    }
    for (int joiner = options.validators(); joiner < processes(); joiner++) {
      hosts.add(
          new SimulatedHost(hosts.size(), joiner, true, 0, wantedAt, chain, wiring, hostOptions));
    }
    this.network = new SimulatedNetwork(options, hosts.size(), random.split());
  }

  /** Runs a scenario; a violation carries the trace in words, which a second run writes. */
  public static SimulationResult run(SimulationOptions options) {
    return run(options, Wiring.CORRECT);
  }

  static SimulationResult run(SimulationOptions options, Wiring wiring) {
    SimulationResult result = new Simulation(options, wiring, false).run();
    return result.violation().isEmpty() ? result : new Simulation(options, wiring, true).run();
  }

  private SimulationResult run() {
    Optional<String> violation = Optional.empty();
    try {
      schedule();
      while (!isDone()) {
        next();
      }
    } catch (RuntimeException e) { // An invariant, or a replica that threw: both end the run.
      violation =
          Optional.of("%s%n%s at %d ms%n%s".formatted(options, e, timeMillis, trace.text()));
    }
    return new SimulationResult(
        options.seed(),
        options.validators(),
        events,
        hosts.stream()
            .filter(SimulatedHost::honest)
            .mapToLong(host -> host.store().height())
            .max()
            .orElse(0),
        highestRound(),
        trace.hash(),
        violation);
  }

  private void schedule() {
    for (SimulatedHost host : hosts) {
      at(network.anyOf(50), host.index(), "start", () -> start(host));
    }
    for (int k = 0; k < options.transactions(); k++) {
      byte[] transaction = new CanonicalWriter().i64(options.seed()).i32(k).toByteArray();
      at(
          network.anyOf((int) options.healAtMillis()),
          -1,
          "transaction " + k,
          () -> submit(transaction));
    }
    for (int k = 0; k < wiring.epochs().size(); k++) {
      byte[] change =
          SimulatedLedger.changeTo(SimulatedChain.validators(k + 1, wiring.epochs().get(k)));
      at(
          network.anyOf((int) options.healAtMillis()),
          -1,
          "change to epoch " + (k + 1),
          () -> submit(change));
    }
    for (long time = 0; time < options.healAtMillis(); time += SHUFFLE_EVERY_MILLIS) {
      at(time, -1, "shuffle", network::shuffle);
    }
    at(options.healAtMillis(), -1, "heal", this::heal);
  }

  /** All that are validators in some epoch. */
  private int processes() {
    return wiring.epochs().stream()
        .flatMap(List::stream)
        .mapToInt(number -> number + 1)
        .reduce(options.validators(), Math::max);
  }

  private void at(long time, int host, String kind, Runnable action) {
    queue.add(new Event(time, sequence++, host, kind, action));
  }

  private void next() {
    Event event = queue.remove();
    timeMillis = event.timeMillis();
    events++;
    trace.event(timeMillis, event.host(), event.kind());
    event.action().run();
    if (timeMillis > options.healAtMillis() + DEADLINE_MILLIS
        || (roundAtHealing >= 0 && highestRound() > roundAtHealing + options.livenessRounds())) {
      throw new InvariantViolation(
          "Liveness: at round %d, %d rounds after healing, of %d transactions are committed: %s."
              .formatted(
                  highestRound(),
                  highestRound() - roundAtHealing,
                  transactions.size(),
                  hosts.stream().map(host -> host.store().committedTransactions()).toList()));
    }
  }

  private boolean isDone() {
    int expected = options.transactions() + wiring.epochs().size();
    return roundAtHealing >= 0
        && hosts.stream()
            .filter(SimulatedHost::honest)
            .allMatch(
                host ->
                    transactions.size() == expected
                        && transactions.keySet().stream().allMatch(host.store()::hasCommitted));
  }

  private long highestRound() {
    return hosts.stream()
        .filter(SimulatedHost::honest)
        .mapToLong(SimulatedHost::round)
        .max()
        .orElse(0);
  }

  private void heal() {
    network.heal();
    roundAtHealing = highestRound();
    if (options.blackout()) {
      hosts.forEach(SimulatedHost::crash);
    }
    hosts.forEach(this::start);
  }

  /** A gateway: gives a transaction to every validator, again and again until each has it. */
  private void submit(byte[] transaction) {
    Hash id = TransactionPool.idOf(transaction);
    transactions.put(id, transaction);
    boolean missing = false;
    for (SimulatedHost host : hosts) {
      if (!host.store().hasCommitted(id)) {
        missing = true;
        long arrival = timeMillis + network.delayMillis();
        at(
            arrival,
            host.index(),
            "submitted",
            () -> step(host, new Input.SubmitTransaction(transaction)));
      }
    }
    if (missing) {
      at(timeMillis + SUBMIT_EVERY_MILLIS, -1, "submit again", () -> submit(transaction));
    }
  }

  private void start(SimulatedHost host) {
    if (!host.isUp()) {
      carryOut(host, host.start(timeMillis));
    }
  }

  private void step(SimulatedHost host, Input input) {
    if (host.isUp()) {
      carryOut(host, host.step(input, timeMillis));
    }
  }

  private void carryOut(SimulatedHost host, List<Effect> effects) {
    int crashBefore = network.crashes() ? network.anyOf(effects.size() + 1) : effects.size() + 1;
    for (int k = 0; k < effects.size() && k < crashBefore; k++) {
      Effect effect = effects.get(k);
      if (wiring.crashes().crashesBefore(host.index(), host.countEffect())) {
        crashBefore = k;
        break;
      }
      trace.effect(effect);
      if (options.twins() == 0
          && effect instanceof Effect.Refused refused
          && refused.reason() == RefusalReason.CONTRADICTION) {
        throw new InvariantViolation("Evidence against an honest validator: " + refused.detail());
      }
      invariants.durable(host, effect);
      if (host.honest()) {
        invariants.before(host, effect);
      }
      carryOut(host, effect);
    }
    if (crashBefore <= effects.size()) {
      host.crash();
      trace.event(timeMillis, host.index(), "crash");
      at(timeMillis + 50 + network.anyOf(500), host.index(), "restart", () -> start(host));
    }
  }

  private void carryOut(SimulatedHost host, Effect effect) {
    switch (effect) {
      case Effect.PersistBlock block -> host.store().put(block.linked());
      case Effect.PersistBatch batch -> host.store().put(batch.batch());
      case Effect.PersistSafety safety -> host.store().put(safety.row());
      case Effect.PersistEpoch epoch -> host.store().put(epoch.change());
      case Effect.PersistCommit commit -> host.store().put(commit);
      case Effect.Send send ->
          hosts.stream()
              .filter(to -> to.name().equals(send.to()))
              .forEach(to -> deliver(host, to, send.message()));
      case Effect.Broadcast broadcast ->
          hosts.stream()
              .filter(to -> broadcast.to().contains(to.name()))
              .forEach(to -> deliver(host, to, broadcast.message()));
      case Effect.StartTimer timer -> {
        long newest = host.newTimer();
        at(
            Math.max(timeMillis, timer.deadlineMonotonicMillis()),
            host.index(),
            "tick",
            () -> {
              if (host.isNewestTimer(newest)) {
                step(host, new Input.Tick());
              }
            });
      }
      // The simulated ledger's state is no tree, so no snapshots are made, and none are asked for.
      case Effect.Commit _,
          Effect.Answer _,
          Effect.Refused _,
          Effect.Halt _,
          Effect.Snapshot _ -> {}
    }
  }

  private void deliver(SimulatedHost from, SimulatedHost to, byte[] message) {
    for (int copy = network.copies(from.index(), to.index()); copy > 0; copy--) {
      at(
          timeMillis + network.delayMillis(),
          to.index(),
          "message",
          () -> step(to, new Input.Received(message)));
    }
  }
}
