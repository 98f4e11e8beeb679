package io.wattmesh.cassandra;

/** A compare-and-set may have been carried out or not; the row must be read back at SERIAL. */
public final class UnknownOutcomeException extends Exception {
  private static final long serialVersionUID = 1L;

  UnknownOutcomeException(String message, Throwable cause) {
    super(message, cause);
  }
}
