package io.wattmesh.consensus.replica;

import java.util.Optional;

/** Ends a step and the replica: going on would be wrong. Never leaves {@link Replica}. */
final class HaltException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Divergence> divergence;

  HaltException(String message) {
    super(message);
    this.divergence = Optional.empty();
  }

  HaltException(String message, Divergence divergence) {
    super(message);
    this.divergence = Optional.of(divergence);
  }

  /** What differs, if the reason is that this validator's state is another than is certified. */
  Optional<Divergence> divergence() {
    return divergence;
  }
}
