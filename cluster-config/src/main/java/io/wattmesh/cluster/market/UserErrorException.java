package io.wattmesh.cluster.market;

/** Something that the user can mend; the message is one line that says what and how. */
public sealed class UserErrorException extends RuntimeException permits UsageErrorException {
  private static final long serialVersionUID = 1L;

  public UserErrorException(String message) {
    super(message);
  }

  public UserErrorException(String message, Throwable cause) {
    super(message, cause);
  }
}
