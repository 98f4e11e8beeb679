package io.wattmesh.ledger.store.cassandra;

import io.wattmesh.cassandra.CassandraException;

/** Another incarnation of this validator has claimed its row: this one must never sign again. */
public final class FencedException extends CassandraException {
  private static final long serialVersionUID = 1L;

  FencedException(String message) {
    super(message);
  }
}
