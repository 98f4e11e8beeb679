package io.wattmesh.proto.crypto;

/** A key vault that cannot be read, written or used as asked; the message says what to do. */
public final class KeyVaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public KeyVaultException(String message) {
    super(message);
  }

  public KeyVaultException(String message, Throwable cause) {
    super(message, cause);
  }
}
