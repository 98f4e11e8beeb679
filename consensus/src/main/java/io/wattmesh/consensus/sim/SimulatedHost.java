package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.replica.BatchOptions;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.replica.Input;
import io.wattmesh.consensus.replica.Now;
import io.wattmesh.consensus.replica.Replica;
import io.wattmesh.consensus.replica.ReplicaOptions;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;

/** One process of a simulation: a replica that can be lost and a store that can't. */
final class SimulatedHost {
  /** All transactions are forwarded and go inline. */
  static final ReplicaOptions INLINE = new ReplicaOptions(200, 500, 4_096, 65_536);

  /** All transactions go in batches of up to three, of which few may be under way. */
  static final ReplicaOptions BATCHED = INLINE.withBatches(new BatchOptions(0, 48, 20, 3, 144));

  private final int index;
  private final int validator;
  private final boolean honest;
  private final long clockSkewMillis;
  private final long wantedAtMillis;
  private final SimulatedChain chain;
  private final Wiring wiring;
  private final ReplicaOptions options;
  private final SimulatedStore store = new SimulatedStore();
  private Replica replica;
  private long timers;
  private long effects;

  SimulatedHost(
      int index,
      int validator,
      boolean honest,
      long clockSkewMillis,
      long wantedAtMillis,
      SimulatedChain chain,
      Wiring wiring,
      ReplicaOptions options) {
    this.index = index;
    this.validator = validator;
    this.honest = honest;
    this.clockSkewMillis = clockSkewMillis;
    this.wantedAtMillis = wantedAtMillis;
    this.chain = chain;
    this.wiring = wiring;
    this.options = options;
  }

  int index() {
    return index;
  }

  int validator() {
    return validator;
  }

  ParticipantId name() {
    return new ParticipantId(SimulatedChain.name(validator));
  }

  boolean honest() {
    return honest;
  }

  SimulatedStore store() {
    return store;
  }

  /** The newest timer replaces those before; a restart forgets them all. */
  long newTimer() {
    return ++timers;
  }

  boolean isNewestTimer(long timer) {
    return timer == timers;
  }

  /** How many effects came before this one, over all incarnations. */
  long countEffect() {
    return effects++;
  }

  boolean isUp() {
    return replica != null;
  }

  void crash() {
    replica = null;
  }

  List<Effect> start(long timeMillis) {
    timers++;
    replica =
        new Replica(
            chain.identity(validator),
            options,
            new SimulatedLedger(store, wantedAtMillis),
            store,
            wiring.storage().apply(store.recover()),
            wiring.rules());
    return wiring.shell().apply(replica.start(now(timeMillis)));
  }

  List<Effect> step(Input input, long timeMillis) {
    return wiring.shell().apply(replica.step(input, now(timeMillis)));
  }

  private Now now(long timeMillis) {
    return new Now(
        timeMillis, SimulatedChain.GENESIS_MILLIS + 1_000 + timeMillis + clockSkewMillis);
  }

  long epoch() {
    return replica == null ? 0 : replica.epoch();
  }

  long round() {
    return replica == null ? 0 : replica.round();
  }
}
