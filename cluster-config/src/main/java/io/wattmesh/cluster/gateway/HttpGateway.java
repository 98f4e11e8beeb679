package io.wattmesh.cluster.gateway;

import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.ToGateway;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;

/** The gateway of a node, as a server on a port of its own. */
public final class HttpGateway {
  /** The longest that an answer is kept back for a commit. */
  public static final int MAX_WAIT_SECONDS = 30;

  private static final Duration CLOSES_WITHIN = Duration.ofSeconds(5);

  private final RecentOutcomes outcomes = new RecentOutcomes();

  /** What is committed, for who asks what became of a transaction. */
  public void onBlock(CommittedBlock block) {
    outcomes.onBlock(block);
  }

  /**
   * Opens the door. It closes when the node begins to stop: what came in before is answered.
   *
   * @param ledger sees transactions through
   * @param marketMillis the market's time
   */
  public CompletionStage<ServerBinding> open(
      ActorSystem<?> system,
      NodeSettings.Gateway settings,
      Genesis genesis,
      ActorRef<ToGateway> ledger,
      LongSupplier marketMillis) {
    var admission = new Admission(genesis, new Quotas(settings.perSigner(), settings.burst()));
    var routes =
        new GatewayRoutes(
            genesis,
            admission,
            outcomes,
            ledger::tell,
            marketMillis,
            system
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig("wattmesh.signature-dispatcher")));
    return Http.get(system)
        .newServerAt(settings.host(), settings.port())
        .bind(routes.routes())
        .thenApply(server -> server.addToCoordinatedShutdown(CLOSES_WITHIN, system));
  }
}
