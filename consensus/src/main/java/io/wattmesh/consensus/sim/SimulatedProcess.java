package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.replica.Recovered;
import io.wattmesh.consensus.replica.Replica;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** What a crash destroys: a replica, its ledger's memory, effects and writes under way. */
final class SimulatedProcess {
  private static final int NEVER = -1;

  private final Replica replica;
  private final SimulatedLedger ledger;
  private final long incarnation;

  /** Asked for and not begun. */
  final ArrayDeque<Effect> queue = new ArrayDeque<>();

  /** Written to the disk and not synced, oldest first. */
  final List<Effect> unsynced = new ArrayList<>();

  /** Whether effects wait for a write. */
  boolean isStoring;

  /** Whether effects are being carried out right now. */
  boolean isPumping;

  private int effectsLeft = NEVER;
  private long timers;
  private long decidedHeight;
  private Hash decidedId;

  SimulatedProcess(Replica replica, SimulatedLedger ledger, long incarnation, Recovered recovered) {
    this.replica = replica;
    this.ledger = ledger;
    this.incarnation = incarnation;
    this.decidedHeight = recovered.tip().header().height();
    this.decidedId = recovered.tip().id();
  }

  Replica replica() {
    return replica;
  }

  SimulatedLedger ledger() {
    return ledger;
  }

  long incarnation() {
    return incarnation;
  }

  /** The newest timer replaces those before. */
  long newTimer() {
    return ++timers;
  }

  boolean isNewestTimer(long timer) {
    return timer == timers;
  }

  void crashAfter(int effects) {
    if (effectsLeft == NEVER) {
      effectsLeft = effects;
    }
  }

  boolean isCrashDue() {
    return effectsLeft == 0;
  }

  void countEffect() {
    if (effectsLeft > 0) {
      effectsLeft--;
    }
  }

  /** Commits a block: the next in height, a child of the last. */
  void decide(BlockHeader header, Hash id) {
    if (header.height() != decidedHeight + 1 || !header.parentId().equals(decidedId)) {
      throw new InvariantViolation(
          "Order: block %s of height %d after %s of height %d."
              .formatted(id.shortHex(), header.height(), decidedId.shortHex(), decidedHeight));
    }
    decidedHeight = header.height();
    decidedId = id;
  }
}
