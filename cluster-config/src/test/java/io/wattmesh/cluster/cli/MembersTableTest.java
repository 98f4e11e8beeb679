package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What Pekko Management tells, as operators see it. */
class MembersTableTest {
  private static final String CLUSTER =
      """
      {"leader": "pekko://wattmesh@127.0.0.1:25520", "selfNode": "pekko://wattmesh@127.0.0.2:25520",
       "members": [
         {"node": "pekko://wattmesh@127.0.0.1:25520", "status": "Up",
          "roles": ["validator", "dc-default", "gateway"]},
         {"node": "pekko://wattmesh@127.0.0.2:25520", "status": "Leaving", "roles": ["prosumer"]}],
       "unreachable": [{"node": "pekko://wattmesh@127.0.0.2:25520", "observedBy": []}]}
      """;
  private static final String SHARDS =
      """
      {"prosumer": {"pekko://wattmesh@127.0.0.2:25520": {"shards": 12, "entities": 99}},
       "validator": {"pekko://wattmesh@127.0.0.1:25520": {"shards": 4, "entities": 4}}}
      """;

  private static MembersTable table() throws JsonProcessingException {
    var json = new ObjectMapper();
    return new MembersTable(json.readTree(CLUSTER), json.readTree(SHARDS));
  }

  @Test
  void each_member_has_its_roles_its_status_and_its_shards() throws JsonProcessingException {
    var out = new StringWriter();
    table().print(new PrintWriter(out, true));
    assertThat(out.toString())
        .contains("2 members, leader 127.0.0.1:25520")
        .containsPattern("127\\.0\\.0\\.1:25520 +Up +reachable +gateway,validator")
        .containsPattern("127\\.0\\.0\\.2:25520 +Leaving +unreachable +prosumer")
        .contains("shards: prosumer 12, validator 0");
  }

  @Test
  void the_json_says_the_same() throws JsonProcessingException {
    Map<String, Object> json = table().toJson();
    assertThat(json).containsEntry("asked", "127.0.0.2:25520");
    assertThat(json)
        .extractingByKey("members", InstanceOfAssertFactories.LIST)
        .element(1)
        .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("reachable", false)
        .containsEntry("roles", List.of("prosumer"))
        .containsEntry("shards", Map.of("prosumer", 12, "validator", 0));
  }

  @Test
  void a_node_that_does_not_answer_ends_the_command_with_3() {
    Cli cli = Cli.run("cluster", "status", "--management", "127.0.0.1:1");
    assertThat(cli.code()).isEqualTo(ExitCodes.UNREACHABLE);
    assertThat(cli.err()).contains("No node answers at 127.0.0.1:1");
  }
}
