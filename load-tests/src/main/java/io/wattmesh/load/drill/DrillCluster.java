package io.wattmesh.load.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A cluster of processes on addresses 127.0.0.1 and up that carries a market of short intervals, in
 * a folder of its own. Whatever is waited for is a condition, with a bound.
 */
final class DrillCluster implements AutoCloseable {
  /** Long enough for a machine that others use too. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final int MAX_NODES = 5;
  private static final int INTERVAL_SECONDS = 6;

  /** For clearing, after the last book. */
  private static final int CLEARING_SECONDS = 4;

  /** From starting the processes to the first gate. */
  private static final int LEAD_SECONDS = 20;

  private static final Pattern DECIDED =
      Pattern.compile("interval (\\d+) (cleared|void)[^\\n]*?(\\d+) bids stand");

  private final Path folder;
  private final int port;
  private final int managementPort;
  private final Instant start;
  private final int bookWindowSeconds;
  private final Map<Integer, NodeProcess> nodes = new LinkedHashMap<>();

  private DrillCluster(
      Path folder, int port, int managementPort, Instant start, int bookWindowSeconds) {
    this.folder = folder;
    this.port = port;
    this.managementPort = managementPort;
    this.start = start;
    this.bookWindowSeconds = bookWindowSeconds;
  }

