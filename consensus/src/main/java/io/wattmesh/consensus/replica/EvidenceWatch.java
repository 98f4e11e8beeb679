package io.wattmesh.consensus.replica;

import io.wattmesh.proto.chain.Evidence;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compares what each validator of the epoch signs for a round with what it signed before. Its
 * memory is bounded: one vote and one proposal a validator and round for a few rounds, and of the
 * proposals only those small enough for evidence. Each validator is accused once an epoch.
 */
final class EvidenceWatch {
  private static final int WINDOW_ROUNDS = 16;

  /** A proposal beyond this is not kept: two of them would be too large for evidence. */
  private static final int MAX_KEPT_BYTES = Evidence.MAX_BYTES / 2 - 1024;

  private record Slot(int validator, MessageType type) {}

  private final TreeMap<Long, Map<Slot, SignedEnvelope>> byRound = new TreeMap<>();
  private final Set<Integer> accused = new HashSet<>();

  /**
   * Takes in a message whose signature holds in this epoch.
   *
   * @param round the replica's own; what is far from it is not kept
   * @return both messages, if the sender contradicts itself for the first time
   */
  Optional<Evidence> onMessage(int sender, SignedEnvelope envelope, long round) {
    Optional<Long> ofRound = Evidence.roundOf(envelope);
    while (!byRound.isEmpty() && byRound.firstKey() < round - WINDOW_ROUNDS) {
      byRound.pollFirstEntry();
    }
    if (ofRound.isEmpty()
        || Math.abs(ofRound.get() - round) > WINDOW_ROUNDS
        || envelope.payloadLength() > MAX_KEPT_BYTES
        || accused.contains(sender)) {
      return Optional.empty();
    }
    SignedEnvelope before =
        byRound
            .computeIfAbsent(ofRound.get(), _ -> new HashMap<>())
            .putIfAbsent(new Slot(sender, envelope.type()), envelope);
    if (before == null || before.hasPayloadOf(envelope)) {
      return Optional.empty();
    }
    accused.add(sender);
    return Optional.of(new Evidence(before, envelope));
  }
}
