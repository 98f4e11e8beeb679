package io.wattmesh.cassandra;

/** The database cannot do what was asked; says what to do about it. */
public class CassandraException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public CassandraException(String message) {
    super(message);
  }

  public CassandraException(String message, Throwable cause) {
    super(message, cause);
  }
}
