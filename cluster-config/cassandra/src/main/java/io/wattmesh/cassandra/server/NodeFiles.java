package io.wattmesh.cassandra.server;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes what a node reads when it starts. */
final class NodeFiles {
  private static final BigInteger TOKENS = BigInteger.ONE.shiftLeft(Long.SIZE);

  private NodeFiles() {}

  static void write(NodePlace place, ServerOptions options, ServerJars jars) throws IOException {
    Path conf = Files.createDirectories(place.folder().resolve("conf"));
    Files.createDirectories(place.folder().resolve("data"));
    Files.createDirectories(place.folder().resolve("tmp"));
    Files.writeString(conf.resolve("cassandra.yaml"), yaml(place, options));
    Files.writeString(conf.resolve("logback.xml"), resource("logback.xml"));
    Files.writeString(place.arguments(), arguments(place, options, jars));
  }

  static String yaml(NodePlace place, ServerOptions options) throws IOException {
    String yaml =
        resource("cassandra.yaml")
            .replace(
                "@authenticator@",
                options.asksForLogin() ? "PasswordAuthenticator" : "AllowAllAuthenticator")
            .replace(
                "@authorizer@",
                options.asksForLogin() ? "CassandraAuthorizer" : "AllowAllAuthorizer")
            .replace("@token@", token(place.number(), options.nodes()))
            .replace("@seed@", "127.0.0.1:" + place.storagePort())
            .replace("@storagePort@", Integer.toString(place.storagePort()))
            .replace("@port@", Integer.toString(place.port()))
            .replace("@address@", place.address());
    return options
        .keystore()
        .map(file -> yaml + encryption(file.toAbsolutePath()) + clients(options))
        .orElse(yaml);
  }

  /** Who speaks TLS must show a certificate. */
  private static String clients(ServerOptions options) {
    return options
        .clients()
        .map(
            file ->
                """
                  require_client_auth: true
                  truststore: "%s"
                  truststore_password: "%s"
                """
                    .formatted(file.toAbsolutePath(), ServerOptions.KEYSTORE_PASSWORD))
        .orElse("");
  }

  /** Clients may speak TLS or plain text, on one port. */
  private static String encryption(Path keystore) {
    return """
        client_encryption_options:
          enabled: true
          optional: true
          keystore: "%s"
          keystore_password: "%s"
          store_type: PKCS12
        """
        .formatted(keystore, ServerOptions.KEYSTORE_PASSWORD);
  }

  /** Nodes share the ring evenly. */
  private static String token(int number, int nodes) {
    return TOKENS
        .multiply(BigInteger.valueOf(number - 1L))
        .divide(BigInteger.valueOf(nodes))
        .subtract(BigInteger.ONE.shiftLeft(Long.SIZE - 1))
        .toString();
  }

  private static String arguments(NodePlace place, ServerOptions options, ServerJars jars)
      throws IOException {
    Path folder = place.folder().toAbsolutePath();
    var lines = new ArrayList<String>(resource("jvm17.args").lines().toList());
    lines.add("-Xms%dm".formatted(options.heapMegabytes()));
    lines.add("-Xmx%dm".formatted(options.heapMegabytes()));
    if (options.quickStart()) {
      lines.add("-XX:TieredStopAtLevel=1");
    }
    lines.add("-javaagent:" + jars.jamm().toAbsolutePath());
    lines.add("-Djava.io.tmpdir=" + folder.resolve("tmp"));
    lines.add("-Dcassandra.storagedir=" + folder.resolve("data"));
    lines.add("-Dcassandra.config=" + folder.resolve("conf/cassandra.yaml").toUri());
    lines.add("-Dlogback.configurationFile=" + folder.resolve("conf/logback.xml").toUri());
    lines.add("-cp");
    lines.add(
        jars.jars().stream()
            .map(jar -> jar.toAbsolutePath().toString())
            .collect(Collectors.joining(":")));
    lines.add("org.apache.cassandra.service.CassandraDaemon");
    return quoted(lines);
  }

  private static String quoted(List<String> lines) {
    return lines.stream()
        .map(line -> '"' + line.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n")
        .collect(Collectors.joining());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = NodeFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("The jar lacks " + name + "; build it anew.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
