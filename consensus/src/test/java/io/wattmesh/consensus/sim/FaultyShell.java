package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.proto.crypto.MessageType;
import java.util.ArrayList;
import java.util.List;

/** Shells that break the contract of {@link Effect}. */
final class FaultyShell {
  private FaultyShell() {}

  static List<Effect> sendsFirst(List<Effect> effects) {
    var sends = new ArrayList<Effect>();
    var others = new ArrayList<Effect>();
    for (Effect effect : effects) {
      boolean leaves = effect instanceof Effect.Send || effect instanceof Effect.Broadcast;
      (leaves ? sends : others).add(effect);
    }
    sends.addAll(others);
    return sends;
  }

  /** A batch is acknowledged before it is stored. */
  static List<Effect> acknowledgesFirst(List<Effect> effects) {
    var others = new ArrayList<>(effects);
    others.removeIf(Effect.PersistBatch.class::isInstance);
    effects.stream().filter(Effect.PersistBatch.class::isInstance).forEach(others::add);
    return others;
  }

  /** Of several blocks that are committed at once, the newest goes first. */
  static List<Effect> commitsNewestFirst(List<Effect> effects) {
    List<Effect> commits =
        effects.stream().filter(effect -> effect instanceof Effect.PersistCommit).toList();
    var swapped = new ArrayList<Effect>();
    int next = commits.size();
    for (Effect effect : effects) {
      swapped.add(effect instanceof Effect.PersistCommit ? commits.get(--next) : effect);
    }
    return swapped;
  }

  /** A timeout is sent, and the row that accounts for it is not stored. */
  static List<Effect> storesNoTimeouts(List<Effect> effects) {
    var kept = new ArrayList<Effect>();
    for (int k = 0; k < effects.size(); k++) {
      boolean ofTimeout =
          effects.get(k) instanceof Effect.PersistSafety
              && k + 1 < effects.size()
              && effects.get(k + 1) instanceof Effect.Broadcast next
              && ConsensusMessage.ofBytes(next.message()).envelope().type() == MessageType.TIMEOUT;
      if (!ofTimeout) {
        kept.add(effects.get(k));
      }
    }
    return kept;
  }

  /** Who is in an earlier epoch is not shown the way. */
  static List<Effect> tellsNoEpochChanges(List<Effect> effects) {
    return effects.stream().filter(effect -> !isOfEpochChanges(effect)).toList();
  }

  private static boolean isOfEpochChanges(Effect effect) {
    return switch (effect) {
      case Effect.Send send -> isOfEpochChanges(send.message());
      case Effect.Broadcast broadcast -> isOfEpochChanges(broadcast.message());
      default -> false;
    };
  }

  private static boolean isOfEpochChanges(byte[] message) {
    return ConsensusMessage.ofBytes(message).envelope().type() == MessageType.EPOCH_CHANGES;
  }

  /** An epoch's last block is stored as committed, and the epoch's end is not. */
  static List<Effect> storesNoEpochChanges(List<Effect> effects) {
    return effects.stream().filter(effect -> !(effect instanceof Effect.PersistEpoch)).toList();
  }
}
