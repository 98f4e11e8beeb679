package io.wattmesh.load.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.settings.NodeRole;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What can be seen of a cluster while it runs: logs, files and what its management answers.
 * Whatever is waited for is a condition, with a bound.
 */
record ClusterWatch(DrillCluster cluster) {
  /** Long enough for a machine that others use too. */
  static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final Duration ALONE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
  private static final int LOG_LINES = 15;

  private static final Pattern DECIDED =
      Pattern.compile("interval (\\d+) (cleared|void)[^\\n]*?(\\d+) bids stand");
  private static final Pattern HALTED =
      Pattern.compile("validator-halted\\S* validator (\\S+) has stopped");
  private static final String FROZEN = "wattmesh_intervals_total{event=\"frozen\"}";
  private static final String LEDGER_HEIGHT = "wattmesh_ledger_height";

  /** The shards by which it is seen that a node carries a role; a gateway has none. */
  private static final Map<NodeRole, String> SHARDS =
      Map.of(
          NodeRole.PROSUMER, "prosumer",
          NodeRole.AGGREGATOR, "aggregator",
          NodeRole.CLEARING, "clearing-region",
          NodeRole.VALIDATOR, "validator");

  /** The name of a role's shards; of a role that has none, the validators'. */
  static String shardType(NodeRole role) {
    return SHARDS.getOrDefault(role, SHARDS.get(NodeRole.VALIDATOR));
  }

  /** Asks until there is an answer. */
  <T> T await(String what, Callable<T> answer) throws Exception {
    return await(what, PATIENCE, answer);
  }

  /** Asks until there is an answer, for so long. */
  <T> T await(String what, Duration patience, Callable<T> answer) throws Exception {
    long startNanos = System.nanoTime();
    while (System.nanoTime() - startNanos < patience.toNanos()) {
      T found = answer.call();
      if (found != null) {
        return found;
      }
      if (cluster.processes().stream().noneMatch(NodeProcess::isAlive)) {
        break;
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
    throw new IllegalStateException(
        "Waited %d s for %s in vain. Nodes logged: %s"
            .formatted(
                (System.nanoTime() - startNanos) / 1_000_000_000,
                what,
                cluster.processes().stream()
                    .map(NodeProcess::log)
                    .map(log -> log.lines().skip(Math.max(0, log.lines().count() - LOG_LINES)))
                    .map(last -> last.collect(Collectors.joining("\n")))
                    .collect(Collectors.joining("\n\n"))));
  }

  void awaitInstant(Instant instant) throws InterruptedException {
    long millis = Duration.between(Instant.now(), instant).toMillis();
    if (millis >= 0) {
      Thread.sleep(millis + 1);
    }
  }

  void awaitSeconds(long seconds) throws InterruptedException {
    Thread.sleep(Duration.ofSeconds(seconds));
  }

  /** What living nodes say of intervals that were cleared with bids: number and bids. */
  private Stream<MatchResult> cleared() {
    return cleared(cluster.processes().stream());
  }

  private static Stream<MatchResult> cleared(Stream<NodeProcess> nodes) {
    return nodes
        .filter(NodeProcess::isAlive)
        .flatMap(node -> DECIDED.matcher(node.log()).results())
        .filter(found -> found.group(2).equals("cleared") && !found.group(3).equals("0"));
  }

  /** Waits until an interval from one on is cleared with bids; gives it. */
  long awaitCleared(long from) throws Exception {
    return awaitCleared(from, 1);
  }

  /** Waits until an interval from one on is cleared with so many bids; gives it. */
  long awaitCleared(long from, int bids) throws Exception {
    return await(
        "an interval from %d on to be cleared with %d bids".formatted(from, bids),
        () -> first(cleared(), from, bids));
  }

  /** The same, as one node tells. */
  long awaitClearedOn(int asked, long from, int bids) throws Exception {
    return await(
        "an interval from %d on to be cleared with %d bids by node %d's ledger"
            .formatted(from, bids, asked),
        () -> first(cleared(Stream.of(cluster.node(asked))), from, bids));
  }

  private static Long first(Stream<MatchResult> cleared, long from, int bids) {
    OptionalLong least =
        cleared
            .filter(found -> Integer.parseInt(found.group(3)) >= bids)
            .mapToLong(found -> Long.parseLong(found.group(1)))
            .filter(interval -> interval >= from)
            .min();
    return least.isPresent() ? least.getAsLong() : null;
  }

  /** With how many bids an interval was cleared at most. */
  int mostBids() {
    return cleared().mapToInt(found -> Integer.parseInt(found.group(3))).max().orElse(1);
  }

  /** The last interval that living nodes say was cleared with bids; -1 if there is none. */
  long lastCleared() {
    return cleared().mapToLong(found -> Long.parseLong(found.group(1))).max().orElse(-1);
  }

  /** Waits until some participant is promised an interval from one on. */
  long awaitBids(long from) throws Exception {
    return await(
        "acknowledged bids for interval %d or later".formatted(from),
        () -> first(cluster.acknowledged(), from));
  }

  /** Waits until some participant of a node is promised an interval whose gate is still open. */
  long awaitBidsOf(int node) throws Exception {
    long open = cluster.openInterval();
    return await(
        "acknowledged bids on node %d for interval %d or later".formatted(node, open),
        () -> first(cluster.acknowledged(node), open));
  }

  private static Long first(Collection<Acknowledgement> promises, long from) {
    OptionalLong least =
        promises.stream()
            .mapToLong(Acknowledgement::interval)
            .filter(interval -> interval >= from)
            .min();
    return least.isPresent() ? least.getAsLong() : null;
  }

  /** Waits until a node says that it misses one of some others, in what it logs from a place on. */
  void awaitMissed(int asked, Set<Integer> missed, int logFrom) throws Exception {
    await(
        "node %d to miss one of %s".formatted(asked, missed),
        () ->
            cluster
                    .node(asked)
                    .log()
                    .substring(logFrom)
                    .lines()
                    .filter(line -> line.contains("UNREACHABLE"))
                    .anyMatch(
                        line ->
                            missed.stream()
                                .anyMatch(node -> line.contains("@" + cluster.host(node) + ":")))
                ? true
                : null);
  }

  /** Waits until a node's ledger has frozen the books of one interval more. */
  void awaitFrozen(int asked) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      double before =
          await("node %d's figures".formatted(asked), () -> figure(client, asked, FROZEN));
      await(
          "books to be frozen",
          () -> {
            Double now = figure(client, asked, FROZEN);
            return (now != null && now > before) ? true : null;
          });
    }
  }

