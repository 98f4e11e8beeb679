package io.wattmesh.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.gateway.HttpGateway;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.node.AggregatorStarter;
import io.wattmesh.cluster.node.BidShelf;
import io.wattmesh.cluster.node.BidShelves;
import io.wattmesh.cluster.node.ClusterOfOne;
import io.wattmesh.cluster.node.MarketRoles;
import io.wattmesh.cluster.node.RegionStarter;
import io.wattmesh.cluster.node.RolePlacement;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.market.clearing.actor.ClearingRegionActor;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.actor.MarketShards;
import io.wattmesh.market.store.MemoryBidStore;
import io.wattmesh.market.store.actor.BidStoreActor;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A device outside the cluster bids over HTTP at a real gateway, and a real aggregator answers. */
class OutsideBidsTest {
  private static final int CONNECTIONS = 3;
  private static final long INTERVAL = 3;
  private static final ScenarioMarket MARKET =
      ScenarioMarket.of(Scenarios.load("seed-3bus"), Path.of("."));
  private static final MarketSchedule SCHEDULE = MARKET.genesis().parameters().schedule();
  private static final List<Identity> PARTICIPANTS = MARKET.genesis().withRole(Role.PARTICIPANT);
  private static final Identity OUTSIDE = PARTICIPANTS.get(0);
  private static final Identity ON_A_NODE = PARTICIPANTS.get(1);
  private static final AtomicLong CLOCK =
      new AtomicLong(SCHEDULE.gateClosureMillis(INTERVAL) - 1_000);

  private static ClusterOfOne cluster;
  private static URI bids;

