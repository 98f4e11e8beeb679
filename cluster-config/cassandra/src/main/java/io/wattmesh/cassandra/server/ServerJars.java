package io.wattmesh.cassandra.server;

import io.wattmesh.cassandra.CassandraException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The server's own class path, which the build copies to {@code cluster-config/cassandra-server};
 * none of it is ever on ours.
 */
record ServerJars(List<Path> jars) {
  /** The system property that names the folder; {@code bin/wattmesh} sets it. */
  static final String FOLDER = "wattmesh.cassandra.lib";

  private static final Path BUILT = Path.of("cluster-config", "cassandra-server", "target", "lib");

  /**
   * Those of the folder that the property names, else of the build around the working folder.
   *
   * @throws CassandraException if they are not there
   */
  static ServerJars find() {
    Optional<String> named = Optional.ofNullable(System.getProperty(FOLDER));
    Path folder = named.map(Path::of).orElseGet(() -> built(Path.of("").toAbsolutePath()));
    ServerJars found = new ServerJars(jars(folder));
    if (found.jars().stream().noneMatch(jar -> named(jar, "cassandra-all-"))) {
      throw new CassandraException(
          ("The jars of the Cassandra server are not in %s. Build them: mvn -q -pl"
                  + " cluster-config/cassandra-server package; or name their folder by -D%s=DIR.")
              .formatted(folder, FOLDER));
    }
    return found;
  }

  private static Path built(Path from) {
    for (Path at = from; at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve(BUILT))) {
        return at.resolve(BUILT);
      }
    }
    return from.resolve(BUILT);
  }

  private static List<Path> jars(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean named(Path jar, String prefix) {
    return jar.getFileName().toString().startsWith(prefix);
  }

  /** The agent that measures objects, which Cassandra wants. */
  Path jamm() {
    return jars.stream()
        .filter(jar -> named(jar, "jamm-"))
        .findFirst()
        .orElseThrow(
            () ->
                new CassandraException(
                    "The server's jars lack jamm; build cluster-config/cassandra-server anew."));
  }
}