  private Optional<String> get(HttpClient client, int asked, String path)
      throws InterruptedException {
    try {
      URI uri =
          URI.create(
              "http://%s:%d%s".formatted(cluster.host(asked), cluster.managementPort(), path));
      return Optional.of(
          client
              .send(
                  HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Whom one node has among the members.
   *
   * @param members by their numbers, whatever they are doing
   * @param unreachable of these, who does not answer
   */
  record Members(Set<Integer> members, Set<Integer> unreachable) {}

  /** Whom a node has among the members; nothing if it does not tell. */
  Optional<Members> members(int asked) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      Optional<String> body = get(client, asked, "/cluster/members").filter(b -> b.startsWith("{"));
      if (body.isEmpty()) {
        return Optional.empty();
      }
      JsonNode json = new ObjectMapper().readTree(body.get());
      return Optional.of(new Members(nodes(json.path("members")), nodes(json.path("unreachable"))));
    }
  }

  private Set<Integer> nodes(JsonNode members) {
    var found = new TreeSet<Integer>();
    for (JsonNode member : members) {
      for (int node = 1; node <= cluster.plan().maxNodes(); node++) {
        if (member.path("node").asText().contains("@" + cluster.host(node) + ":")) {
          found.add(node);
        }
      }
    }
    return found;
  }

  /**
   * How many shards of a type each node has, as one node's management tells; none if it does not.
   */
  Map<Integer, Integer> shards(int asked, String type) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      Optional<String> body = get(client, asked, "/wattmesh/shards").filter(b -> b.startsWith("{"));
      var shards = new LinkedHashMap<Integer, Integer>();
      if (body.isPresent()) {
        JsonNode ofType = new ObjectMapper().readTree(body.get()).path(type);
        for (Map.Entry<String, JsonNode> one : ofType.properties()) {
          for (int node = 1; node <= cluster.plan().maxNodes(); node++) {
            if (one.getKey().contains("@" + cluster.host(node) + ":")) {
              shards.put(node, one.getValue().path("shards").asInt());
            }
          }
        }
      }
      return shards;
    }
  }

