package io.wattmesh.cluster.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.metrics.NodeMetrics;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.management.javadsl.ManagementRouteProvider;
import org.apache.pekko.management.javadsl.ManagementRouteProviderSettings;

/** Serves the node's figures, and why it is well or not, beside Pekko Management's own routes. */
public final class MetricsRoute extends AllDirectives
    implements ManagementRouteProvider, Extension {
  private final NodeHealth health;

  /** Called by Pekko Management, which finds this class by its configuration. */
  public MetricsRoute(ExtendedActorSystem system) {
    this.health = NodeHealth.get(Adapter.toTyped(system));
  }

  @Override
  public Route routes(ManagementRouteProviderSettings settings) {
    return path("metrics", () -> get(() -> complete(response())))
        .orElse(
            path(
                PathMatchers.segment("wattmesh").slash("health"),
                () -> get(() -> complete(detail()))));
  }

  private HttpResponse detail() {
    try {
      return HttpResponse.create()
          .withEntity(
              HttpEntities.create(
                  ContentTypes.APPLICATION_JSON,
                  new ObjectMapper().writeValueAsString(health.detail())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The node's health cannot be written as JSON.", e);
    }
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
