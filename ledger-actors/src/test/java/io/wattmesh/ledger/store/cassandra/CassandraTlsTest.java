package io.wattmesh.ledger.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.cassandra.CassandraException;
import io.wattmesh.cassandra.CassandraSettings;
import io.wattmesh.cassandra.Database;
import io.wattmesh.cassandra.TlsFiles;
import io.wattmesh.cassandra.server.ServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * TLS to the database: only a server whose certificate is trusted, under its own name; and, since
 * it asks for one, only by a certificate that it trusts.
 */
class CassandraTlsTest {
  @TempDir private Path folder;

  private static CassandraSettings trusting(Path file, String password) {
    return trusting(file, password, Optional.of(TestServer.get().clients));
  }

  private static CassandraSettings trusting(Path file, String password, Optional<Path> own) {
    CassandraSettings plain = TestServer.get().settings();
    return new CassandraSettings(
        plain.contactPoints(),
        plain.localDatacenter(),
        plain.login(),
        plain.keyspace(),
        Optional.of(
            new TlsFiles(
                new TlsFiles.Store(file, password),
                own.map(shown -> new TlsFiles.Store(shown, ServerOptions.KEYSTORE_PASSWORD)),
                true)),
        true,
        false,
        plain.requestTimeout(),
        Duration.ofSeconds(10));
  }

  @Test
  void a_store_is_opened_and_written_over_tls() {
    CassandraSettings settings =
        trusting(TestServer.get().keystore, ServerOptions.KEYSTORE_PASSWORD);
    try (Database database = Database.open(settings)) {
      assertThat(database.session().getContext().getSslEngineFactory()).isPresent();
      assertThat(database.prepare("SELECT * FROM safety")).isNotNull();
    }
  }

  private static void assertRefused(Optional<Path> own) {
    CassandraSettings settings =
        trusting(TestServer.get().keystore, ServerOptions.KEYSTORE_PASSWORD, own);
    assertThatThrownBy(() -> Database.open(settings))
        .isInstanceOf(CassandraException.class)
        .hasMessageContaining("Check the addresses");
  }

  @Test
  void without_a_certificate_of_its_own_a_store_is_not_opened() {
    assertRefused(Optional.empty());
  }

  @Test
  void with_a_certificate_that_the_server_does_not_trust_a_store_is_not_opened() {
    assertRefused(Optional.of(TestKeystore.make(folder, "stranger.p12")));
  }

  @Test
  void a_server_that_is_not_trusted_is_not_spoken_to() {
    Path other = TestKeystore.make(folder, "other.p12");
    CassandraSettings settings = trusting(other, ServerOptions.KEYSTORE_PASSWORD);
    assertThatThrownBy(() -> Database.open(settings))
        .isInstanceOf(CassandraException.class)
        .hasMessageContaining("Check the addresses")
        .hasMessageContaining("certif");
  }

  @Test
  void a_store_of_certificates_that_cannot_be_opened_is_named() {
    CassandraSettings settings = trusting(TestServer.get().keystore, "wrong");
    assertThatThrownBy(() -> Database.open(settings))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("server.p12")
        .hasMessageContaining("password");
  }
}
