package io.wattmesh.cassandra;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where one store is: its cluster, its keyspace and who it is there. Each validator has settings of
 * its own, so that none can touch another's rows.
 *
 * @param contactPoints at least one; the others of the cluster are found from there
 * @param localDatacenter whose replicas are asked
 * @param login empty where the server asks for none
 * @param keyspace lower case letters, digits and underscores, at most 48
 * @param tls empty for plain text, which is for a server on the same machine alone
 * @param allowSingleNode for development: a replication factor below 3 is accepted
 * @param createKeyspace whether the keyspace is made where it is missing, with a replication factor
 *     of 3, or of 1 with {@code allowSingleNode}; in production an operator makes it
 * @param requestTimeout after which one try's outcome is unknown
 * @param patience for how long tries are repeated before the store gives up
 */
public record CassandraSettings(
    List<InetSocketAddress> contactPoints,
    String localDatacenter,
    Optional<CassandraLogin> login,
    String keyspace,
    Optional<TlsFiles> tls,
    boolean allowSingleNode,
    boolean createKeyspace,
    Duration requestTimeout,
    Duration patience) {
  public static final Duration STANDARD_REQUEST_TIMEOUT = Duration.ofSeconds(5);
  public static final Duration STANDARD_PATIENCE = Duration.ofSeconds(60);

  private static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");

  public CassandraSettings {
    contactPoints = List.copyOf(contactPoints);
    Objects.requireNonNull(localDatacenter);
    Objects.requireNonNull(login);
    Objects.requireNonNull(tls);
    if (contactPoints.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no contact point; give the address of at least one Cassandra node.");
    }
    if (!KEYSPACE.matcher(keyspace).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no name for a keyspace; use %s.".formatted(keyspace, KEYSPACE.pattern()));
    }
    if (!requestTimeout.isPositive() || patience.compareTo(requestTimeout) < 0) {
      throw new IllegalArgumentException(
          "A request's time of %s must be positive and at most the patience of %s."
              .formatted(requestTimeout, patience));
    }
  }

  /** A server for development at these addresses: plain text, no login, one node is enough. */
  public static CassandraSettings development(
      List<InetSocketAddress> contactPoints, String keyspace) {
    return new CassandraSettings(
        contactPoints,
        "datacenter1",
        Optional.empty(),
        keyspace,
        Optional.empty(),
        true,
        true,
        STANDARD_REQUEST_TIMEOUT,
        STANDARD_PATIENCE);
  }

  /** The same with a role. */
  public CassandraSettings withLogin(CassandraLogin role) {
    return new CassandraSettings(
        contactPoints,
        localDatacenter,
        Optional.of(role),
        keyspace,
        tls,
        allowSingleNode,
        createKeyspace,
        requestTimeout,
        patience);
  }

  /** The same but for how long is waited. */
  public CassandraSettings withTimes(Duration newRequestTimeout, Duration newPatience) {
    return new CassandraSettings(
        contactPoints,
        localDatacenter,
        login,
        keyspace,
        tls,
        allowSingleNode,
        createKeyspace,
        newRequestTimeout,
        newPatience);
  }

  int replicationFactor() {
    return allowSingleNode ? 1 : ServerCheck.LEAST_REPLICATION;
  }
}
