package io.wattmesh.cluster.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.wattmesh.agents.scenario.Scenario;
import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway's server on loopback; the test is the ledger behind it. */
class HttpGatewayTest {
  private static final Scenario SCENARIO = Scenarios.load("seed-3bus-f12");
  private static final ScenarioMarket MARKET = ScenarioMarket.of(SCENARIO, Path.of("."));
  private static final SigningContext CONTEXT = MARKET.genesis().signingContext();
  private static final String SIGNER = MARKET.genesis().accountHolders().getFirst().id().value();
  private static final int BURST = 5;

  private final BlockingQueue<ToGateway.Submit> handedIn = new LinkedBlockingQueue<>();
  private final RecentOutcomes outcomes = new RecentOutcomes();
  private final HttpClient client = HttpClient.newHttpClient();
  private ActorSystem<Void> system;
  private ServerBinding server;

  @BeforeEach
  void open() {
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "gateway",
            ConfigFactory.parseString("pekko.actor.provider = local, pekko.loglevel = WARNING")
                .withFallback(ConfigFactory.defaultReference()));
    var routes =
        new GatewayRoutes(
            MARKET.genesis(),
            new Admission(MARKET.genesis(), new Quotas(1, BURST)),
            outcomes,
            handedIn::add,
            () -> 0,
            Runnable::run);
    server =
        Http.get(system)
            .newServerAt("127.0.0.1", 0)
            .bind(routes.routes())
            .toCompletableFuture()
            .join();
  }

  @AfterEach
  void close() {
    system.terminate();
    client.close();
  }

  private record Said(int status, JsonNode json) {
    private String text(String field) {
      return json.path(field).asText();
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(server.localAddress().getPort(), path));
  }

  private static Said said(HttpResponse<String> response) {
    try {
      boolean json = response.headers().firstValue("content-type").orElse("").contains("json");
      return new Said(
          response.statusCode(), new ObjectMapper().readTree(json ? response.body() : "{}"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private CompletableFuture<Said> post(String path, byte[] bytes) {
    HttpRequest request =
        HttpRequest.newBuilder(uri(path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
            .build();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(HttpGatewayTest::said);
  }

  private Said get(String path) {
    return client
        .sendAsync(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(HttpGatewayTest::said)
        .join();
  }

  private static SignedEnvelope call(long nonce, String signer, String keyOf) {
    return CONTEXT.sign(
        MessageType.CALL,
        signer,
        new Call(nonce, Tokens.PAYMENT, Tokens.TRANSFER, new byte[0]).toBytes(),
        DemoKeys.derive(SCENARIO.seed(), keyOf));
  }

  private static CommittedBlock block(long height, Hash transaction, OutcomeCode code) {
    var header =
        new BlockHeader(
            1, height, height, Hash.ZERO, 0, height, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO,
            Hash.ZERO);
    return new CommittedBlock(
        header, 1, Hash.ZERO, List.of(new Outcome(transaction, code, 0, "so")), List.of());
  }

  private ToGateway.Submit nextHandedIn() throws InterruptedException {
    return handedIn.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void a_signed_transaction_is_handed_in_and_its_outcome_told_when_it_is_committed()
      throws InterruptedException {
    byte[] bytes = call(1, SIGNER, SIGNER).toBytes();
    Hash id = Sha256.of(bytes);

    CompletableFuture<Said> answer = post("/v1/transactions?waitSeconds=30", bytes);
    assertThat(nextHandedIn().transaction()).isEqualTo(bytes);
    outcomes.onBlock(block(7, id, OutcomeCode.ACCEPTED));

    assertThat(answer.join().status()).isEqualTo(200);
    assertThat(answer.join().text("state")).isEqualTo("COMMITTED");
    assertThat(answer.join().text("outcome")).isEqualTo("ACCEPTED");
    assertThat(answer.join().json().path("height").asLong()).isEqualTo(7);
    assertThat(get("/v1/transactions/" + id.hex()).text("state")).isEqualTo("COMMITTED");
  }

  @Test
  void the_same_bytes_again_are_told_their_outcome_and_not_handed_in_again()
      throws InterruptedException {
    byte[] bytes = call(1, SIGNER, SIGNER).toBytes();
    outcomes.onBlock(block(7, Sha256.of(bytes), OutcomeCode.OUT_OF_GAS));

    Said said = post("/v1/transactions", bytes).join();

    assertThat(said.status()).isEqualTo(200);
    assertThat(said.text("outcome")).isEqualTo("OUT_OF_GAS");
    assertThat(handedIn).isEmpty();
  }

  @Test
  void bytes_older_than_the_replay_window_are_handed_in_again_for_the_ledger_to_judge() {
    var few = new RecentOutcomes(2);
    for (byte k = 1; k <= 3; k++) {
      few.onBlock(block(k, Sha256.of(new byte[] {k}), OutcomeCode.ACCEPTED));
    }
    assertThat(few.find(Sha256.of(new byte[] {1}))).isEmpty();
    assertThat(few.await(Sha256.of(new byte[] {1}))).as("it would be handed in").isNotDone();
    assertThat(few.find(Sha256.of(new byte[] {2}))).isPresent();
    assertThat(few.find(Sha256.of(new byte[] {3}))).isPresent();
  }

  @Test
  void who_does_not_wait_is_told_that_it_is_under_way_and_leaves_nothing_behind() {
    Said said = post("/v1/transactions", call(1, SIGNER, SIGNER).toBytes()).join();

    assertThat(said.status()).isEqualTo(202);
    assertThat(said.text("state")).isEqualTo("UNDER_WAY");
    assertThat(outcomes.waiting()).isZero();
  }

  @Test
  void a_wait_that_is_none_is_refused_and_nothing_is_handed_in() {
    for (String wait : List.of("31", "-1", "soon")) {
      Said said =
          post("/v1/transactions?waitSeconds=" + wait, call(1, SIGNER, SIGNER).toBytes()).join();
      assertThat(said.status()).isEqualTo(400);
      assertThat(said.text("message")).contains(wait).contains("0 to 30");
    }
    assertThat(handedIn).isEmpty();
  }

  @Test
  void a_full_ledger_says_so() throws InterruptedException {
    byte[] bytes = call(1, SIGNER, SIGNER).toBytes();

    CompletableFuture<Said> answer = post("/v1/transactions?waitSeconds=30", bytes);
    ToGateway.Submit submit = nextHandedIn();
    submit.answers().accept(new ToGateway.Answer(Sha256.of(bytes), AnswerCode.BUSY, "full"));

    assertThat(answer.join().status()).isEqualTo(503);
    assertThat(answer.join().text("error")).isEqualTo("BUSY");
  }

  @Test
  void a_signature_by_another_key_is_refused() {
    Said said = post("/v1/transactions", call(1, SIGNER, "somebody else").toBytes()).join();

    assertThat(said.status()).isEqualTo(401);
    assertThat(said.text("error")).isEqualTo("BAD_SIGNATURE");
    assertThat(handedIn).isEmpty();
  }

  @Test
  void a_name_that_nobody_registered_is_refused() {
    Said said = post("/v1/transactions", call(1, "nobody", "nobody").toBytes()).join();

    assertThat(said.status()).isEqualTo(401);
    assertThat(said.text("error")).isEqualTo("UNKNOWN_SIGNER");
  }

  @Test
  void what_is_signed_for_another_market_is_refused() {
    SignedEnvelope other =
        new SigningContext(Sha256.of(new byte[] {1}), CONTEXT.epoch())
            .sign(
                MessageType.CALL,
                SIGNER,
                new Call(1, Tokens.PAYMENT, Tokens.TRANSFER, new byte[0]).toBytes(),
                DemoKeys.derive(SCENARIO.seed(), SIGNER));

    Said said = post("/v1/transactions", other.toBytes()).join();

    assertThat(said.status()).isEqualTo(400);
    assertThat(said.text("error")).isEqualTo("OTHER_MARKET");
  }

  @Test
  void a_kind_of_message_that_roles_hand_in_is_refused() {
    SignedEnvelope readings =
        CONTEXT.sign(
            MessageType.READINGS, SIGNER, new byte[10], DemoKeys.derive(SCENARIO.seed(), SIGNER));

    Said said = post("/v1/transactions", readings.toBytes()).join();

    assertThat(said.status()).isEqualTo(403);
    assertThat(said.text("error")).isEqualTo("NOT_FOR_OUTSIDERS");
  }

  @Test
  void bytes_that_are_no_message_are_refused_and_too_many_are_not_read() {
    assertThat(post("/v1/transactions", new byte[] {1, 2, 3}).join().text("error"))
        .isEqualTo("MALFORMED");
    assertThat(post("/v1/transactions", new byte[Admission.maxBytes() + 1]).join().status())
        .isEqualTo(413);
  }

  @Test
  void who_hands_in_too_much_is_told_to_go_on_more_slowly_and_a_forger_uses_up_nothing() {
    for (int k = 0; k < 3 * BURST; k++) {
      post("/v1/transactions", call(1, SIGNER, "somebody else").toBytes()).join();
    }
    for (int k = 0; k < BURST; k++) {
      Said said = post("/v1/transactions", call(k + 1, SIGNER, SIGNER).toBytes()).join();
      assertThat(said.status()).isEqualTo(202);
    }
    // One a second is let in from then on, so some of many at once are too many.
    List<CompletableFuture<Said>> many =
        LongStream.range(100, 200)
            .mapToObj(k -> post("/v1/transactions", call(k, SIGNER, SIGNER).toBytes()))
            .toList();
    assertThat(many)
        .extracting(CompletableFuture::join)
        .anySatisfy(
            said -> {
              assertThat(said.status()).isEqualTo(429);
              assertThat(said.text("error")).isEqualTo("QUOTA");
            });
  }

  @Test
  void a_quota_fills_evenly_and_no_higher_than_its_burst() {
    var quotas = new Quotas(1, 2);
    var signer = MARKET.genesis().accountHolders().getFirst().id();

    assertThat(quotas.take(signer, 0)).isTrue();
    assertThat(quotas.take(signer, 0)).isTrue();
    assertThat(quotas.take(signer, 999)).isFalse();
    assertThat(quotas.take(signer, 1_000)).isTrue();
    assertThat(quotas.take(signer, 100_000)).isTrue();
    assertThat(quotas.take(signer, 100_000)).isTrue();
    assertThat(quotas.take(signer, 100_000)).isFalse();
  }

  @Test
  void the_market_says_what_to_sign_for() {
    Said said = get("/v1/market");

    assertThat(said.text("chainId")).isEqualTo(MARKET.genesis().chainId().hex());
    assertThat(said.json().path("epoch").asLong()).isEqualTo(CONTEXT.epoch());
    assertThat(get("/v1/transactions/xyz").status()).isEqualTo(400);
    assertThat(get("/v1/transactions/" + Hash.ZERO.hex()).status()).isEqualTo(404);
  }
}
