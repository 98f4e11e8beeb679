package io.wattmesh.cassandra;

import java.util.Objects;

/** A role of the database. */
public record CassandraLogin(String username, String password) {
  public CassandraLogin {
    Objects.requireNonNull(username);
    Objects.requireNonNull(password);
  }

  @Override
  public String toString() {
    return username + " (password not shown)";
  }
}
