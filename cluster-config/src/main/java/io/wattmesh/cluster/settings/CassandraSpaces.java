package io.wattmesh.cluster.settings;

import com.typesafe.config.Config;
import io.wattmesh.cassandra.CassandraLogin;
import io.wattmesh.cassandra.CassandraSettings;
import io.wattmesh.cassandra.TlsFiles;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.proto.model.ParticipantId;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which keyspace is whose, and how it is reached: one for each validator, which may have a database
 * and a login of its own, and one for acknowledged bids.
 */
public final class CassandraSpaces {
  private static final String PATH = "store.cassandra";
  private static final Pattern OF_VALIDATOR =
      Pattern.compile(
          "store\\.cassandra\\.validators\\.[^.]+"
              + "\\.(contact-points|local-datacenter|username|password)");

  private final Settings settings;
  private final Config shared;

  private CassandraSpaces(Settings settings) {
    this.settings = settings;
    this.shared = settings.own().getConfig(PATH);
  }

  /**
   * @throws UserErrorException if what all have in common is wrong
   */
  static CassandraSpaces of(Settings settings) {
    var spaces = new CassandraSpaces(settings);
    if (!spaces.shared.getString("keyspace-prefix").matches("[a-z][a-z0-9_]{0,15}")) {
      throw settings.invalid(
          PATH + ".keyspace-prefix",
          "keyspaces begin with a letter and have lower case letters, digits and underscores; the"
              + " prefix at most 16");
    }
    spaces.bids();
    return spaces;
  }

  /** Whether a path is of a setting that one validator alone may have. */
  static boolean isOfValidator(String path) {
    return OF_VALIDATOR.matcher(path).matches();
  }

  /** Where acknowledged bids are. */
  public CassandraSettings bids() {
    return space("bids", shared);
  }

  /** Where a validator keeps its ledger. */
  public CassandraSettings ledger(ParticipantId validator) {
    String own = "validators." + validator.value();
    return space(
        validator.value().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_"),
        shared.hasPath(own) ? shared.getConfig(own).withFallback(shared) : shared);
  }

  private CassandraSettings space(String name, Config from) {
    try {
      return new CassandraSettings(
          contactPoints(from),
          from.getString("local-datacenter"),
          Optional.of(from.getString("username"))
              .filter(username -> !username.isEmpty())
              .map(username -> new CassandraLogin(username, from.getString("password"))),
          from.getString("keyspace-prefix") + "_" + name,
          tls(from),
          from.getBoolean("allow-single-node"),
          from.getBoolean("create-keyspaces"),
          from.getDuration("request-timeout"),
          from.getDuration("patience"));
    } catch (IllegalArgumentException e) {
      throw new UserErrorException("%s: %s".formatted(PATH, e.getMessage()), e);
    }
  }

  private List<InetSocketAddress> contactPoints(Config from) {
    List<String> points = from.getStringList("contact-points");
    if (points.isEmpty()
        || !points.stream().allMatch(point -> point.matches("[^:/@\\s]+:\\d{1,5}"))) {
      throw settings.invalid(
          PATH + ".contact-points", "give at least one contact point, each as HOST:PORT");
    }
    return points.stream()
        .map(point -> point.split(":"))
        .map(parts -> new InetSocketAddress(parts[0], Integer.parseInt(parts[1])))
        .toList();
  }

  private static Optional<TlsFiles> tls(Config from) {
    return file(from, "tls.trust")
        .map(
            trust ->
                new TlsFiles(trust, file(from, "tls.own"), from.getBoolean("tls.check-host-name")));
  }

  private static Optional<TlsFiles.Store> file(Config from, String name) {
    return Optional.of(from.getString(name + "-file"))
        .filter(path -> !path.isEmpty())
        .map(path -> new TlsFiles.Store(Path.of(path), from.getString(name + "-password")));
  }
}
