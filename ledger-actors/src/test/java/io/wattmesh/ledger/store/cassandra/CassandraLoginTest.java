package io.wattmesh.ledger.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.cassandra.CassandraException;
import io.wattmesh.cassandra.CassandraSettings;
import io.wattmesh.cassandra.Database;
import io.wattmesh.cassandra.server.ServerOptions;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Each validator has a keyspace and a role of its own, with no more rights than docs/cassandra.md
 * says.
 */
class CassandraLoginTest {
  private static final String OWN = "ledger_tests";
  private static final String OTHERS = "others_ledger";

  private static CassandraSettings as(String role, String password, String keyspace) {
    CassandraSettings all = TestServer.get().settings(keyspace, role, password);
    return new CassandraSettings(
        all.contactPoints(),
        all.localDatacenter(),
        all.login(),
        keyspace,
        all.tls(),
        true,
        false,
        all.requestTimeout(),
        Duration.ofSeconds(20));
  }

  private static void makeByHand(String role) {
    var session = TestServer.get().database().session();
    for (String statement :
        List.of(
            "CREATE KEYSPACE %3$s WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': 1}",
            "CREATE ROLE %1$s WITH PASSWORD = 'secret' AND LOGIN = true",
            "GRANT CREATE ON KEYSPACE %2$s TO %1$s",
            "GRANT ALTER ON KEYSPACE %2$s TO %1$s",
            "GRANT SELECT ON KEYSPACE %2$s TO %1$s",
            "GRANT MODIFY ON KEYSPACE %2$s TO %1$s")) {
      session.execute(statement.formatted(role, OWN, OTHERS));
    }
  }

  @Test
  void a_role_with_the_rights_that_are_told_opens_its_validators_store_and_no_others() {
    makeByHand("validator_1");
    ParticipantId name = TestServer.name();
    SafetyRow first = SafetyRow.initial(0, Hash.ZERO);
    CassandraSettings own = as("validator_1", "secret", OWN);
    assertThatThrownBy(() -> CassandraLedgerStore.open(own, TestServer.CHAIN, name))
        .as("what cannot be read is not believed to be safe")
        .isInstanceOf(CassandraException.class)
        .hasMessageContaining("Grant the role SELECT on system_views.settings");
    TestServer.get()
        .database()
        .session()
        .execute("GRANT SELECT ON system_views.settings TO validator_1");
    try (var store = CassandraLedgerStore.open(own, TestServer.CHAIN, name)) {
      store.putSafetyRow(first);
      assertThat(store.safetyRow()).contains(first);
    }
    CassandraSettings others = as("validator_1", "secret", OTHERS);
    assertThatThrownBy(() -> CassandraLedgerStore.open(others, TestServer.CHAIN, name))
        .isInstanceOf(CassandraException.class)
        .hasMessageContaining("validator_1")
        .hasMessageContaining("permission");
  }

  @Test
  void a_wrong_password_is_told_at_once() {
    CassandraSettings wrong = as(ServerOptions.SUPERUSER, "wrong", OWN);
    long before = System.nanoTime();
    assertThatThrownBy(() -> Database.open(wrong))
        .isInstanceOf(CassandraException.class)
        .hasMessageContaining("Check the addresses, the datacenter's name, the login");
    assertThat(System.nanoTime() - before).isLessThan(Duration.ofSeconds(15).toNanos());
  }
}
