package io.wattmesh.cluster.health;

import io.wattmesh.cluster.metrics.NodeMetrics;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.ExtensionIdProvider;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.management.javadsl.ManagementRouteProvider;
import org.apache.pekko.management.javadsl.ManagementRouteProviderSettings;

/** Serves the node's figures beside Pekko Management's own routes. */
public final class MetricsRoute extends AllDirectives implements ManagementRouteProvider {
  /** How Pekko Management finds the route. */
  public static final class Id extends AbstractExtensionId<MetricsRoute>
      implements ExtensionIdProvider {
    @Override
    public MetricsRoute createExtension(ExtendedActorSystem system) {
      return new MetricsRoute(NodeHealth.get(Adapter.toTyped(system)));
    }

    @Override
    public Id lookup() {
      return this;
    }
  }

  private final NodeHealth health;

  private MetricsRoute(NodeHealth health) {
    this.health = health;
  }

  @Override
  public Route routes(ManagementRouteProviderSettings settings) {
    return path("metrics", () -> get(() -> complete(response())));
  }

  private HttpResponse response() {
    return health
        .metrics()
        .map(NodeMetrics::scrape)
        .map(
            text ->
                HttpResponse.create()
                    .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, text)))
        .orElseGet(() -> HttpResponse.create().withStatus(StatusCodes.SERVICE_UNAVAILABLE));
  }
}
