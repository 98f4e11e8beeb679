package io.wattmesh.ledger.audit;

/**
 * The export does not prove what it should; the message names the first thing that does not hold.
 */
public final class AuditFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AuditFailedException(String message) {
    super(message);
  }

  public AuditFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
