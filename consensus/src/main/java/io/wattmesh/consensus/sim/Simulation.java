package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.pacemaker.LeaderSchedule;
import io.wattmesh.consensus.pacemaker.Reputation;
import io.wattmesh.consensus.payload.TransactionPool;
import io.wattmesh.consensus.replica.Input;
import io.wattmesh.consensus.replica.Replica;
import io.wattmesh.proto.model.Hash;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * One scenario from one seed: a queue of events in virtual time, and nothing else that moves. After
 * every event the {@link Invariants} hold or the run ends with the one that does not.
 */
public final class Simulation {
  private static final long SHUFFLE_EVERY_MILLIS = 300;
  private static final long SUBMIT_EVERY_MILLIS = 500;
  private static final long DEADLINE_MILLIS = 120_000;
  private static final int CLOCKS_SET_WITHIN_MILLIS = 100;

  private final SimulationOptions options;
  private final Hosts hosts;
  private final SimulatedNetwork network;
  private final Shell shell;
  private final Trace trace;
  private final Agenda agenda = new Agenda();
  private final SplittableRandom random;

  /** What every honest validator must commit. */
  private final Set<Hash> submitted = new HashSet<>();

  private long events;
  private long roundAtHealing = -1;

  private Simulation(
      SimulationOptions options,
      Wiring wiring,
      Optional<TwinsPlan> plan,
      Optional<Consumer<String>> listener) {
    this.options = options;
    this.trace = new Trace(listener);
    this.random = new SplittableRandom(options.seed());
    long wantedAt = SimulatedChain.GENESIS_MILLIS + 2_500 + random.nextLong(3_000);
    this.hosts = plan.map(TwinsPlan::hosts).orElseGet(() -> Hosts.of(options, random));
    this.network = new SimulatedNetwork(options.network(), hosts.all().size(), random.split());
    LeaderSchedule inTurn = LeaderSchedule.roundRobin(options.validators());
    this.shell =
        new Shell(
            options,
            wiring,
            wantedAt,
            agenda,
            network,
            plan.<Links>map(twins -> twins.links(agenda))
                .orElse((from, to, _) -> network.copies(from, to)),
            plan.<Replica.LeadersFactory>map(twins -> _ -> twins.leaders(inTurn))
                .orElse(Reputation::new),
            trace,
            hosts);
  }

  /** Runs a scenario. */
  public static SimulationResult run(SimulationOptions options) {
    return run(options, Wiring.CORRECT);
  }

  static SimulationResult run(SimulationOptions options, Wiring wiring) {
    return new Simulation(options, wiring, Optional.empty(), Optional.empty()).run();
  }

  /** Runs a scenario and tells everything that happens, line by line. */
  public static SimulationResult replay(SimulationOptions options, Consumer<String> listener) {
    return new Simulation(options, Wiring.CORRECT, Optional.empty(), Optional.of(listener)).run();
  }

  static SimulationResult run(SimulationOptions options, Wiring wiring, TwinsPlan plan) {
    return new Simulation(options, wiring, Optional.of(plan), Optional.empty()).run();
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
          Optional.of(
              "%s (at %d ms; %s)"
                  .formatted(
                      e instanceof InvariantViolation ? e.getMessage() : "No exception: " + e,
                      agenda.nowMillis(),
                      options));
    }
    return new SimulationResult(
        options.seed(),
        options.validators(),
        events,
        hosts.highestCommit(),
        hosts.highestRound(),
        roundAtHealing < 0 ? 0 : hosts.highestRound() - roundAtHealing,
        Math.max(0, agenda.nowMillis() - options.healAtMillis()),
        trace.hash(),
        violation);
  }

  private void schedule() {
    for (SimulatedHost host : hosts.firsts()) {
      at(network.anyOf(50), host.index(), "start", () -> shell.start(host));
    }
    for (SimulatedHost host : hosts.seconds()) {
      int time = network.anyOf((int) options.healAtMillis());
      at(time, host.index(), "takeover", () -> shell.start(host));
    }
    for (int k = 0; k < options.transactions(); k++) {
      byte[] transfer =
          new SimulatedTransaction.Transfer(
                  options.seed(),
                  k,
                  random.nextInt(SimulatedLedger.ACCOUNTS),
                  random.nextInt(SimulatedLedger.ACCOUNTS),
                  1 + random.nextInt(150))
              .toBytes();
      submitUntilHealing("transfer", transfer);
    }
    for (int k = 0; k < options.epochs().size(); k++) {
      var change = new SimulatedTransaction.Change(k + 1L, options.epochs().get(k));
      submitUntilHealing("change of validators", change.toBytes());
    }
    for (long time = 0; time < options.healAtMillis(); time += SHUFFLE_EVERY_MILLIS) {
      at(time, -1, "shuffle", network::shuffle);
    }
    at(options.healAtMillis(), -1, "heal", this::heal);
  }

  private void submitUntilHealing(String kind, byte[] transaction) {
    submitted.add(TransactionPool.idOf(transaction));
    at(network.anyOf((int) options.healAtMillis()), -1, kind, () -> submit(transaction));
  }

  private void at(long time, int host, String kind, Runnable action) {
    agenda.after(time - agenda.nowMillis(), host, kind, action);
  }

  private void next() {
    Agenda.Event event = agenda.next();
    events++;
    trace.event(event.timeMillis(), event.host(), event.kind());
    event.action().run();
    if (roundAtHealing >= 0) {
      requireLiveness();
    }
  }

  private void requireLiveness() {
    long round = hosts.highestRound();
    if (round > roundAtHealing + options.mostRoundsToAgree()
        || agenda.nowMillis() > options.healAtMillis() + DEADLINE_MILLIS) {
      throw new InvariantViolation(
          "Liveness: at round %d, %d rounds after healing, of %d transactions are committed: %s."
              .formatted(
                  round,
                  round - roundAtHealing,
                  submitted.size(),
                  hosts.all().stream().map(host -> host.store().committedOf(submitted)).toList()));
    }
  }

  private boolean isDone() {
    return roundAtHealing >= 0 && hosts.allHave(submitted);
  }

  private void heal() {
    network.heal();
    roundAtHealing = hosts.highestRound();
    if (options.host().blackout()) {
      hosts.all().stream()
          .filter(SimulatedHost::isUp)
          .forEach(host -> shell.crash(host, "blackout"));
    }
    for (SimulatedHost host : hosts.all()) {
      host.setClock(random.nextLong(-CLOCKS_SET_WITHIN_MILLIS, CLOCKS_SET_WITHIN_MILLIS));
      if (!hosts.isServed(host.store())) {
        shell.start(host);
      }
    }
  }

  /** A gateway: gives a transaction to every validator, again and again until each has it. */
  private void submit(byte[] transaction) {
    Hash id = TransactionPool.idOf(transaction);
    boolean missing = hosts.all().stream().anyMatch(host -> !host.store().hasCommitted(id));
    if (missing) {
      for (SimulatedHost host : hosts.all()) {
        agenda.after(
            network.delayMillis(),
            host.index(),
            "submitted",
            () -> shell.step(host, new Input.SubmitTransaction(transaction)));
      }
      agenda.after(SUBMIT_EVERY_MILLIS, -1, "submit again", () -> submit(transaction));
    }
  }
}
