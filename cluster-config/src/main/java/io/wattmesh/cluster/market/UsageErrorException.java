package io.wattmesh.cluster.market;

/** An option's value is out of its range: the command line itself is wrong. */
public final class UsageErrorException extends UserErrorException {
  private static final long serialVersionUID = 1L;

  public UsageErrorException(String message) {
    super(message);
  }
}
