package io.wattmesh.cluster.gateway;

import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidAcknowledgement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;

/**
 * Bids of participants whose agents run outside the cluster.
 *
 * <pre>
 *   POST /v1/bids[?waitSeconds=N]   a signed bid's canonical bytes
 * </pre>
 *
 * The answer has the aggregator's signed acknowledgement, or its reason. The same bytes again get
 * the same acknowledgement.
 */
final class BidRoutes extends AllDirectives {
  private static final int MAX_BYTES = MessageType.BID.maxPayloadBytes() + 1024;

  /** Who names no time waits so long. */
  private static final String WAIT = "5";

  private final Admission admission;
  private final BidPort port;
  private final Executor signatures;

  /**
   * @param signatures where signatures are checked
   */
  BidRoutes(Admission admission, BidPort port, Executor signatures) {
    this.admission = admission;
    this.port = port;
    this.signatures = signatures;
  }

  Route routes() {
    return pathPrefix("v1", () -> path("bids", () -> post(this::handIn)));
  }

  private Route handIn() {
    return withSizeLimit(
        MAX_BYTES,
        () ->
            parameterOptional(
                "waitSeconds",
                wait -> {
                  OptionalInt seconds = GatewayRoutes.seconds(wait.orElse(WAIT));
                  return seconds.isEmpty()
                      ? complete(GatewayRoutes.wrongWait(wait.orElseThrow()))
                      : entity(
                          Unmarshaller.entityToByteArray(),
                          bytes ->
                              onSuccess(
                                  answer(bytes, Duration.ofSeconds(seconds.getAsInt())),
                                  this::complete));
                }));
  }

  private CompletionStage<HttpResponse> answer(byte[] bytes, Duration wait) {
    return CompletableFuture.supplyAsync(() -> begin(bytes, wait), signatures)
        .thenCompose(response -> response);
  }

  private CompletionStage<HttpResponse> begin(byte[] bytes, Duration wait) {
    try {
      SignedEnvelope bid = admission.admitBid(bytes, System.nanoTime() / 1_000_000);
      Bid content = content(bid);
      return port.bid(bid, content, wait).thenApply(answer -> told(bid, content, answer));
    } catch (RefusedException e) {
      return CompletableFuture.completedFuture(GatewayRoutes.refused(e));
    }
  }

  private Bid content(SignedEnvelope bid) throws RefusedException {
    Bid content;
    try {
      content = MarketCodec.decodeBid(bid.payload());
    } catch (MalformedBytesException e) {
      throw new RefusedException(Refusal.MALFORMED, "%s: %s".formatted(bid, e.getMessage()));
    }
    if (!content.participant().value().equals(bid.signer())) {
      throw new RefusedException(
          Refusal.MALFORMED,
          "%s is a bid of %s; a participant signs its own.".formatted(bid, content.participant()));
    }
    if (!port.isOutside(bid.signer())) {
      throw new RefusedException(
          Refusal.BIDS_ON_A_NODE,
          "%s's agent runs on a node and bids there; have it listed in market.outside-participants."
              .formatted(bid.signer()));
    }
    // An aggregator of any number would come to life by being asked.
    if (content.bus() != admission.busOf(bid)) {
      throw new RefusedException(
          Refusal.MALFORMED,
          "%s is for bus %d, and %s is registered at bus %d."
              .formatted(bid, content.bus(), bid.signer(), admission.busOf(bid)));
    }
    return content;
  }

  private static HttpResponse told(SignedEnvelope bid, Bid content, BidPort.Answer answer) {
    String hash = bid.digest().hex();
    return switch (answer) {
      case BidPort.Answer.Acknowledged acknowledged -> {
        BidAcknowledgement promise =
            MarketCodec.decodeAcknowledgement(acknowledged.acknowledgement().payload());
        yield GatewayRoutes.json(
            200,
            GatewayRoutes.fields(
                "bid",
                hash,
                "state",
                "ACKNOWLEDGED",
                "interval",
                promise.interval(),
                "aggregator",
                acknowledged.acknowledgement().signer(),
                "arrivalMillis",
                promise.arrivalMillis(),
                "acknowledgement",
                HexFormat.of().formatHex(acknowledged.acknowledgement().toBytes())));
      }
      case BidPort.Answer.Refused refused ->
          GatewayRoutes.json(
              409,
              GatewayRoutes.fields(
                  "bid",
                  hash,
                  "interval",
                  content.interval(),
                  "error",
                  refused.reason(),
                  "message",
                  refused.detail()));
      case BidPort.Answer.Silence _ ->
          GatewayRoutes.json(
              503,
              GatewayRoutes.fields(
                  "bid",
                  hash,
                  "interval",
                  content.interval(),
                  "error",
                  "NO_ANSWER",
                  "message",
                  "the aggregator has not answered; hand the same bytes in again, which changes"
                      + " nothing if they have arrived"));
    };
  }
}
