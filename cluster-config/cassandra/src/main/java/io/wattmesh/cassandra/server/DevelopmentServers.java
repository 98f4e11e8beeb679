package io.wattmesh.cassandra.server;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.wattmesh.cassandra.CassandraException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The nodes whose data is in a folder. They outlive the process that starts them, keep their ports
 * and data from one start to the next, and are found again by what the folder says.
 */
public final class DevelopmentServers {
  private static final Duration START_WITHIN = Duration.ofMinutes(3);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(60);
  private static final long POLL_NANOS = 200_000_000;
  private static final int CONNECT_MILLIS = 200;
  private static final int LOG_LINES = 12;
  private static final String PLACES = "nodes.properties";

  private final Path folder;
  private final List<NodePlace> places;

  private DevelopmentServers(Path folder, List<NodePlace> places) {
    this.folder = folder;
    this.places = places;
  }

  /**
   * Starts what does not run yet and waits until every node answers a query.
   *
   * @param progress hears a line now and then
   * @throws CassandraException if Java 17 or the server's jars are missing, or a node ends or does
   *     not answer within three minutes; those that were started here are stopped then
   */
  public static DevelopmentServers start(
      Path folder, ServerOptions options, Consumer<String> progress) {
    Path java = JavaSeventeen.find();
    ServerJars jars = ServerJars.find();
    Path absolute = folder.toAbsolutePath();
    var servers = new DevelopmentServers(absolute, places(absolute, options));
    try {
      // The first is the others' seed: it must be there before them.
      servers.start(servers.places.subList(0, 1), options, java, jars, progress);
      servers.start(
          servers.places.subList(1, servers.places.size()), options, java, jars, progress);
    } catch (CassandraException e) {
      servers.stop();
      throw e;
    }
    return servers;
  }

  /** Those that a folder tells of, whether or not they run; empty if there never were any. */
  public static Optional<DevelopmentServers> find(Path folder) {
    Path absolute = folder.toAbsolutePath();
    return Files.exists(absolute.resolve(PLACES))
        ? Optional.of(new DevelopmentServers(absolute, read(absolute)))
        : Optional.empty();
  }

  private static List<NodePlace> places(Path folder, ServerOptions options) {
    int nodes = options.nodes();
    if (Files.exists(folder.resolve(PLACES))) {
      List<NodePlace> known = read(folder);
      if (known.size() != nodes) {
        throw new CassandraException(
            "%s has the data of %d nodes, not of %d; give that number, or another folder."
                .formatted(folder, known.size(), nodes));
      }
      return known;
    }
    int port = freePort(nodes);
    int storagePort = freePort(nodes);
    var properties = new Properties();
    properties.setProperty("nodes", Integer.toString(nodes));
    properties.setProperty("port", Integer.toString(port));
    properties.setProperty("storagePort", Integer.toString(storagePort));
    properties.setProperty("asksForLogin", Boolean.toString(options.asksForLogin()));
    try {
      Files.createDirectories(folder);
      try (var out = Files.newBufferedWriter(folder.resolve(PLACES))) {
        properties.store(out, "The nodes of this folder; see wattmesh cassandra.");
      }
    } catch (IOException e) {
      throw new CassandraException("%s cannot be written: %s.".formatted(folder, e), e);
    }
    return places(folder, nodes, port, storagePort, options.asksForLogin());
  }

  private static List<NodePlace> read(Path folder) {
    var properties = new Properties();
    try (var in = Files.newBufferedReader(folder.resolve(PLACES))) {
      properties.load(in);
      return places(
          folder,
          Integer.parseInt(properties.getProperty("nodes", "")),
          Integer.parseInt(properties.getProperty("port", "")),
          Integer.parseInt(properties.getProperty("storagePort", "")),
          Boolean.parseBoolean(properties.getProperty("asksForLogin")));
    } catch (IOException | NumberFormatException e) {
      throw new CassandraException(
          "%s cannot be read: %s. Give another folder.".formatted(folder.resolve(PLACES), e), e);
    }
  }

  private static List<NodePlace> places(
      Path folder, int nodes, int port, int storagePort, boolean asksForLogin) {
    var places = new ArrayList<NodePlace>();
    for (int number = 1; number <= nodes; number++) {
      places.add(
          new NodePlace(number, folder.resolve("node" + number), port, storagePort, asksForLogin));
    }
    return places;
  }

  /** A port that is free on each node's address now. */
  private static int freePort(int nodes) {
    for (int attempt = 0; attempt < 50; attempt++) {
      int port = openPort(1, 0);
      boolean free = port > 0;
      for (int number = 2; number <= nodes && free; number++) {
        free = openPort(number, port) == port;
      }
      if (free) {
        return port;
      }
    }
    throw new CassandraException(
        "No port is free on 127.0.0.1 to 127.0.0.%d; are these addresses of this machine?"
            .formatted(nodes));
  }

