package io.wattmesh.cluster.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;

/**
 * What the gateway answers, as JSON.
 *
 * <pre>
 *   POST /v1/transactions[?waitSeconds=N]   a signed message's canonical bytes
 *   GET  /v1/transactions/ID                what became of one, ID being the SHA-256 of its bytes
 *   GET  /v1/market                         chain, epoch to sign for, schedule, height
 * </pre>
 *
 * A transaction's {@code state} is {@code UNDER_WAY}, {@code COMMITTED} (then with {@code outcome}
 * and {@code height}) or {@code UNKNOWN}. Handing in the same bytes again changes nothing.
 */
final class GatewayRoutes extends AllDirectives {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Genesis genesis;
  private final Admission admission;
  private final RecentOutcomes outcomes;
  private final Consumer<ToGateway.Submit> ledger;
  private final LongSupplier marketMillis;
  private final Executor signatures;

  /**
   * @param ledger sees a transaction through
   * @param marketMillis the market's time
   * @param signatures where signatures are checked
   */
  GatewayRoutes(
      Genesis genesis,
      Admission admission,
      RecentOutcomes outcomes,
      Consumer<ToGateway.Submit> ledger,
      LongSupplier marketMillis,
      Executor signatures) {
    this.genesis = genesis;
    this.admission = admission;
    this.outcomes = outcomes;
    this.ledger = ledger;
    this.marketMillis = marketMillis;
    this.signatures = signatures;
  }

  Route routes() {
    return pathPrefix(
        "v1",
        () ->
            concat(
                path("market", () -> get(() -> complete(json(200, market())))),
                path("transactions", () -> post(this::handIn)),
                path(
                    PathMatchers.segment("transactions").slash(PathMatchers.segment()),
                    id -> get(() -> complete(find(id))))));
  }

  private Route handIn() {
    return withSizeLimit(
        Admission.maxBytes(),
        () ->
            parameterOptional(
                "waitSeconds",
                wait -> {
                  OptionalInt seconds = seconds(wait.orElse("0"));
                  return seconds.isEmpty()
                      ? complete(wrongWait(wait.orElseThrow()))
                      : entity(
                          Unmarshaller.entityToByteArray(),
                          bytes -> onSuccess(answer(bytes, seconds.getAsInt()), this::complete));
                }));
  }

  static OptionalInt seconds(String word) {
    int seconds = word.matches("\\d{1,2}") ? Integer.parseInt(word) : -1;
    return seconds < 0 || seconds > HttpGateway.MAX_WAIT_SECONDS
        ? OptionalInt.empty()
        : OptionalInt.of(seconds);
  }

  static HttpResponse wrongWait(String word) {
    return json(
        400,
        fields(
            "error",
            Refusal.MALFORMED.name(),
            "message",
            "waitSeconds is %s; give a whole number from 0 to %d."
                .formatted(word, HttpGateway.MAX_WAIT_SECONDS)));
  }

  private CompletionStage<HttpResponse> answer(byte[] bytes, int waitSeconds) {
    return CompletableFuture.supplyAsync(() -> admit(bytes), signatures)
        .thenCompose(
            admitted ->
                admitted.refusal() == null
                    ? seeThrough(admitted.message(), Duration.ofSeconds(waitSeconds))
                    : CompletableFuture.completedFuture(refused(admitted.refusal())));
  }

  /** Either of the two. */
  private record Admitted(SignedEnvelope message, RefusedException refusal) {}

  private Admitted admit(byte[] bytes) {
    try {
      return new Admitted(admission.admit(bytes, System.nanoTime() / 1_000_000), null);
    } catch (RefusedException e) {
      return new Admitted(null, e);
    }
  }

  static HttpResponse refused(RefusedException refused) {
    return json(
        refused.refusal().httpStatus(),
        fields("error", refused.refusal().name(), "message", refused.getMessage()));
  }

  private CompletionStage<HttpResponse> seeThrough(SignedEnvelope message, Duration wait) {
    byte[] bytes = message.toBytes();
    Hash id = Sha256.of(bytes);
    CompletableFuture<RecentOutcomes.Committed> committed = outcomes.await(id);
    if (committed.isDone()) {
      return CompletableFuture.completedFuture(json(200, committed(committed.join())));
    }
    CompletableFuture<HttpResponse> answered =
        committed.thenApply(known -> json(200, committed(known)));
    ledger.accept(new ToGateway.Submit(bytes, answer -> onAnswer(id, answer, answered)));
    return answered
        .orTimeout(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS)
        .exceptionally(
            late -> {
              if (late instanceof TimeoutException) {
                return json(202, underWay(id));
              }
              throw new IllegalStateException(late);
            })
        .whenComplete((response, failure) -> outcomes.giveUp(id, committed));
  }

  /** What is under way is answered when it is committed, or when the wait is over. */
  private static void onAnswer(
      Hash id, ToGateway.Answer answer, CompletableFuture<HttpResponse> answered) {
    if (!answer.code().isIn()) {
      answered.complete(
          json(
              answer.code() == AnswerCode.BUSY ? 503 : 409,
              fields(
                  "transaction",
                  id.hex(),
                  "error",
                  answer.code().name(),
                  "message",
                  answer.detail())));
    }
  }

  private HttpResponse find(String id) {
    if (!id.matches("[0-9a-f]{64}")) {
      return json(
          400,
          fields(
              "error",
              Refusal.MALFORMED.name(),
              "message",
              "A transaction's id is the SHA-256 of its bytes in 64 hexadecimal digits."));
    }
    return outcomes
        .find(Hash.ofHex(id))
        .map(known -> json(200, committed(known)))
        .orElseGet(() -> json(404, fields("transaction", id, "state", "UNKNOWN")));
  }

  private static Map<String, Object> underWay(Hash id) {
    return fields("transaction", id.hex(), "state", "UNDER_WAY");
  }

  private static Map<String, Object> committed(RecentOutcomes.Committed known) {
    return fields(
        "transaction",
        known.outcome().transaction().hex(),
        "state",
        "COMMITTED",
        "height",
        known.height(),
        "outcome",
        known.outcome().code().name(),
        "detail",
        known.outcome().detail());
  }

  private Map<String, Object> market() {
    MarketSchedule schedule = genesis.parameters().schedule();
    long now = marketMillis.getAsLong();
    return fields(
        "chainId",
        genesis.chainId().hex(),
        "epoch",
        genesis.signingContext().epoch(),
        "height",
        outcomes.height(),
        "marketMillis",
        now,
        "lastClosedInterval",
        schedule.lastClosedInterval(now),
        "startMillis",
        schedule.startMillis(),
        "intervalMillis",
        schedule.intervalMillis(),
        "gateLeadMillis",
        schedule.gateLeadMillis());
  }

  static Map<String, Object> fields(Object... namesAndValues) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("schemaVersion", 1);
    for (int k = 0; k < namesAndValues.length; k += 2) {
      fields.put((String) namesAndValues[k], namesAndValues[k + 1]);
    }
    return fields;
  }

  static HttpResponse json(int status, Map<String, Object> fields) {
    try {
      return HttpResponse.create()
          .withStatus(status)
          .withEntity(
              HttpEntities.create(ContentTypes.APPLICATION_JSON, JSON.writeValueAsString(fields)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