  /**
   * Waits until a node's roles have begun and it carries something, as another one tells. Of a role
   * with few shards one of three nodes may get none for long: a node that has such a role alone is
   * waited for {@link #ALONE} at most.
   */
  void awaitShare(int asked, int node) throws Exception {
    boolean alone = cluster.plan().roles(node).size() == 1;
    Instant latest = Instant.now().plus(ALONE);
    await(
        "node %d to have a share of what it carries".formatted(node),
        () -> {
          boolean begun = cluster.node(node).ownLog().contains("caught-up");
          boolean carries = carried(asked, node).orElse(1) > 0;
          boolean late = alone && Instant.now().isAfter(latest);
          return (begun && (carries || late)) ? true : null;
        });
  }

  /** How many shards of the first of its roles that has shards a node carries. */
  OptionalInt carried(int asked, int node) throws Exception {
    Optional<NodeRole> role =
        cluster.plan().roles(node).stream().filter(SHARDS::containsKey).findFirst();
    return role.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(shards(asked, SHARDS.get(role.get())).getOrDefault(node, 0));
  }

  /** The node with most validators. */
  int busiest() throws Exception {
    return await(
        "validators to be placed",
        () ->
            shards(1, "validator").entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null));
  }

  /** Waits until a node's process has ended by itself. */
  void awaitEnd(int node) throws Exception {
    await(
        "node %d to see that it was removed, and end".formatted(node),
        () -> cluster.node(node).isAlive() ? null : true);
  }

  /** Some node that is not one of these. */
  int survivor(Set<Integer> lost) {
    return (int)
        LongStream.rangeClosed(1, cluster.plan().nodes())
            .filter(node -> !lost.contains((int) node))
            .findFirst()
            .orElseThrow();
  }

  /** Waits until some of these validators have stopped, and say so; gives a node where one has. */
  int awaitHalted(Set<String> validators) throws Exception {
    return await(
        "one of %s to say that it has stopped".formatted(validators),
        () -> {
          for (int node = 1; node <= cluster.plan().nodes(); node++) {
            if (HALTED
                .matcher(cluster.node(node).ownLog())
                .results()
                .anyMatch(found -> validators.contains(found.group(1)))) {
              return node;
            }
          }
          return null;
        });
  }

  /** Waits until so many validators have stopped, and say so. */
  void awaitHalted(int validators) throws Exception {
    await(
        "%d validators to say that they have stopped".formatted(validators),
        () ->
            cluster.processes().stream()
                        .flatMap(node -> HALTED.matcher(node.ownLog()).results())
                        .map(found -> found.group(1))
                        .distinct()
                        .count()
                    >= validators
                ? true
                : null);
  }

  /** Waits until a validator has committed what a node's ledger has by now. */
  void awaitHeight(int asked, String validator) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      double height =
          await("node %d's height".formatted(asked), () -> figure(client, asked, LEDGER_HEIGHT));
      String own = "wattmesh_validator_height{validator=\"%s\"}".formatted(validator);
      await(
          "%s to be at height %.0f".formatted(validator, height),
          () -> {
            for (int node = 1; node <= cluster.plan().nodes(); node++) {
              Double at = figure(client, node, own);
              if (at != null && at >= height) {
                return true;
              }
            }
            return null;
          });
    }
  }

  private Double figure(HttpClient client, int asked, String name) throws InterruptedException {
    Matcher found =
        Pattern.compile(Pattern.quote(name) + " ([0-9.E]+)")
            .matcher(get(client, asked, "/metrics").orElse(""));
    return found.find() ? Double.valueOf(found.group(1)) : null;
  }
}
