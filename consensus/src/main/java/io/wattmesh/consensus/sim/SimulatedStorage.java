package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.safety.SafetyRow;

/**
 * Carries writes out as the scenario's {@link Durability} has it. The compare-and-set of the safety
 * row follows the rules of fencing: one is under way at a time; what was not applied or has no
 * known outcome is read back, which also ends whatever of it is still under way; then the row holds
 * these very bytes, or another incarnation, or less, and only in the last case it is tried again.
 */
final class SimulatedStorage {
  private static final long UNKNOWN_AFTER_MILLIS = 60;

  /** A compare-and-set under way. */
  private static final class Attempt {
    private final SafetyRow row;
    private boolean isApplied;
    private boolean isSettled;

    Attempt(SafetyRow row) {
      this.row = row;
    }
  }

  /** What the shell learns of a write. */
  interface Outcome {
    void done();

    /** The write failed, or the validator is another's now: the process ends. */
    void failed(String why);
  }

  private final HostFaults faults;
  private final Flaws flaws;
  private final Agenda agenda;
  private final SimulatedNetwork chance;
  private final Invariants invariants;

  SimulatedStorage(
      HostFaults faults,
      Flaws flaws,
      Agenda agenda,
      SimulatedNetwork chance,
      Invariants invariants) {
    this.faults = faults;
    this.flaws = flaws;
    this.agenda = agenda;
    this.chance = chance;
    this.invariants = invariants;
  }

  static boolean isWrite(Effect effect) {
    return effect instanceof Effect.PersistBlock
        || effect instanceof Effect.PersistBatch
        || effect instanceof Effect.PersistSafety
        || effect instanceof Effect.PersistCommit
        || effect instanceof Effect.PersistEpoch;
  }

  /** Whether writes that follow each other may be under way at once; they stay in order. */
  boolean takesMany() {
    return faults.durability() == Durability.LOSSY_DISK;
  }

  /** Begins the writes that the process has put among the unsynced. */
  void write(SimulatedHost host, Outcome outcome) {
    SimulatedProcess process = host.process();
    if (faults.durability() == Durability.AT_ONCE) {
      sync(host, process);
      outcome.done();
    } else if (process.unsynced.getLast() instanceof Effect.PersistSafety safety
        && faults.durability() == Durability.SHARED_ROW) {
      process.unsynced.clear();
      compareAndSet(host, safety.row(), outcome);
    } else if (chance.happens(faults.failPerMille())) {
      process.unsynced.removeLast();
      fail(outcome);
    } else if (flaws.has(Flaw.DOES_NOT_WAIT_FOR_SYNC)) {
      agenda.after(delayMillis(), host.index(), "synced", () -> sync(host, process));
      outcome.done();
    } else {
      agenda.after(
          delayMillis(),
          host.index(),
          "synced",
          () -> {
            if (host.runs(process)) {
              sync(host, process);
              outcome.done();
            }
          });
    }
  }

  private void fail(Outcome outcome) {
    if (flaws.has(Flaw.SWALLOWS_STORAGE_ERRORS)) {
      outcome.done();
    } else {
      outcome.failed("storage error");
    }
  }

  private void sync(SimulatedHost host, SimulatedProcess process) {
    if (host.runs(process)) {
      process.unsynced.forEach(effect -> apply(host, effect));
      process.unsynced.clear();
    }
  }

  private void apply(SimulatedHost host, Effect effect) {
    switch (effect) {
      case Effect.PersistBlock block -> {
        host.store().put(block.linked());
        stored(host, block);
      }
      case Effect.PersistBatch batch -> {
        host.store().put(batch.batch());
        invariants.batchStored(host, batch.batch());
      }
      case Effect.PersistSafety safety -> replaceRow(host, safety.row());
      case Effect.PersistCommit commit -> {
        host.store().put(commit);
        stored(host, commit);
      }
      case Effect.PersistEpoch epoch -> host.store().put(epoch.change());
      default -> throw new IllegalArgumentException(effect + " is not to be stored.");
    }
  }

