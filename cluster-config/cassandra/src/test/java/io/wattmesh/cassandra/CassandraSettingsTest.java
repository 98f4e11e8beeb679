package io.wattmesh.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CassandraSettingsTest {
  private static final List<InetSocketAddress> SOMEWHERE =
      List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9042));

  @ParameterizedTest
  @ValueSource(strings = {"", "Upper", "1st", "a-b", "a; DROP KEYSPACE b", "_a"})
  void a_keyspace_that_is_no_plain_name_is_refused(String keyspace) {
    assertThatThrownBy(() -> CassandraSettings.development(SOMEWHERE, keyspace))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + keyspace + "'");
  }

  @Test
  void there_is_a_contact_point_and_time() {
    assertThatThrownBy(() -> CassandraSettings.development(List.of(), "a"))
        .hasMessageContaining("at least one");
    CassandraSettings settings = CassandraSettings.development(SOMEWHERE, "a");
    assertThatThrownBy(() -> settings.withTimes(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .hasMessageContaining("PT2S")
        .hasMessageContaining("PT1S");
  }

  @Test
  void no_password_is_shown() {
    var settings =
        new CassandraSettings(
            SOMEWHERE,
            "dc1",
            Optional.of(new CassandraLogin("validator", "secret-1")),
            "a",
            Optional.of(
                new TlsFiles(
                    new TlsFiles.Store(Path.of("trust.p12"), "secret-2"),
                    Optional.of(new TlsFiles.Store(Path.of("own.p12"), "secret-3")),
                    true)),
            false,
            false,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    assertThat(settings.toString())
        .contains("validator", "trust.p12", "own.p12")
        .doesNotContain("secret");
  }
}
