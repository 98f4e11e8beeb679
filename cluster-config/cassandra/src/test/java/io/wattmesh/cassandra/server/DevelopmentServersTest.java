package io.wattmesh.cassandra.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.cassandra.CassandraException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that run are in the stores' tests; here is what is around them. */
class DevelopmentServersTest {
  @TempDir private Path folder;

  private Path java(String version) throws IOException {
    Path java = folder.resolve("jvm").resolve(version).resolve("bin").resolve("java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"%s\"' >&2\n".formatted(version));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return java;
  }

  @Test
  void a_java_17_is_found_among_others_and_where_it_is_named() throws IOException {
    Path other = java("25.0.3");
    Path wanted = java("17.0.15");
    java("1.8.0_17");
    assertThat(JavaSeventeen.find(Map.of(), folder.resolve("jvm"))).isEqualTo(wanted);
    Map<String, String> named =
        Map.of(
            "JAVA_HOME",
            other.getParent().getParent().toString(),
            "JAVA17_HOME",
            wanted.getParent().getParent().toString());
    assertThat(JavaSeventeen.find(named, folder.resolve("nowhere"))).isEqualTo(wanted);
    Map<String, String> path = Map.of("PATH", "/nowhere:" + wanted.getParent());
    assertThat(JavaSeventeen.find(path, folder.resolve("nowhere"))).isEqualTo(wanted);
  }

  @Test
  void without_a_java_17_it_is_said_where_it_was_looked_for() throws IOException {
    java("25.0.3");
    assertThatThrownBy(() -> JavaSeventeen.find(Map.of(), folder.resolve("jvm")))
        .isInstanceOf(CassandraException.class)
        .hasMessageContaining("needs a Java 17")
        .hasMessageContaining(folder.resolve("jvm").toString())
        .hasMessageContaining("set JAVA17_HOME");
  }

  @Test
  void a_nodes_file_has_its_place_and_what_votes_rest_on() throws IOException {
    var place = new NodePlace(2, folder, 19_042, 17_000, false);
    String yaml = NodeFiles.yaml(place, ServerOptions.of(3));
    assertThat(yaml)
        .contains(
            "paxos_variant: v2\n",
            "commitlog_sync: batch\n",
            "listen_address: 127.0.0.2\n",
            "rpc_address: 127.0.0.2\n",
            "native_transport_port: 19042\n",
            "seeds: \"127.0.0.1:17000\"\n",
            "initial_token: -3074457345618258603\n")
        .doesNotContain("@", "client_encryption_options");
    assertThat(NodeFiles.yaml(place, ServerOptions.of(3).withKeystore(Path.of("/k.p12"))))
        .contains("keystore: \"/k.p12\"", "optional: true", "authenticator: AllowAllAuthenticator");
    assertThat(
            NodeFiles.yaml(
                place,
                ServerOptions.of(3).withKeystore(Path.of("/k.p12")).withClients(Path.of("/c.p12"))))
        .contains("\n  require_client_auth: true\n  truststore: \"/c.p12\"\n");
    assertThat(NodeFiles.yaml(place, ServerOptions.of(3).withLogin()))
        .contains("authenticator: PasswordAuthenticator", "authorizer: CassandraAuthorizer");
  }

  @Test
  void one_node_or_three() {
    assertThatThrownBy(() -> ServerOptions.of(2)).hasMessageContaining("1 or 3 nodes");
    assertThatThrownBy(
            () -> new ServerOptions(1, 100, true, Optional.empty(), Optional.empty(), false))
        .hasMessageContaining("256 MiB");
    assertThatThrownBy(() -> ServerOptions.of(1).withClients(Path.of("/c.p12")))
        .hasMessageContaining("without a key");
  }

  @Test
  void a_folder_without_servers_has_none_and_one_with_them_tells_that_they_are_down()
      throws IOException {
    assertThat(DevelopmentServers.find(folder)).isEmpty();
    Files.writeString(folder.resolve("nodes.properties"), "nodes=1\nport=1\nstoragePort=2\n");
    Files.createDirectories(folder.resolve("node1"));
    Files.writeString(folder.resolve("node1/pid"), Long.toString(ProcessHandle.current().pid()));
    DevelopmentServers servers = DevelopmentServers.find(folder).orElseThrow();
    assertThat(servers.status())
        .singleElement()
        .satisfies(
            node -> {
              assertThat(node.pid()).as("that is another program's number").isEmpty();
              assertThat(node.answers()).isFalse();
            });
    servers.stop();
    assertThat(ProcessHandle.current().isAlive()).isTrue();
  }
}
