package io.wattmesh.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.wattmesh.cluster.cli.Cli;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import io.wattmesh.market.aggregation.RefusalReason;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.ToProsumer.BidRefused;
import io.wattmesh.market.message.actor.MarketShards;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.pubsub.Topic;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * One node of one cluster with two markets of different grids, whose participants are called alike
 * in part: by the wall clock, with intervals of two seconds.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoMarketsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ParticipantId OUTSIDE = new ParticipantId("supply-1");

  @TempDir static Path folder;

  private static final Map<String, Integer> PORTS =
      Map.of("management", free(), "north", free(), "south", free());
  private static final List<HostedMarket> MARKETS = new ArrayList<>();
  private static final ListAppender<ILoggingEvent> SAID = new ListAppender<>();
  private static ActorSystem<?> node;

  private static int free() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String scenario(String name, String grid, int regions, double price) {
    return """
        name: %s
        description: A market beside another.
        seed: 1
        grid: {case: %s, regions: %d}
        start: 2025-04-10T12:00:00Z
        intervals: 100000
        interval-seconds: 2
        price-cap: 100
        validators: 4
        generators: false
        bulk-load: {enabled: false}
        participants:
          - {id: supply-1, bus: 1, agent: fixed-curve, config: {curve: "0 @ 5, 400 @ 25"}}
          - {id: supply-2, bus: 2, agent: fixed-curve, config: {curve: "0 @ %s, 400 @ 48"}}
          - {id: demand-2, bus: 2, agent: fixed-curve, config: {curve: "-200 @ 0, 0 @ 40"}}
        """
        .formatted(name, grid, regions, price);
  }

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(folder.resolve("a.yaml"), scenario("a", "seed_3bus_chain", 3, 8));
    Files.writeString(folder.resolve("b.yaml"), scenario("b", "pglib_opf_case5_pjm", 2, 12));
    Path file = folder.resolve("node.conf");
    Files.writeString(
        file,
        """
        pekko.coordinated-shutdown.exit-jvm = off
        wattmesh {
          node { port = 0, data-folder = "%1$s/data", drain-timeout = 2 s }
          store { kind = rocksdb, rocksdb.folder = "%1$s/state" }
          management.port = %3$d
          gateway.enabled = true
          market {
            start = "%2$s", gate-lead = 2 s, book-window = 1500 ms, reading-window = 2 s
            outside-participants = [supply-1]
          }
          markets {
            north { market.scenario = "%1$s/a.yaml", gateway.port = %4$d }
            south { market.scenario = "%1$s/b.yaml", gateway.port = %5$d }
          }
        }
        """
            .formatted(
                folder,
                Instant.now().plusSeconds(10),
                PORTS.get("management"),
                PORTS.get("north"),
                PORTS.get("south")));
    Settings settings = Settings.load(Optional.of(file), Map.of(), Map.of());
    for (Settings one : settings.byMarket()) {
      NodeSettings its = NodeSettings.of(one);
      MARKETS.add(new HostedMarket(its, MarketMaker.make(its)));
    }
    SAID.start();
    var log = (Logger) LoggerFactory.getLogger(ClusterNode.class);
    log.setLevel(Level.INFO);
    log.addAppender(SAID);
    node = ClusterNode.launch(settings, MARKETS);
  }

  @AfterAll
  static void stop() {
    node.terminate();
    node.getWhenTerminated().toCompletableFuture().join();
    ((Logger) LoggerFactory.getLogger(ClusterNode.class)).detachAppender(SAID);
  }

  private static ScenarioMarket market(String name) {
    return MARKETS.stream()
        .filter(hosted -> hosted.name().equals(name))
        .findFirst()
        .orElseThrow()
        .market();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static URI uri(String port, String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(PORTS.get(port), path));
  }

  /** Of what the node tells about a market. */
  private static long intervals(String market, String event) {
    String name = "wattmesh_intervals_total{event=\"%s\",market=\"%s\"} ".formatted(event, market);
    return send(HttpRequest.newBuilder(uri("management", "/metrics")))
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElse(0);
  }

  /** For the interval whose gate is open, or was a moment ago. */
  private static SignedEnvelope bid(String market) {
    MarketSchedule schedule = market(market).genesis().parameters().schedule();
    long nowMillis = marketMillis();
    var bid =
        new Bid(
            OUTSIDE, 1, schedule.lastClosedInterval(nowMillis) + 1, nowMillis, BidCurve.fixed(0));
    return market(market).sign(OUTSIDE, MessageType.BID, MarketCodec.encode(bid));
  }

  private static long marketMillis() {
    HostedMarket any = MARKETS.getFirst();
    return MarketClock.of(
            System::currentTimeMillis,
            any.market().genesis().parameters().schedule(),
            any.settings().market().start())
        .getAsLong();
  }

  private static HttpResponse<String> handIn(SignedEnvelope bid, String market) {
    return send(
        HttpRequest.newBuilder(uri(market, "/v1/bids?waitSeconds=20"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(bid.toBytes())));
  }

  private static void awaitReady() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> send(HttpRequest.newBuilder(uri("management", "/ready"))).statusCode() == 200);
  }

  @Test
  @Order(1)
  void both_markets_clear_and_settle_at_the_same_time_and_operators_see_both() {
    awaitReady();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> intervals("north", "settled") > 0 && intervals("south", "settled") > 0);
    assertThat(intervals("north", "cleared")).isPositive();
    assertThat(intervals("south", "cleared")).isPositive();

    Cli status =
        Cli.run("cluster", "status", "--management", "127.0.0.1:" + PORTS.get("management"));
    assertThat(status.out())
        .contains("1 members")
        .contains("clearing.north", "clearing.south", "validator.north", "validator.south")
        .containsPattern("validator\\.north 4\\b")
        .containsPattern("validator\\.south 4\\b")
        .containsPattern("clearing-region\\.north 3\\b")
        .containsPattern("clearing-region\\.south 2\\b");
  }

  @Test
  @Order(2)
  void a_bid_is_worth_nothing_in_the_other_market_though_its_signer_has_the_same_key_there() {
    assertThat(market("north").genesis().chainId())
        .isNotEqualTo(market("south").genesis().chainId());
    awaitReady();
    BlockingQueue<ToProsumer.Told> heard = answersIn("south");

    assertThat(handIn(bid("north"), "south").statusCode()).isEqualTo(400);
    assertThat(handIn(bid("north"), "south").body()).contains("OTHER_MARKET");
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              MarketShards.of(ClusterSharding.get(node), "south")
                  .aggregator(new AggregatorSeat(1, 0))
                  .tell(new ToAggregator.SubmitBid(bid("north").toBytes()));
              return heard.poll(5, TimeUnit.SECONDS) instanceof BidRefused refused
                  && refused.reason().equals(RefusalReason.BAD_SIGNATURE.name());
            });

    for (String market : List.of("north", "south")) {
      await()
          .atMost(PATIENCE)
          .until(() -> handIn(bid(market), market).body().contains("ACKNOWLEDGED"));
    }
  }

  /** Aggregators hear that a gate has closed up to a second after it has: books are owed then. */
  @Test
  @Order(3)
  void a_node_that_is_told_to_stop_as_gates_close_commits_the_books_that_it_owes()
      throws InterruptedException {
    awaitReady();
    for (String market : List.of("north", "south")) {
      await()
          .atMost(PATIENCE)
          .until(() -> handIn(bid(market), market).body().contains("ACKNOWLEDGED"));
    }
    MarketSchedule schedule = market("north").genesis().parameters().schedule();
    long nowMillis = marketMillis();
    long interval = schedule.lastClosedInterval(nowMillis) + 1;
    TimeUnit.MILLISECONDS.sleep(schedule.gateClosureMillis(interval) + 5 - nowMillis);

    CoordinatedShutdown.get(node)
        .runAll(CoordinatedShutdown.clusterLeavingReason())
        .toCompletableFuture()
        .join();

    List<String> said = SAID.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(said.stream().filter(line -> line.endsWith("books that were owed are committed")))
        .hasSize(2)
        .anyMatch(line -> !line.startsWith("0 "));
    assertThat(said).noneMatch(line -> line.startsWith("books are not committed"));
    for (String market : List.of("north", "south")) {
      Path out = folder.resolve(market + "-ledger");
      Cli export =
          Cli.run(
              "export",
              "--config",
              folder.resolve("node.conf"),
              "--market",
              market,
              "--validator",
              "validator-00",
              "--out",
              out);
      assertThat(export.err()).isEmpty();
      assertThat(Cli.run("verify", out).code()).isZero();
    }
  }

  private static BlockingQueue<ToProsumer.Told> answersIn(String market) {
    BlockingQueue<ToProsumer.Told> heard = new LinkedBlockingQueue<>();
    node.systemActorOf(
        Behaviors.<ToProsumer.Told>setup(
            actor -> {
              ActorRef<Topic.Command<ToProsumer.Told>> answers =
                  actor.spawn(OutsideProsumer.answers(market, OUTSIDE), "answers");
              answers.tell(Topic.subscribe(actor.getSelf()));
              return Behaviors.receiveMessage(
                  told -> {
                    heard.add(told);
                    return Behaviors.same();
                  });
            }),
        "listener",
        Props.empty());
    return heard;
  }
}