  private static int openPort(int number, int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0." + number))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      return -1;
    }
  }

  private void start(
      List<NodePlace> some,
      ServerOptions options,
      Path java,
      ServerJars jars,
      Consumer<String> progress) {
    for (NodePlace place : some) {
      if (pid(place).isEmpty()) {
        launch(place, options, java, jars);
      }
    }
    for (NodePlace place : some) {
      awaitAnswer(place, progress);
    }
  }

  private static void launch(NodePlace place, ServerOptions options, Path java, ServerJars jars) {
    try {
      NodeFiles.write(place, options, jars);
      Process process =
          new ProcessBuilder(java.toString(), "@" + place.arguments())
              .directory(place.folder().toFile())
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(place.log().toFile()))
              .start();
      Files.writeString(place.pidFile(), Long.toString(process.pid()));
    } catch (IOException e) {
      throw new CassandraException(
          "Node %d cannot be started in %s: %s.".formatted(place.number(), place.folder(), e), e);
    }
  }

  private static void awaitAnswer(NodePlace place, Consumer<String> progress) {
    long startNanos = System.nanoTime();
    while (!answers(place)) {
      long waited = (System.nanoTime() - startNanos) / 1_000_000_000;
      if (pid(place).isEmpty()) {
        throw new CassandraException(
            "Node %d has ended before it answered. The end of %s:%n%s"
                .formatted(place.number(), place.log(), logEnd(place)));
      }
      if (waited > START_WITHIN.toSeconds()) {
        throw new CassandraException(
            "Node %d does not answer at %s after %d s; see %s."
                .formatted(place.number(), place.clientAddress(), waited, place.log()));
      }
      progress.accept(
          "Cassandra node %d at %s:%d: waiting for its first answer, %d s"
              .formatted(place.number(), place.address(), place.port(), waited));
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static String logEnd(NodePlace place) {
    try {
      List<String> lines = Files.readAllLines(place.log());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException e) {
      return "(not readable: " + e.getMessage() + ")";
    }
  }

  /** A port that is open is not enough: the first queries may come too early. */
  private static boolean answers(NodePlace place) {
    try (var socket = new Socket()) {
      socket.connect(place.clientAddress(), CONNECT_MILLIS);
    } catch (IOException e) {
      return false;
    }
    CqlSessionBuilder builder = CqlSession.builder().addContactPoint(place.clientAddress());
    if (place.asksForLogin()) {
      builder.withAuthCredentials(ServerOptions.SUPERUSER, ServerOptions.SUPERUSER);
    }
    try (CqlSession session =
        builder
            .withLocalDatacenter("datacenter1")
            .withConfigLoader(
                DriverConfigLoader.programmaticBuilder()
                    .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(5))
                    .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, false)
                    .withBoolean(DefaultDriverOption.METADATA_TOKEN_MAP_ENABLED, false)
                    .withInt(DefaultDriverOption.NETTY_IO_SIZE, 1)
                    .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
                    .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                    .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                    .build())
            .build()) {
      return session.execute("SELECT release_version FROM system.local").one() != null;
    } catch (DriverException e) {
      return false;
    }
  }

  /** The process of a node, if it runs; a number that another program has now is not believed. */
  private static Optional<ProcessHandle> pid(NodePlace place) {
    try {
      if (!Files.exists(place.pidFile())) {
        return Optional.empty();
      }
      long pid = Long.parseLong(Files.readString(place.pidFile()).strip());
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(
              handle ->
                  handle
                      .info()
                      .arguments()
                      .map(arguments -> List.of(arguments).contains("@" + place.arguments()))
                      .orElse(false));
    } catch (NumberFormatException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks all nodes to end, and waits until they have; what they acknowledged is on the disk. */
  public void stop() {
    List<ProcessHandle> running = places.stream().flatMap(place -> pid(place).stream()).toList();
    running.forEach(ProcessHandle::destroy);
    running.forEach(DevelopmentServers::awaitEnd);
  }

  /** Ends all nodes at once, as a power cut would. */
  public void kill() {
    List<ProcessHandle> running = places.stream().flatMap(place -> pid(place).stream()).toList();
    running.forEach(ProcessHandle::destroyForcibly);
    running.forEach(DevelopmentServers::awaitEnd);
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
    } catch (ExecutionException e) {
      throw new CassandraException("Process " + process.pid() + " cannot be awaited.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where clients reach the nodes. */
  public List<InetSocketAddress> contactPoints() {
    return places.stream().map(NodePlace::clientAddress).toList();
  }

  /** The folder with data and logs. */
  public Path folder() {
    return folder;
  }

  /** Asks each node. */
  public List<NodeStatus> status() {
    return places.stream()
        .map(
            place -> {
              Optional<ProcessHandle> process = pid(place);
              return new NodeStatus(
                  place.number(),
                  place.address(),
                  place.port(),
                  process
                      .map(ProcessHandle::pid)
                      .map(OptionalLong::of)
                      .orElse(OptionalLong.empty()),
                  process.isPresent() && answers(place),
                  place.log());
            })
        .toList();
  }
}