  @BeforeAll
  static void open() {
    cluster = ClusterOfOne.start();
    var store = new MemoryBidStore();
    ActorRef<SubmitTransaction> ledger = cluster.spawn(Behaviors.ignore(), "ledger", Props.empty());
    ActorRef<ToGateway> gateway = cluster.spawn(Behaviors.ignore(), "gateway", Props.empty());
    ActorRef<BidStoreActor.Command> writer =
        cluster.spawn(BidStoreActor.create(store), "bids", ClusterOfOne.DISK);
    MarketRoles.start(
        cluster.sharding(),
        new MarketRoles.Shared(
            MARKET,
            ledger,
            BidShelves.byPlace(List.of(new BidShelf(store, writer))),
            CLOCK::get,
            (participant, interval, acknowledged) -> {},
            new ClearingRegionActor.Observers(done -> {}, given -> {}, left -> {}),
            RegionStarter.HONEST,
            AggregatorStarter.HONEST),
        new RolePlacement() {
          @Override
          public Optional<Behavior<ToProsumer>> outsider(ParticipantId id) {
            return id.equals(OUTSIDE.id())
                ? Optional.of(OutsideProsumer.create("", id))
                : Optional.empty();
          }
        });
    int port =
        new HttpGateway(Optional.empty())
            .open(
                cluster.system(),
                new NodeSettings.Gateway(
                    true,
                    "127.0.0.1",
                    0,
                    1_000,
                    1_000,
                    CONNECTIONS,
                    Duration.ofSeconds(2),
                    Optional.empty()),
                MARKET.genesis(),
                gateway,
                new OutsideBids(
                    cluster.system(),
                    MarketShards.only(cluster.system()),
                    Set.of(OUTSIDE.id().value()),
                    1),
                CLOCK::get)
            .toCompletableFuture()
            .join()
            .localAddress()
            .getPort();
    bids = URI.create("http://127.0.0.1:%d/v1/bids?waitSeconds=20".formatted(port));
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  private record Said(int status, JsonNode json) {
    private String text(String field) {
      return json.path(field).asText();
    }
  }

  private static SignedEnvelope bid(Identity bidder, int bus, long interval, long nonce) {
    var bid = new Bid(bidder.id(), bus, interval, nonce, BidCurve.fixed(0));
    return MARKET.sign(bidder.id(), MessageType.BID, MarketCodec.encode(bid));
  }

  private static Said post(byte[] bytes) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(bids)
                  .timeout(Duration.ofSeconds(40))
                  .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      boolean json = response.headers().firstValue("content-type").orElse("").contains("json");
      return new Said(
          response.statusCode(), new ObjectMapper().readTree(json ? response.body() : "{}"));
    }
  }

  private static Said post(SignedEnvelope bid) throws IOException, InterruptedException {
    return post(bid.toBytes());
  }

  @Test
  void a_signed_bid_gets_the_aggregators_signed_acknowledgement_and_the_same_one_again()
      throws IOException, InterruptedException {
    SignedEnvelope bid = bid(OUTSIDE, OUTSIDE.bus(), INTERVAL, 100);
    Said said = post(bid);
    assertThat(said.status()).as("%s", said.json()).isEqualTo(200);
    assertThat(said.text("state")).isEqualTo("ACKNOWLEDGED");
    SignedEnvelope promise =
        SignedEnvelope.ofBytes(HexFormat.of().parseHex(said.text("acknowledgement")));
    Identity aggregator =
        MARKET.genesis().identities().get(new ParticipantId(said.text("aggregator")));
    assertThat(promise.isSignedBy(aggregator.key(), MARKET.genesis().signingContext())).isTrue();
    assertThat(MarketCodec.decodeAcknowledgement(promise.payload()).bidDigest())
        .isEqualTo(bid.digest());

    assertThat(post(bid).text("acknowledgement")).isEqualTo(said.text("acknowledgement"));
  }

  @Test
  void an_aggregators_refusal_is_told_with_its_reason() throws IOException, InterruptedException {
    Said late = post(bid(OUTSIDE, OUTSIDE.bus(), INTERVAL - 1, 5));
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.text("error")).isEqualTo("GATE_CLOSED");
    assertThat(late.json().path("interval").asLong()).isEqualTo(INTERVAL - 1);
  }

  @Test
  void what_is_not_an_outside_participants_own_bid_reaches_no_aggregator()
      throws IOException, InterruptedException {
    Said inside = post(bid(ON_A_NODE, ON_A_NODE.bus(), INTERVAL, 1));
    assertThat(inside.status()).isEqualTo(403);
    assertThat(inside.text("error")).isEqualTo("BIDS_ON_A_NODE");
    assertThat(inside.text("message")).contains("outside-participants");

    Said elsewhere = post(bid(OUTSIDE, 9_999, INTERVAL, 1));
    assertThat(elsewhere.status()).isEqualTo(400);
    assertThat(elsewhere.text("message")).contains("9999");

    SignedEnvelope forged =
        MARKET
            .genesis()
            .signingContext()
            .sign(
                MessageType.BID,
                OUTSIDE.id().value(),
                bid(OUTSIDE, OUTSIDE.bus(), INTERVAL, 1).payload(),
                MARKET.validators().keys(MARKET.validators().names().first()).getFirst());
    assertThat(post(forged).text("error")).isEqualTo("BAD_SIGNATURE");
    assertThat(post(new byte[] {1, 2}).text("error")).isEqualTo("MALFORMED");
    assertThat(post(new byte[40_000]).status()).isEqualTo(413);
    var another = new Bid(ON_A_NODE.id(), OUTSIDE.bus(), INTERVAL, 1, BidCurve.fixed(0));
    assertThat(
            post(MARKET.sign(OUTSIDE.id(), MessageType.BID, MarketCodec.encode(another)))
                .text("error"))
        .isEqualTo("MALFORMED");
  }

  @Test
  void silent_connections_are_closed_and_no_more_than_the_limit_are_served()
      throws IOException, InterruptedException {
    InetAddress here = InetAddress.getLoopbackAddress();
    var silent = new Socket[CONNECTIONS];
    for (int k = 0; k < CONNECTIONS; k++) {
      silent[k] = new Socket(here, bids.getPort());
    }
    long before = System.nanoTime();
    Said said = post(bid(OUTSIDE, OUTSIDE.bus(), INTERVAL - 1, 5));
    long waitedMillis = (System.nanoTime() - before) / 1_000_000;
    assertThat(said.status()).isEqualTo(409);
    assertThat(waitedMillis).as("until a silent one is closed").isGreaterThan(1_000);
    for (Socket socket : silent) {
      socket.setSoTimeout(20_000);
      assertThat(isClosedByTheOtherSide(socket)).isTrue();
      socket.close();
    }
  }

  private static boolean isClosedByTheOtherSide(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }
}
