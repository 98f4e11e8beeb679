package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.RefusalReason;
import java.util.ArrayList;
import java.util.List;

/** The effects of the step under way, in order. */
final class Outbox {
  private final List<Effect> effects = new ArrayList<>();

  void add(Effect effect) {
    effects.add(effect);
  }

  void refused(RefusalReason reason, String detail) {
    effects.add(new Effect.Refused(reason, detail));
  }

  void refused(Decision.Refused refusal) {
    refused(refusal.reason(), refusal.detail());
  }

  List<Effect> drain() {
    List<Effect> drained = List.copyOf(effects);
    effects.clear();
    return drained;
  }
}
