package io.wattmesh.ledger.store.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.wattmesh.cassandra.Database;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.ByteBuffer;

/** A validator's partitions in a keyspace. */
record LedgerSpace(Database database, Hash chainId, ParticipantId validator) {
  /** The first column of its partitions. */
  String name() {
    return chainId.hex() + "/" + validator.value();
  }

  /** Binds what may be carried out twice. */
  static BoundStatement idempotent(PreparedStatement statement, Object... values) {
    return statement.bind(values).setIdempotent(true);
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  static ByteBuffer buffer(Hash hash) {
    return ByteBuffer.wrap(hash.bytes());
  }
}