  private void stored(SimulatedHost host, Effect effect) {
    if (host.honest()) {
      invariants.stored(effect);
    }
  }

  private void replaceRow(SimulatedHost host, SafetyRow row) {
    SafetyRow before = host.store().row();
    host.store().put(row);
    if (host.honest()) {
      invariants.rowStored(host, before, row);
    }
  }

  /** The process is lost; of what was not synced an older part may have become durable. */
  void crash(SimulatedHost host) {
    SimulatedProcess process = host.process();
    if (process != null && !process.unsynced.isEmpty()) {
      int surviving = chance.anyOf(process.unsynced.size() + 1);
      process.unsynced.subList(0, surviving).forEach(effect -> apply(host, effect));
      process.unsynced.clear();
    }
  }

  private long delayMillis() {
    return 1L + chance.anyOf(faults.maxStoreMillis());
  }

  /** How long a process takes to claim its row. */
  long claimDelayMillis() {
    return faults.durability() == Durability.SHARED_ROW ? delayMillis() : 0;
  }

  private void compareAndSet(SimulatedHost host, SafetyRow row, Outcome outcome) {
    SimulatedProcess process = host.process();
    var attempt = new Attempt(row);
    boolean unknown = chance.happens(faults.unknownPerMille());
    long delay = delayMillis();
    if (!unknown) {
      agenda.after(delay, host.index(), "row", () -> apply(host, process, attempt));
      agenda.after(
          delay + chance.anyOf(4),
          host.index(),
          "row answered",
          () -> answered(host, process, attempt, outcome));
      return;
    }
    if (chance.anyOf(2) == 0) {
      agenda.after(
          delay + chance.anyOf((int) (2 * UNKNOWN_AFTER_MILLIS)),
          host.index(),
          "row, late",
          () -> apply(host, process, attempt));
    }
    agenda.after(
        UNKNOWN_AFTER_MILLIS,
        host.index(),
        "row's outcome unknown",
        () -> {
          attempt.isApplied |= flaws.has(Flaw.TAKES_UNKNOWN_FOR_APPLIED);
          answered(host, process, attempt, outcome);
        });
  }

  private void apply(SimulatedHost host, SimulatedProcess process, Attempt attempt) {
    boolean mine = host.store().incarnation() == process.incarnation();
    if (flaws.has(Flaw.WRITES_ROW_UNCONDITIONALLY)
        || (!attempt.isSettled && mine && grows(host.store().row(), attempt.row))) {
      replaceRow(host, attempt.row);
      attempt.isApplied = true;
    }
  }

  private void answered(
      SimulatedHost host, SimulatedProcess process, Attempt attempt, Outcome outcome) {
    if (!host.runs(process)) {
      return;
    }
    if (attempt.isApplied) {
      outcome.done();
      return;
    }
    attempt.isSettled = true;
    if (host.store().incarnation() != process.incarnation()) {
      host.fence();
      outcome.failed("fenced");
    } else if (host.store().row().equals(attempt.row)) {
      outcome.done();
    } else if (grows(host.store().row(), attempt.row)) {
      compareAndSet(host, attempt.row, outcome);
    } else {
      throw new InvariantViolation(
          "Monotone row: this incarnation's row is %s and it wants to write %s."
              .formatted(Trace.say(host.store().row()), Trace.say(attempt.row)));
    }
  }

  /**
   * Whether a row may replace another: no round of it goes back, but what was locked or given up
   * ends with its epoch.
   */
  static boolean grows(SafetyRow before, SafetyRow after) {
    return after.epoch() >= before.epoch()
        && after.lastVotedRound() >= before.lastVotedRound()
        && after.lastProposalRound() >= before.lastProposalRound()
        && (after.epoch() > before.epoch() || growsWithinEpoch(before, after));
  }

  private static boolean growsWithinEpoch(SafetyRow before, SafetyRow after) {
    return after.oneChainRound() >= before.oneChainRound()
        && after.highestTimeoutRound() >= before.highestTimeoutRound()
        && after.highQc().round() >= before.highQc().round();
  }
}
