package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.RefusalReason;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The effects of the step under way, in order. */
final class Outbox {
  private final List<Effect> effects = new ArrayList<>();
  private final SortedMap<RefusalReason, Long> refusals = new TreeMap<>();

  void add(Effect effect) {
    effects.add(effect);
  }

  void refused(RefusalReason reason, String detail) {
    refusals.merge(reason, 1L, Long::sum);
    effects.add(new Effect.Refused(reason, detail));
  }

  void refused(Decision.Refused refusal) {
    refused(refusal.reason(), refusal.detail());
  }

  /** How often something was refused, by reason. */
  SortedMap<RefusalReason, Long> refusals() {
    return refusals;
  }

  List<Effect> drain() {
    List<Effect> drained = List.copyOf(effects);
    effects.clear();
    return drained;
  }
}
