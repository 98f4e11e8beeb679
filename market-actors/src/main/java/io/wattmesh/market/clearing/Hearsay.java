package io.wattmesh.market.clearing;

import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a region can gather of the clearing at hand from what others signed for it. */
final class Hearsay {
  /** An interval and its frozen books. */
  record Subject(long interval, Hash booksRoot) {}

  private final Map<Subject, Set<String>> aggregators = new HashMap<>();
  private final Map<Subject, Set<String>> regions = new HashMap<>();

  /** Takes messages whose signatures have been verified. */
  Hearsay(Collection<SignedEnvelope> verified) {
    for (SignedEnvelope envelope : verified) {
      if (envelope.type() == MessageType.BUS_CURVE) {
        BusCurveMessage curve = BusCurveMessage.ofBytes(envelope.payload());
        tell(aggregators, new Subject(curve.interval(), curve.booksRoot()), envelope.signer());
      } else {
        RegionEnvelope message = RegionEnvelope.ofBytes(envelope.payload());
        tell(regions, new Subject(message.interval(), message.booksRoot()), envelope.signer());
      }
    }
  }

  private static void tell(Map<Subject, Set<String>> told, Subject subject, String teller) {
    told.computeIfAbsent(subject, any -> new HashSet<>()).add(teller);
  }

  /**
   * The latest interval that all aggregators speak of or, without any, the one that most regions
   * speak of.
   */
  Optional<Subject> subject(int ownAggregators) {
    Comparator<Subject> latest = Comparator.comparingLong(Subject::interval);
    if (ownAggregators > 0) {
      return aggregators.keySet().stream()
          .filter(subject -> aggregators.get(subject).size() == ownAggregators)
          .max(latest);
    }
    return regions.keySet().stream()
        .max(Comparator.<Subject>comparingInt(s -> regions.get(s).size()).thenComparing(latest));
  }
}