  /**
   * Starts so many nodes, each with all roles, and waits for nothing.
   *
   * @param bookWindowSeconds how long the market's books are accepted
   */
  static DrillCluster start(Path folder, int nodes, int bookWindowSeconds) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("drill.yaml"), scenario());
    Instant start =
        Instant.now()
            .truncatedTo(ChronoUnit.SECONDS)
            .plusSeconds(LEAD_SECONDS + bookWindowSeconds + CLEARING_SECONDS);
    var cluster = new DrillCluster(folder, freePort(), freePort(), start, bookWindowSeconds);
    for (int node = 1; node <= nodes; node++) {
      cluster.startNode(node);
    }
    return cluster;
  }

  private static String scenario() {
    return """
      name: drill
      description: Five buses in three regions, generators, loads and some prosumers.
      seed: 11
      grid:
        case: pglib_opf_case5_pjm
        regions: 3
      start: 2025-04-10T12:00:00Z
      intervals: 1000
      interval-seconds: %d
      price-cap: 1000
      validators: 4
      prosumers:
        count: 12
      """
        .formatted(INTERVAL_SECONDS);
  }

  /** One that is free on all addresses now; nodes find each other by it. */
  private static int freePort() throws IOException {
    for (int attempt = 0; attempt < 50; attempt++) {
      try (var first = new ServerSocket(0, 1, InetAddress.getByName(host(1)))) {
        int port = first.getLocalPort();
        if (isFree(port)) {
          return port;
        }
      }
    }
    throw new IOException("No port is free on the addresses %s and up.".formatted(host(1)));
  }

  private static boolean isFree(int port) {
    for (int node = 2; node <= MAX_NODES; node++) {
      try (var socket = new ServerSocket(port, 1, InetAddress.getByName(host(node)))) {
        if (socket.getLocalPort() != port) {
          return false;
        }
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  private static String host(int node) {
    return "127.0.0." + node;
  }

  /** Starts a node, or starts it again on what it left. */
  NodeProcess startNode(int node) throws IOException {
    String seeds =
        IntStream.rangeClosed(1, 3)
            .mapToObj(seed -> "\"%s:%d\"".formatted(host(seed), port))
            .collect(Collectors.joining(", "));
    Files.writeString(
        config(node),
        """
        wattmesh {
          node { host = "%s", port = %d, seeds = [%s], data-folder = "%s" }
          market {
            scenario = "%s", start = "%s"
            gate-lead = %d s, book-window = %d s, reading-window = %d s
          }
          store { kind = rocksdb, rocksdb.folder = "%s" }
          management { host = "%s", port = %d }
        }
        """
            .formatted(
                host(node),
                port,
                seeds,
                dataFolder(node),
                folder.resolve("drill.yaml"),
                start,
                bookWindowSeconds + CLEARING_SECONDS,
                bookWindowSeconds,
                INTERVAL_SECONDS,
                folder.resolve("state"),
                host(node),
                managementPort));
    NodeProcess process =
        NodeProcess.start(config(node), folder.resolve("node-%d.log".formatted(node)));
    nodes.put(node, process);
    return process;
  }

  Path config(int node) {
    return folder.resolve("node-%d.conf".formatted(node));
  }

  private Path dataFolder(int node) {
    return folder.resolve("data-" + node);
  }

  NodeProcess node(int node) {
    return nodes.get(node);
  }

  Path folder() {
    return folder;
  }

  /** What participants on all nodes were promised, a line of JSON each. */
  List<String> acknowledged() throws IOException {
    var lines = new ArrayList<String>();
    for (int node = 1; node <= MAX_NODES; node++) {
      lines.addAll(acknowledged(node));
    }
    return lines;
  }

  List<String> acknowledged(int node) throws IOException {
    Path file = dataFolder(node).resolve("acknowledged.jsonl");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** The interval whose gate is open now. */
  long openInterval() {
    long sinceMillis =
        Duration.between(start, Instant.now()).toMillis()
            + (bookWindowSeconds + CLEARING_SECONDS) * 1_000L;
    return Math.floorDiv(sinceMillis, INTERVAL_SECONDS * 1_000L) + 1;
  }

  /** The intervals from one on that were cleared with bids, by the logs of living nodes. */
  LongStream clearedWithBids(long from) {
    return nodes.values().stream()
        .filter(NodeProcess::isAlive)
        .flatMap(node -> DECIDED.matcher(node.log()).results())
        .filter(found -> found.group(2).equals("cleared") && !found.group(3).equals("0"))
        .mapToLong(found -> Long.parseLong(found.group(1)))
        .filter(interval -> interval >= from)
        .distinct();
  }

  /** Waits until an interval from one on is cleared with bids; gives it. */
  long awaitCleared(long from) throws Exception {
    return await(
        "an interval from %d on to be cleared with bids".formatted(from),
        () -> {
          OptionalLong cleared = clearedWithBids(from).min();
          return cleared.isPresent() ? cleared.getAsLong() : null;
        });
  }

  /** Asks until there is an answer. */
  <T> T await(String what, Callable<T> answer) throws Exception {
    long startNanos = System.nanoTime();
    while (System.nanoTime() - startNanos < PATIENCE.toNanos()) {
      T found = answer.call();
      if (found != null) {
        return found;
      }
      if (nodes.values().stream().noneMatch(NodeProcess::isAlive)) {
        break;
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException(
        "Waited %d s for %s in vain. Nodes logged: %s"
            .formatted(
                (System.nanoTime() - startNanos) / 1_000_000_000,
                what,
                nodes.values().stream()
                    .map(node -> node.log().lines().skip(lines(node) - 15).toList())
                    .map(last -> String.join("\n", last))
                    .collect(Collectors.joining("\n\n"))));
  }

  private static long lines(NodeProcess node) {
    return Math.max(15, node.log().lines().count());
  }

  /**
   * How many shards of a type each node has, as one node's management tells; none if it does not.
   */
  Map<Integer, Integer> shards(int asked, String type) throws InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://%s:%d/wattmesh/shards".formatted(host(asked), managementPort));
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode ofType = new ObjectMapper().readTree(response.body()).path(type);
      var shards = new LinkedHashMap<Integer, Integer>();
      Pattern address = Pattern.compile(".*@127\\.0\\.0\\.(\\d):.*");
      for (Map.Entry<String, JsonNode> one : ofType.properties()) {
        Matcher matcher = address.matcher(one.getKey());
        if (matcher.matches()) {
          shards.put(Integer.parseInt(matcher.group(1)), one.getValue().path("shards").asInt());
        }
      }
      return shards;
    } catch (IOException e) {
      return Map.of();
    }
  }

  /** Waits until a node has a share of the participants, as another one tells. */
  void awaitShare(int asked, int node) throws Exception {
    await(
        "node %d to have a share of the participants".formatted(node),
        () -> shards(asked, "prosumer").getOrDefault(node, 0) > 0 ? true : null);
  }

  /** SIGTERM to all that live, at once; each must end well. */
  void stop() throws InterruptedException {
    for (NodeProcess node : nodes.values()) {
      if (node.isAlive()) {
        node.stop();
      }
    }
  }

  @Override
  public void close() {
    nodes.values().forEach(NodeProcess::close);
  }
}
