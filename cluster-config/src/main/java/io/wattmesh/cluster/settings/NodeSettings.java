package io.wattmesh.cluster.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.wattmesh.cluster.market.UserErrorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** A node's settings, checked. {@code reference.conf} says what each means. */
public record NodeSettings(
    Node node,
    Market market,
    Store store,
    Consensus consensus,
    Waking waking,
    Cluster cluster,
    Tls tls,
    Keys keys,
    Gateway gateway,
    Management management) {
  /** Where a node is and what it carries. */
  public record Node(
      String host,
      int port,
      Set<NodeRole> roles,
      List<String> seeds,
      Path dataFolder,
      String appVersion,
      Duration bindTimeout,
      Duration drainTimeout,
      Duration drainIntervalTimeout) {
    public Node {
      roles = Set.copyOf(roles);
      seeds = List.copyOf(seeds);
    }
  }

  /**
   * A market that all nodes carry together.
   *
   * @param name within the cluster; empty for the only one
   * @param workload of the load test whose market it is, in place of a scenario's
   */
  public record Market(
      String name,
      Optional<String> workload,
      String scenario,
      OptionalLong seed,
      OptionalInt devices,
      Instant start,
      Duration gateLead,
      Duration bookWindow,
      Duration readingWindow,
      Set<String> outsideParticipants) {
    public Market {
      outsideParticipants = Set.copyOf(outsideParticipants);
    }
  }

  /** Where what must not be lost is kept. */
  public record Store(StoreKind kind, Path rocksFolder, CassandraSpaces cassandra) {}

  /** What validators keep to. */
  public record Consensus(
      Duration baseTimeout,
      Duration maxClockLead,
      Duration pace,
      long maxPoolBytes,
      boolean archive) {}

  /** How often roles are told the time. */
  public record Waking(Duration period, Duration prosumerPeriod) {}

  /** How the members keep together. */
  public record Cluster(
      Duration stableAfter, Duration removalMargin, int shards, Formation formation) {}

  /** How nodes find each other at their start. */
  public record Formation(
      FormationMethod method, String service, String labelSelector, int contactPoints) {}

  /** By what nodes prove to each other that they are nodes; files in PEM. */
  public record Tls(
      boolean enabled, Path certificate, Path key, Path authorities, Duration reload) {}

  /**
   * Whose keys are in files.
   *
   * @param publicList everybody's public keys; without it all derive from the market's seed
   * @param stores private keys of who runs here
   * @param password of the stores
   */
  public record Keys(Optional<Path> publicList, List<Path> stores, String password) {
    public Keys {
      stores = List.copyOf(stores);
    }

    /** Never the password. */
    @Override
    public String toString() {
      return "Keys[publicList=%s, stores=%s]".formatted(publicList, stores);
    }
  }

  /** Where participants who are no nodes hand in what they signed. */
  public record Gateway(
      boolean enabled,
      String host,
      int port,
      int perSigner,
      int burst,
      int maxConnections,
      Duration idleTimeout,
      Optional<ServerTls> tls) {}

  /** Where operators reach the node. */
  public record Management(
      boolean enabled, String host, int port, boolean readOnly, Optional<ServerTls> tls) {}

  /**
   * @throws UserErrorException if a setting has a value that it may not have
   */
  public static NodeSettings of(Settings settings) {
    try {
      Config own = settings.own();
      return new NodeSettings(
          node(settings, own),
          market(settings, own),
          new Store(
              StoreKind.of(own.getString("store.kind"))
                  .orElseThrow(
                      () -> settings.invalid("store.kind", "it is one of " + StoreKind.keys())),
              Path.of(own.getString("store.rocksdb.folder")),
              CassandraSpaces.of(settings)),
          new Consensus(
              positive(settings, "consensus.base-timeout"),
              own.getDuration("consensus.max-clock-lead"),
              own.getDuration("consensus.pace"),
              own.getBytes("consensus.max-pool"),
              own.getBoolean("consensus.archive")),
          new Waking(
              positive(settings, "waking.period"), positive(settings, "waking.prosumer-period")),
          new Cluster(
              positive(settings, "cluster.stable-after"),
              positive(settings, "cluster.removal-margin"),
              ranged(settings, "cluster.shards", 1, 10_000),
              formation(settings, own)),
          tls(settings, own),
          keys(settings, own),
          new Gateway(
              own.getBoolean("gateway.enabled"),
              own.getString("gateway.host"),
              ranged(settings, "gateway.port", 0, 65_535),
              ranged(settings, "gateway.per-signer", 1, 1_000_000),
              ranged(settings, "gateway.burst", 1, 1_000_000),
              ranged(settings, "gateway.max-connections", 1, 100_000),
              positive(settings, "gateway.idle-timeout"),
              ServerTls.gateway(settings)),
          management(settings));
    } catch (ConfigException e) {
      throw new UserErrorException("A setting is invalid: " + e.getMessage(), e);
    }
  }

  /** Where operators reach the node, whatever else the settings have. */
  public static Management management(Settings settings) {
    Config own = settings.own();
    return new Management(
        own.getBoolean("management.enabled"),
        own.getString("management.host"),
        ranged(settings, "management.port", 1, 65_535),
        own.getBoolean("management.read-only"),
        ServerTls.management(settings));
  }

  private static Formation formation(Settings settings, Config own) {
    FormationMethod method =
        FormationMethod.of(own.getString("cluster.formation.method"))
            .orElseThrow(
                () ->
                    settings.invalid(
                        "cluster.formation.method", "it is one of " + FormationMethod.keys()));
    if (method != FormationMethod.SEEDS) {
      if (!own.getStringList("node.seeds").isEmpty()) {
        throw settings.invalid(
            "node.seeds", "it is empty where cluster.formation.method is " + method.key());
      }
      if (!own.getBoolean("management.enabled")) {
        throw settings.invalid(
            "management.enabled",
            "it is true where cluster.formation.method is %s: nodes find each other by it"
                .formatted(method.key()));
      }
    }
    if (method == FormationMethod.DNS && own.getString("cluster.formation.service").isEmpty()) {
      throw settings.invalid(
          "cluster.formation.service", "give the name that all nodes are behind");
    }
    return new Formation(
        method,
        own.getString("cluster.formation.service"),
        own.getString("cluster.formation.label-selector"),
        ranged(settings, "cluster.formation.contact-points", 1, 1_000));
  }

  private static Tls tls(Settings settings, Config own) {
    boolean enabled = own.getBoolean("tls.enabled");
    return new Tls(
        enabled,
        file(settings, "tls.certificate", enabled),
        file(settings, "tls.key", enabled),
        file(settings, "tls.authorities", enabled),
        positive(settings, "tls.reload"));
  }

  private static Keys keys(Settings settings, Config own) {
    String list = own.getString("keys.public-list");
    List<String> stores = own.getStringList("keys.stores");
    if (list.isEmpty() && !stores.isEmpty()) {
      throw settings.invalid(
          "keys.stores", "name the list of everybody's public keys too, by keys.public-list");
    }
    return new Keys(
        list.isEmpty() ? Optional.empty() : Optional.of(file(settings, "keys.public-list", true)),
        stores.stream().map(Path::of).toList(),
        own.getString("keys.password"));
  }

  private static Path file(Settings settings, String key, boolean needed) {
    Path file = Path.of(settings.own().getString(key)).toAbsolutePath();
    if (needed && !Files.isReadable(file)) {
      throw settings.invalid(key, "there is no such file that this process may read");
    }
    return file;
  }

  private static Node node(Settings settings, Config own) {
    var roles = EnumSet.noneOf(NodeRole.class);
    for (String key : own.getStringList("node.roles")) {
      roles.add(
          NodeRole.of(key)
              .orElseThrow(() -> settings.invalid("node.roles", "roles are " + NodeRole.keys())));
    }
    if (roles.isEmpty()) {
      throw settings.invalid("node.roles", "a node has at least one of " + NodeRole.keys());
    }
    List<String> seeds = own.getStringList("node.seeds");
    if (!seeds.stream().allMatch(seed -> seed.matches("[^:/@\\s]+:\\d{1,5}"))) {
      throw settings.invalid("node.seeds", "each is written as HOST:PORT");
    }
    return new Node(
        own.getString("node.host"),
        ranged(settings, "node.port", 0, 65_535),
        roles,
        seeds,
        Path.of(own.getString("node.data-folder")),
        own.getString("node.app-version"),
        positive(settings, "node.bind-timeout"),
        positive(settings, "node.drain-timeout"),
        positive(settings, "node.drain-interval-timeout"));
  }

  private static Market market(Settings settings, Config own) {
    Duration lead = positive(settings, "market.gate-lead");
    Duration window = positive(settings, "market.book-window");
    if (window.compareTo(lead) >= 0) {
      throw settings.invalid("market.book-window", "it is shorter than market.gate-lead");
    }
    long seed = own.getLong("market.seed");
    int devices = own.getInt("market.devices");
    String workload = own.getString("market.workload");
    if (!workload.isEmpty()) {
      requireFitting(settings, own);
    }
    return new Market(
        settings.market(),
        workload.isEmpty() ? Optional.empty() : Optional.of(workload),
        own.getString("market.scenario"),
        seed < 0 ? OptionalLong.empty() : OptionalLong.of(seed),
        devices < 0 ? OptionalInt.empty() : OptionalInt.of(devices),
        start(settings, own),
        lead,
        window,
        positive(settings, "market.reading-window"),
        Set.copyOf(own.getStringList("market.outside-participants")));
  }

  /** Generators of load bid for all participants of their market, by keys of its seed. */
  private static void requireFitting(Settings settings, Config own) {
    if (own.getStringList("node.roles").contains(NodeRole.PROSUMER.key())) {
      throw settings.invalid(
          "node.roles",
          "without prosumer where market.workload is set, whose generators bid for everybody");
    }
    if (!own.getString("keys.public-list").isEmpty()) {
      throw settings.invalid(
          "keys.public-list", "it is empty where market.workload is set: keys are of its seed");
    }
    if (!own.getStringList("market.outside-participants").isEmpty()) {
      throw settings.invalid(
          "market.outside-participants",
          "it is empty where market.workload is set, whose generators bid for everybody");
    }
  }

  private static Instant start(Settings settings, Config own) {
    try {
      return Instant.parse(own.getString("market.start"));
    } catch (DateTimeException e) {
      throw settings.invalid(
          "market.start",
          "give the instant at which delivery of interval 0 begins, the same on every node, as"
              + " 2026-11-30T12:00:00Z.");
    }
  }

  private static Duration positive(Settings settings, String key) {
    Duration duration = settings.own().getDuration(key);
    if (duration.toMillis() < 1) {
      throw settings.invalid(key, "it is at least 1 ms");
    }
    return duration;
  }

  private static int ranged(Settings settings, String key, int least, int most) {
    int number = settings.own().getInt(key);
    if (number < least || number > most) {
      throw settings.invalid(key, "it is %d to %d".formatted(least, most));
    }
    return number;
  }
}
