package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.replica.BatchOptions;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.replica.Input;
import io.wattmesh.consensus.replica.Recovered;
import io.wattmesh.consensus.replica.Replica;
import io.wattmesh.consensus.replica.ReplicaOptions;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Optional;

/**
 * Runs processes and carries out what their replicas ask for: strictly in order, sends only after
 * all writes before them are durable. While a write is under way the replica goes on taking inputs,
 * and what it asks for waits.
 */
final class Shell {
  /** All transactions are forwarded and go inline. */
  private static final ReplicaOptions INLINE =
      new ReplicaOptions(200, 500, 4_096, 65_536)
          .withPaceMillis(ReplicaOptions.STANDARD_PACE_MILLIS);

  /** What a transfer takes of a batch. */
  private static final int TRANSFER_BYTES =
      Batch.sizeOf(new SimulatedTransaction.Transfer(0, 0, 0, 0, 0).toBytes());

  /** All transactions go in batches of up to three, of which few may be under way. */
  private static final ReplicaOptions BATCHED =
      INLINE.withBatches(new BatchOptions(0, 3 * TRANSFER_BYTES, 20, 3, 9L * TRANSFER_BYTES));

  private final Wiring wiring;
  private final SimulatedChain chain;
  private final long wantedAtMillis;
  private final Agenda agenda;
  private final SimulatedNetwork network;
  private final Links links;
  private final Replica.LeadersFactory leaders;
  private final ReplicaOptions replicaOptions;
  private final int crashPerMille;
  private final SimulatedStorage storage;
  private final Invariants invariants;
  private final Trace trace;
  private final List<SimulatedHost> hosts;

  Shell(
      SimulationOptions options,
      Wiring wiring,
      long wantedAtMillis,
      Agenda agenda,
      SimulatedNetwork network,
      Links links,
      Replica.LeadersFactory leaders,
      Trace trace,
      Hosts hosts) {
    this.wiring = wiring;
    this.chain =
        SimulatedChain.of(options.validators(), options.epochs()).checkedBy(wiring.check());
    this.wantedAtMillis = wantedAtMillis;
    this.agenda = agenda;
    this.network = network;
    this.links = links;
    this.leaders = leaders;
    this.replicaOptions = options.seed() % 2 == 0 ? INLINE : BATCHED;
    this.crashPerMille = options.host().crashPerMille();
    this.invariants = new Invariants(options.validators(), hosts.liars(), wiring.onlyAgreement());
    this.storage =
        new SimulatedStorage(options.host(), wiring.flaws(), agenda, network, invariants);
    this.trace = trace;
    this.hosts = hosts.all();
  }

  void start(SimulatedHost host) {
    if (host.isUp() || host.isStarting()) {
      return;
    }
    host.starting();
    long delay = storage.claimDelayMillis();
    if (delay == 0) {
      begin(host, host.store().recover());
    } else {
      Optional<Recovered> early =
          wiring.flaws().has(Flaw.READS_BEFORE_CLAIMING)
              ? Optional.of(host.store().recover())
              : Optional.empty();
      agenda.after(
          delay,
          host.index(),
          "claim",
          () -> begin(host, early.orElseGet(() -> host.store().recover())));
    }
  }

  private void begin(SimulatedHost host, Recovered stored) {
    long incarnation = host.store().claim();
    Recovered recovered = wiring.storage().apply(stored);
    Flaws flaws = host.liar().map(Liar::flaws).orElse(wiring.flaws());
    var ledger =
        new SimulatedLedger(
            host.store().committedBlocks(recovered.tip().header().height()), wantedAtMillis, flaws);
    var replica =
        new Replica(
            chain.identity(host.validator()),
            replicaOptions,
            ledger,
            host.store(),
            recovered,
            wiring.rules(),
            leaders);
    host.run(new SimulatedProcess(replica, ledger, incarnation, recovered));
    carryOut(host, replica.start(host.now(agenda.nowMillis())));
  }

  void step(SimulatedHost host, Input input) {
    if (host.isUp()) {
      carryOut(host, host.process().replica().step(input, host.now(agenda.nowMillis())));
    }
  }

  private void carryOut(SimulatedHost host, List<Effect> asked) {
    SimulatedProcess process = host.process();
    List<Effect> effects = wiring.shell().apply(asked);
    if (network.happens(crashPerMille)) {
      process.crashAfter(process.queue.size() + network.anyOf(effects.size() + 1));
    }
    process.queue.addAll(effects);
    pump(host, process);
  }

  private void pump(SimulatedHost host, SimulatedProcess process) {
    if (process.isPumping) {
      return; // A write that was done at once: the loop below goes on with what follows.
    }
    process.isPumping = true;
    carryOutQueue(host, process);
    process.isPumping = false;
  }

