package io.wattmesh.cluster.gateway;

import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.tls.RenewedTls;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.ToGateway;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/** The gateway of a node, as a server on a port of its own. */
public final class HttpGateway {
  /** The longest that an answer is kept back for a commit. */
  public static final int MAX_WAIT_SECONDS = 30;

  private static final Duration CLOSES_WITHIN = Duration.ofSeconds(5);

  /** What is waited for, and the work on it. */
  private static final Duration REQUEST_WITHIN = Duration.ofSeconds(MAX_WAIT_SECONDS + 10);

  private final RecentOutcomes outcomes = new RecentOutcomes();
  private final Optional<RenewedTls> tls;

  /**
   * @param tls empty for plain HTTP
   */
  public HttpGateway(Optional<RenewedTls> tls) {
    this.tls = tls;
  }

  /** What is committed, for who asks what became of a transaction. */
  public void onBlock(CommittedBlock block) {
    outcomes.onBlock(block);
  }

  /**
   * Opens the door. It closes when the node begins to stop: what came in before is answered.
   *
   * @param ledger sees transactions through
   * @param bids brings bids to aggregators
   * @param marketMillis the market's time
   */
  public CompletionStage<ServerBinding> open(
      ActorSystem<?> system,
      NodeSettings.Gateway settings,
      Genesis genesis,
      ActorRef<ToGateway> ledger,
      BidPort bids,
      LongSupplier marketMillis) {
    Executor signatures =
        system.dispatchers().lookup(DispatcherSelector.fromConfig("wattmesh.signature-dispatcher"));
    var admission = new Admission(genesis, new Quotas(settings.perSigner(), settings.burst()));
    var routes =
        new GatewayRoutes(genesis, admission, outcomes, ledger::tell, marketMillis, signatures);
    ServerBuilder server =
        Http.get(system)
            .newServerAt(settings.host(), settings.port())
            .withSettings(limited(system, settings));
    return tls.map(
            own -> server.enableHttps(ConnectionContext.httpsServer(() -> own.server(false))))
        .orElse(server)
        .bind(routes.routes().orElse(new BidRoutes(admission, bids, signatures).routes()))
        .thenApply(bound -> bound.addToCoordinatedShutdown(CLOSES_WITHIN, system));
  }

  /** Connections beyond the limit wait until one is closed, and silent ones are closed. */
  static ServerSettings limited(ActorSystem<?> system, NodeSettings.Gateway settings) {
    ServerSettings usual = ServerSettings.create(Adapter.toClassic(system));
    return usual
        .withMaxConnections(settings.maxConnections())
        .withTimeouts(
            usual
                .getTimeouts()
                .withIdleTimeout(scala(settings.idleTimeout()))
                .withRequestTimeout(scala(REQUEST_WITHIN)));
  }

  private static scala.concurrent.duration.FiniteDuration scala(Duration duration) {
    return scala.concurrent.duration.Duration.create(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
