package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command around the servers; that they start, answer and stop is in the stores' tests. */
class CassandraCommandTest {
  @TempDir private Path folder;

  private void serversThatDoNotRun() throws IOException {
    Files.writeString(folder.resolve("nodes.properties"), "nodes=3\nport=1\nstoragePort=2\n");
  }

  @Test
  void the_nodes_of_a_folder_are_shown_and_whoever_does_not_answer_decides_the_exit_code()
      throws IOException {
    serversThatDoNotRun();
    Cli text = Cli.run("cassandra", "status", "--folder", folder);
    assertThat(text.code()).isEqualTo(ExitCodes.UNREACHABLE);
    assertThat(text.out().lines()).hasSize(3).allMatch(line -> line.contains("down"));

    Cli json = Cli.run("cassandra", "status", "--folder", folder, "--json");
    JsonNode nodes = new ObjectMapper().readTree(json.out()).path("nodes");
    assertThat(nodes).hasSize(3);
    assertThat(nodes.get(2).path("address").asText()).isEqualTo("127.0.0.3");
    assertThat(nodes.get(2).path("state").asText()).isEqualTo("down");
    assertThat(nodes.get(2).path("pid").isNull()).isTrue();
  }

  @Test
  void stopping_what_does_not_run_is_no_failure() throws IOException {
    serversThatDoNotRun();
    assertThat(Cli.run("cassandra", "stop", "--folder", folder).code()).isEqualTo(ExitCodes.OK);
  }

  @Test
  void a_folder_without_servers_and_a_number_of_nodes_that_cannot_be_are_told() {
    Cli nothing = Cli.run("cassandra", "status", "--folder", folder);
    assertThat(nothing.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(nothing.err()).contains(folder.toString(), "wattmesh cassandra start");
    Cli two = Cli.run("cassandra", "start", "--folder", folder, "--nodes", 2);
    assertThat(two.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(two.err()).contains("--nodes 2: 1 or 3.");
    assertThat(Cli.run("cassandra").code()).isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void a_folder_keeps_its_number_of_nodes() throws IOException {
    serversThatDoNotRun();
    Cli one = Cli.run("cassandra", "start", "--folder", folder);
    assertThat(one.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(one.err()).contains("the data of 3 nodes, not of 1");
  }
}
