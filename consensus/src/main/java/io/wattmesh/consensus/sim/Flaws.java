package io.wattmesh.consensus.sim;

import java.util.EnumSet;
import java.util.Set;

/** The flaws of a host's surroundings. */
record Flaws(Set<Flaw> set) {
  static final Flaws NONE = new Flaws(Set.of());

  Flaws {
    set = Set.copyOf(set);
  }

  static Flaws of(Flaw flaw) {
    return new Flaws(EnumSet.of(flaw));
  }

  boolean has(Flaw flaw) {
    return !set.isEmpty() && set.contains(flaw);
  }

  Flaws and(Flaw flaw) {
    var more = EnumSet.of(flaw);
    more.addAll(set);
    return new Flaws(more);
  }
}
