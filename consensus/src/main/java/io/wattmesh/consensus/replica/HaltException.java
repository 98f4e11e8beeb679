package io.wattmesh.consensus.replica;

/** Ends a step and the replica: going on would be wrong. Never leaves {@link Replica}. */
final class HaltException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HaltException(String message) {
    super(message);
  }
}
