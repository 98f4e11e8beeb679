package io.wattmesh.ledger.store.cassandra;

import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.LedgerStoreContract;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.file.Path;

/** The contract over a real server; each opening is a new incarnation. */
class CassandraLedgerStoreTest extends LedgerStoreContract {
  private final ParticipantId validator = TestServer.name();

  @Override
  protected LedgerStore open(Path emptyFolder) {
    return CassandraLedgerStore.over(TestServer.get().database(), TestServer.CHAIN, validator);
  }
}
