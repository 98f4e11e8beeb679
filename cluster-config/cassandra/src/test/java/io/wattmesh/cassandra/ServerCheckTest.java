package io.wattmesh.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerCheckTest {
  private static final Map<String, String> SAFE =
      Map.of(
          "paxos_variant", "v2",
          "commitlog_sync", "batch",
          "disk_failure_policy", "die",
          "commit_failure_policy", "stop");

  @Test
  void safe_settings_are_not_refused() {
    assertThat(ServerCheck.refusals(SAFE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "paxos_variant, v1, must be v2",
    "commitlog_sync, periodic, before it is on disk",
    "disk_failure_policy, ignore, must be die or stop",
    "commit_failure_policy, ignore, must be die or stop"
  })
  void each_unsafe_setting_is_told_with_its_value_and_the_safe_one(
      String name, String value, String remedy) {
    var settings = new HashMap<>(SAFE);
    settings.put(name, value);
    assertThat(ServerCheck.refusals(settings))
        .singleElement()
        .asString()
        .contains(name, value, remedy);
  }

  @Test
  void a_setting_that_is_not_told_is_no_safe_one() {
    assertThat(ServerCheck.refusals(Map.of())).hasSize(4).allMatch(it -> it.contains("not told"));
  }

  @Test
  void a_keyspace_has_three_replicas_where_its_votes_are_written() {
    assertThat(ServerCheck.keyspaceRefusals(Map.of("dc1", "3"), true, "dc1", false)).isEmpty();
    assertThat(ServerCheck.keyspaceRefusals(Map.of("dc1", "2"), true, "dc1", false))
        .singleElement()
        .asString()
        .contains("dc1 is 2");
    assertThat(ServerCheck.keyspaceRefusals(Map.of("dc2", "3"), true, "dc1", false))
        .as("another datacenter's replicas are not asked")
        .hasSize(1);
    assertThat(ServerCheck.keyspaceRefusals(Map.of("dc1", "3/1"), true, "dc1", false))
        .as("transient replicas keep nothing")
        .hasSize(1);
    assertThat(ServerCheck.keyspaceRefusals(Map.of("dc1", "1"), true, "dc1", true)).isEmpty();
  }

  @Test
  void a_keyspace_without_a_log_is_refused_for_development_too() {
    assertThat(ServerCheck.keyspaceRefusals(Map.of("dc1", "3"), false, "dc1", true))
        .singleElement()
        .asString()
        .contains("durable_writes");
  }
}