  private void carryOutQueue(SimulatedHost host, SimulatedProcess process) {
    while (host.runs(process) && !process.isStoring && !isLost(host, process)) {
      Effect effect = process.queue.poll();
      if (effect == null) {
        return;
      }
      note(host, process, effect);
      if (SimulatedStorage.isWrite(effect)) {
        process.unsynced.add(effect);
        write(host, process);
      } else {
        carryOut(host, process, effect);
      }
    }
  }

  private void note(SimulatedHost host, SimulatedProcess process, Effect effect) {
    process.countEffect();
    trace.effect(effect);
    if (host.honest()) {
      invariants.before(host, effect);
    }
  }

  /** Whether the process crashes right here, before the next effect. */
  private boolean isLost(SimulatedHost host, SimulatedProcess process) {
    boolean planned =
        !wiring.crashes().equals(Wiring.CrashPlan.NONE)
            && !process.queue.isEmpty()
            && wiring.crashes().crashesBefore(host.index(), host.countEffect());
    if (planned || process.isCrashDue()) {
      crash(host, "crash");
      return true;
    }
    return false;
  }

  /** Writes what is at hand, and with it the writes that follow if the storage takes several. */
  private void write(SimulatedHost host, SimulatedProcess process) {
    while (storage.takesMany()
        && !process.queue.isEmpty()
        && SimulatedStorage.isWrite(process.queue.peek())
        && !process.isCrashDue()) {
      Effect effect = process.queue.poll();
      note(host, process, effect);
      process.unsynced.add(effect);
    }
    process.isStoring = true;
    storage.write(
        host,
        new SimulatedStorage.Outcome() {
          @Override
          public void done() {
            process.isStoring = false;
            pump(host, process);
          }

          @Override
          public void failed(String why) {
            crash(host, why);
          }
        });
  }

  /** The process is gone; unless the validator is another host's for good, it is started again. */
  void crash(SimulatedHost host, String why) {
    storage.crash(host);
    host.stop();
    trace.event(agenda.nowMillis(), host.index(), why);
    if (comesBack(host)) {
      agenda.after(
          50 + network.anyOf(500),
          host.index(),
          "restart",
          () -> {
            if (comesBack(host)) {
              start(host);
            }
          });
    }
  }

  private boolean comesBack(SimulatedHost host) {
    return !host.isFenced() || (links.isContested() && !network.isHealed());
  }

  private void carryOut(SimulatedHost host, SimulatedProcess process, Effect effect) {
    switch (effect) {
      case Effect.Send send -> send(host, List.of(send.to()), send.message());
      case Effect.Broadcast broadcast -> send(host, broadcast.to(), broadcast.message());
      case Effect.StartTimer timer -> startTimer(host, process, timer);
      case Effect.Halt _ -> halt(host);
      default -> {}
    }
  }

  private void send(SimulatedHost from, List<ParticipantId> names, byte[] message) {
    for (SimulatedHost to : hosts) {
      if (isNamed(to, names)) {
        say(from, to, message);
      }
    }
  }

  private static boolean isNamed(SimulatedHost host, List<ParticipantId> names) {
    String mine = host.name().value();
    for (int k = 0; k < names.size(); k++) {
      if (names.get(k).value().equals(mine)) {
        return true;
      }
    }
    return false;
  }

  private void halt(SimulatedHost host) {
    if (!host.isNewest()) {
      host.fence();
    }
    crash(host, "halt");
  }

  private void startTimer(SimulatedHost host, SimulatedProcess process, Effect.StartTimer timer) {
    long newest = process.newTimer();
    agenda.after(
        Math.max(0, timer.deadlineMonotonicMillis() - agenda.nowMillis()),
        host.index(),
        "tick",
        () -> {
          if (host.runs(process) && process.isNewestTimer(newest)) {
            step(host, new Input.Tick());
          }
        });
  }

  private void say(SimulatedHost from, SimulatedHost to, byte[] message) {
    if (from.liar().isEmpty()) {
      deliver(from, to, message);
    } else {
      from.liar().get().says(message, to.index()).forEach(said -> deliver(from, to, said));
    }
  }

  private void deliver(SimulatedHost from, SimulatedHost to, byte[] message) {
    for (int copy = links.copies(from.index(), to.index(), message); copy > 0; copy--) {
      agenda.after(network.delayMillis(), to.index(), "message", () -> receive(to, message));
    }
  }

  private void receive(SimulatedHost to, byte[] message) {
    to.liar().ifPresent(liar -> liar.hears(message));
    step(to, new Input.Received(message));
  }
}
