package io.wattmesh.consensus.sim;

/** What must never happen has happened; the message says what. Ends a simulation. */
final class InvariantViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvariantViolation(String message) {
    super(message);
  }
}
