package io.wattmesh.cluster.member;

import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.ServerTls;
import io.wattmesh.cluster.tls.RenewedTls;
import java.security.cert.Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.HttpsConnectionContext;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.management.PekkoManagementSettings;
import org.apache.pekko.management.javadsl.PekkoManagement;

/**
 * Where operators, monitoring and nodes that look for each other reach this node. With TLS, each
 * shows a certificate, but for a kubelet's probes, which have none: they are told yes or no.
 */
final class ManagementServer {
  /** What is answered to anybody who reaches the port. */
  private static final Set<String> PROBES = Set.of("/startup", "/ready", "/alive");

  private final Optional<RenewedTls> tls;
  private final boolean guarded;

  private ManagementServer(Optional<RenewedTls> tls, boolean guarded) {
    this.tls = tls;
    this.guarded = guarded;
  }

  /** Reads the files for TLS, if there are some, and opens nothing. */
  static ManagementServer of(NodeSettings.Management settings) {
    return new ManagementServer(
        settings.enabled() ? settings.tls().map(NodeReports::renewed) : Optional.empty(),
        settings.tls().map(ServerTls::asksForCertificate).orElse(false));
  }

  CompletionStage<Done> open(ActorSystem<?> system) {
    PekkoManagement management = PekkoManagement.get(Adapter.toClassic(system));
    return tls.map(files -> openWithTls(system, management, files))
        .orElseGet(() -> management.start().thenApply(address -> Done.getInstance()));
  }

  private CompletionStage<Done> openWithTls(
      ActorSystem<?> system, PekkoManagement management, RenewedTls files) {
    Http http = Http.get(system);
    // By it nodes ask each other whether there is a cluster.
    http.setDefaultClientHttpsContext(ConnectionContext.httpsClient(files::client));
    HttpsConnectionContext server = ConnectionContext.httpsServer(() -> files.server(guarded));
    Route routes = management.getRoutes(settings -> settings.withHttpsConnectionContext(server));
    PekkoManagementSettings settings = management.settings();
    return http.newServerAt(
            settings.getHttpEffectiveBindHostname(), settings.getHttpEffectiveBindPort())
        .enableHttps(server)
        .withSettings(withSession(system))
        .bind(guarded ? guard(routes) : routes)
        .thenApply(bound -> Done.getInstance());
  }

  private static ServerSettings withSession(ActorSystem<?> system) {
    ServerSettings usual = ServerSettings.create(Adapter.toClassic(system));
    return usual.withParserSettings(usual.getParserSettings().withIncludeSslSessionAttribute(true));
  }

  private static Route guard(Route routes) {
    return Directives.extractRequest(
        request ->
            PROBES.contains(request.getUri().path()) || hasCertificate(request)
                ? routes
                : Directives.complete(
                    StatusCodes.FORBIDDEN,
                    "Show a certificate of this cluster's authorities; wattmesh cluster has"
                        + " --certificate and --key for it.\n"));
  }

  private static boolean hasCertificate(HttpRequest request) {
    return request
        .getAttribute(AttributeKeys.sslSession)
        .map(
            session -> {
              try {
                Certificate[] shown = session.getSession().getPeerCertificates();
                return shown.length > 0;
              } catch (SSLPeerUnverifiedException e) {
                return false;
              }
            })
        .orElse(false);
  }
}
