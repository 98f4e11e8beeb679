package io.wattmesh.cluster.member;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node's settings in Pekko's words. */
final class PekkoConfig {
  static final String SYSTEM = "wattmesh";

  private PekkoConfig() {}

  static Config of(Settings settings, NodeSettings node) {
    ClassLoader loader = PekkoConfig.class.getClassLoader();
    Config mapped = ConfigFactory.empty();
    for (Map.Entry<String, Object> one : mapped(node).entrySet()) {
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

  private static Map<String, Object> mapped(NodeSettings settings) {
    NodeSettings.Node node = settings.node();
    var mapped = new HashMap<String, Object>();
    mapped.put("remote.artery.canonical.hostname", node.host());
    mapped.put("remote.artery.canonical.port", node.port());
    mapped.put("remote.artery.bind.bind-timeout", millis(node.bindTimeout()));
    mapped.put("cluster.roles", node.roles().stream().map(NodeRole::key).sorted().toList());
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
    NodeSettings.Management management = settings.management();
    mapped.put("management.http.hostname", management.host());
    mapped.put("management.http.port", management.port());
    mapped.put("management.http.bind-hostname", management.host());
    mapped.put("management.http.bind-port", management.port());
    if (node.seeds().isEmpty()) {
      mapped.put("cluster.seed-nodes", List.of());
    }
    return mapped;
  }

  private static String millis(java.time.Duration duration) {
    return duration.toMillis() + " ms";
  }
}
