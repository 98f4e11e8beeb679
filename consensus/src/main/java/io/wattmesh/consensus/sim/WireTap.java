package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.certificate.TimeoutContent;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.HashMap;
import java.util.Map;

/**
 * Listens to what honest validators send, over all their restarts: one vote and one proposal a
 * round, and no vote in a round after its timeout.
 */
final class WireTap {
  private record Slot(int validator, long round) {}

  /** Timeouts bind within their epoch alone: rounds that an earlier one voted in are given up. */
  private record Place(int validator, long epoch) {}

  private final Map<Slot, VoteContent> votes = new HashMap<>();
  private final Map<Slot, Hash> proposals = new HashMap<>();
  private final Map<Place, Long> timedOut = new HashMap<>();

  void sent(int validator, byte[] message) {
    SignedEnvelope envelope = ConsensusMessage.ofBytes(message).envelope();
    switch (envelope.type()) {
      case VOTE ->
          vote(
              new Place(validator, envelope.context().epoch()),
              CanonicalReader.readAll(envelope.payload(), VoteContent::read));
      case PROPOSAL -> {
        BlockOutline block = CanonicalReader.readAll(envelope.payload(), BlockOutline::read);
        once(proposals, new Slot(validator, block.header().round()), block.header().id());
      }
      case TIMEOUT ->
          timedOut.merge(
              new Place(validator, envelope.context().epoch()),
              CanonicalReader.readAll(envelope.payload(), TimeoutContent::read).round(),
              Math::max);
      default -> {}
    }
  }

  private void vote(Place place, VoteContent content) {
    int validator = place.validator();
    once(votes, new Slot(validator, content.round()), content);
    if (content.round() <= timedOut.getOrDefault(place, 0L)) {
      throw new InvariantViolation(
          "Validator %d votes in round %d after timing out of round %d."
              .formatted(validator, content.round(), timedOut.get(place)));
    }
  }

  private static <V> void once(Map<Slot, V> map, Slot slot, V value) {
    V before = map.putIfAbsent(slot, value);
    if (before != null && !before.equals(value)) {
      throw new InvariantViolation(
          "Validator %d signs two things in round %d: %s and %s."
              .formatted(slot.validator(), slot.round(), before, value));
    }
  }
}
