package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.replica.Now;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Optional;

/** A machine that runs a validator: at most one process at a time, and a store that survives it. */
final class SimulatedHost {
  private final int index;
  private final int validator;
  private final ParticipantId name;
  private final Optional<Liar> liar;
  private final SimulatedStore store;
  private long skewMillis;
  private SimulatedProcess process;
  private long effects;
  private boolean starting;
  private boolean fenced;

  SimulatedHost(
      int index, int validator, Optional<Liar> liar, SimulatedStore store, long skewMillis) {
    this.index = index;
    this.validator = validator;
    this.name = new ParticipantId(SimulatedChain.name(validator));
    this.liar = liar;
    this.store = store;
    this.skewMillis = skewMillis;
  }

  int index() {
    return index;
  }

  int validator() {
    return validator;
  }

  /** The name of its validator. */
  ParticipantId name() {
    return name;
  }

  boolean honest() {
    return liar.isEmpty();
  }

  Optional<Liar> liar() {
    return liar;
  }

  SimulatedStore store() {
    return store;
  }

  /** How many effects came before this one, over all processes. */
  long countEffect() {
    return effects++;
  }

  boolean isUp() {
    return process != null;
  }

  boolean runs(SimulatedProcess some) {
    return process == some;
  }

  /** The process; only while it is up. */
  SimulatedProcess process() {
    return process;
  }

  void run(SimulatedProcess started) {
    process = started;
    starting = false;
  }

  void stop() {
    process = null;
  }

  /** Another host has taken the validator over: this one stops for good. */
  void fence() {
    process = null;
    fenced = true;
  }

  /** Whether its process is the one that may write the validator's row. */
  boolean isNewest() {
    return process != null && process.incarnation() == store.incarnation();
  }

  boolean isFenced() {
    return fenced;
  }

  boolean isStarting() {
    return starting;
  }

  void starting() {
    starting = true;
    fenced = false;
  }

  void setClock(long newSkewMillis) {
    skewMillis = newSkewMillis;
  }

  Now now(long timeMillis) {
    return new Now(timeMillis, SimulatedChain.GENESIS_MILLIS + 2_500 + timeMillis + skewMillis);
  }

  long round() {
    return process == null ? 0 : process.replica().round();
  }
}
