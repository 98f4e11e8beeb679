package io.wattmesh.cluster.member;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import io.wattmesh.ledger.replication.actor.ValidatorKeys;
import io.wattmesh.market.message.actor.EntityKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A node's settings in Pekko's words. */
final class PekkoConfig {
  static final String SYSTEM = "wattmesh";

  private PekkoConfig() {}

  /** One market, whose validators run on any node. */
  static Config of(Settings settings, NodeSettings node) {
    return of(
        settings, node, node.node().roles().stream().map(NodeRole::key).toList(), List.of(""));
  }

  /**
   * @param roles of the node as a member
   * @param markets their names
   */
  static Config of(Settings settings, NodeSettings node, List<String> roles, List<String> markets) {
    ClassLoader loader = PekkoConfig.class.getClassLoader();
    Config mapped = ConfigFactory.empty();
    for (Map.Entry<String, Object> one : mapped(node, roles, markets).entrySet()) {
      mapped =
          mapped.withValue(
              "pekko." + one.getKey(),
              ConfigValueFactory.fromAnyRef(one.getValue(), "the node's settings"));
    }
    return ConfigFactory.load(
        loader,
        mapped
            .withFallback(settings.pekko())
            .withFallback(ConfigFactory.parseResources(loader, "node.conf")));
  }

  private static Map<String, Object> mapped(
      NodeSettings settings, List<String> roles, List<String> markets) {
    NodeSettings.Node node = settings.node();
    var mapped = new HashMap<String, Object>();
    mapped.put("remote.artery.canonical.hostname", node.host());
    mapped.put("remote.artery.canonical.port", node.port());
    mapped.put("remote.artery.bind.bind-timeout", millis(node.bindTimeout()));
    mapped.put("cluster.roles", roles);
    mapped.put(
        "remote.artery.large-message-destinations",
        markets.stream().flatMap(PekkoConfig::longMessages).toList());
    mapped.put(
        "cluster.seed-nodes",
        node.seeds().stream().map(seed -> "pekko://" + SYSTEM + "@" + seed).toList());
    mapped.put("cluster.app-version", node.appVersion());
    NodeSettings.Cluster cluster = settings.cluster();
    mapped.put("cluster.split-brain-resolver.stable-after", millis(cluster.stableAfter()));
    mapped.put("cluster.down-removal-margin", millis(cluster.removalMargin()));
    mapped.put("cluster.sharding.number-of-shards", cluster.shards());
    mapped.put(
        "coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout",
        millis(node.drainTimeout()));
    mapped.put(
        "coordinated-shutdown.phases.service-requests-done.timeout",
        millis(node.drainIntervalTimeout().plus(NodeDrain.SLACK)));
    NodeSettings.Management management = settings.management();
    mapped.put("management.http.hostname", management.host());
    mapped.put("management.http.port", management.port());
    mapped.put("management.http.bind-hostname", management.host());
    mapped.put("management.http.bind-port", management.port());
    mapped.put("management.http.route-providers-read-only", management.readOnly());
    mapped.putAll(formation(settings));
    if (settings.tls().enabled()) {
      mapped.putAll(tls(settings.tls()));
    }
    if (node.seeds().isEmpty()) {
      mapped.put("cluster.seed-nodes", List.of());
    }
    return mapped;
  }

  /** Who says or hears what can be long, and goes by a connection of its own. */
  private static Stream<String> longMessages(String market) {
    String sharding = "/system/sharding/";
    String validators = sharding + ValidatorKeys.of(market).name();
    String regions = sharding + HostedMarket.suffixed(EntityKeys.REGION.name(), market);
    return Stream.of(
        validators,
        validators + "/**",
        validators + "Proxy",
        regions,
        regions + "/**",
        market.isEmpty() ? "/user/gateway*" : "/user/market.%s/gateway*".formatted(market));
  }

  /** What Pekko's bootstrap needs to find the other nodes' management. */
  private static Map<String, Object> formation(NodeSettings settings) {
    NodeSettings.Formation formation = settings.cluster().formation();
    var mapped = new HashMap<String, Object>();
    String discovery = "management.cluster.bootstrap.contact-point-discovery.";
    mapped.put(discovery + "required-contact-point-nr", formation.contactPoints());
    mapped.put(
        "management.cluster.bootstrap.contact-point.fallback-port", settings.management().port());
    switch (formation.method()) {
      case SEEDS ->
          // Else a node that knows no other would be told to look for some.
          mapped.put("management.http.routes.cluster-bootstrap", "");
      case DNS -> {
        mapped.put(discovery + "discovery-method", "pekko-dns");
        mapped.put(discovery + "service-name", formation.service());
        mapped.put(discovery + "effective-name", formation.service());
      }
      case KUBERNETES -> {
        mapped.put(discovery + "discovery-method", "kubernetes-api");
        mapped.put(discovery + "service-name", SYSTEM);
        mapped.put(discovery + "port-name", "management");
        mapped.put("discovery.kubernetes-api.pod-label-selector", formation.labelSelector());
        // Nodes are known by their addresses, as the manifests have it.
        mapped.put("discovery.kubernetes-api.use-raw-ip", true);
      }
    }
    return mapped;
  }

  private static Map<String, Object> tls(NodeSettings.Tls tls) {
    String ssl = "remote.artery.ssl.";
    String engine = ssl + "rotating-keys-engine.";
    return Map.of(
        "remote.artery.transport",
        "tls-tcp",
        ssl + "ssl-engine-provider",
        "org.apache.pekko.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider",
        engine + "cert-file",
        tls.certificate().toString(),
        engine + "key-file",
        tls.key().toString(),
        engine + "ca-cert-file",
        tls.authorities().toString(),
        engine + "ssl-context-cache-ttl",
        millis(tls.reload()));
  }

  private static String millis(java.time.Duration duration) {
    return duration.toMillis() + " ms";
  }
}
