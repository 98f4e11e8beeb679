package io.wattmesh.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import com.datastax.oss.driver.internal.core.connection.ExponentialReconnectionPolicy;
import com.datastax.oss.driver.internal.core.session.throttling.ConcurrencyLimitingRequestThrottler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * A session of one keyspace. Reads and writes are at LOCAL_QUORUM; whatever is idempotent is tried
 * again for a bounded time, unless the error says that there is no hope. A compare-and-set is tried
 * once: what a failed one did must be read back by the caller.
 */
public final class Database implements AutoCloseable {
  /** So many statements may be under way; more wait in line, which is the back-pressure. */
  private static final int UNDER_WAY = 128;

  private static final int WAITING_IN_LINE = 10_000;

  /** So many writes of one call are under way together. */
  private static final int AT_ONCE = 64;

  private final CassandraSettings settings;
  private final CqlSession session;
  private final LongAdder requests = new LongAdder();
  private final LongAdder unknownOutcomes = new LongAdder();

  private Database(CassandraSettings settings, CqlSession session) {
    this.settings = settings;
    this.session = session;
  }

  /**
   * Opens a session in the settings' keyspace, which is made before if the settings say so.
   *
   * @throws CassandraException if the cluster does not answer in time, does not know the login, or
   *     has no such keyspace
   */
  public static Database open(CassandraSettings settings) {
    if (settings.createKeyspace()) {
      createKeyspace(settings);
    }
    CqlSessionBuilder builder =
        builder(settings).withKeyspace(CqlIdentifier.fromInternal(settings.keyspace()));
    return new Database(settings, connect(settings, builder));
  }

  private static void createKeyspace(CassandraSettings settings) {
    try (CqlSession session = connect(settings, builder(settings))) {
      boolean isThere =
          session
              .execute(
                  SimpleStatement.newInstance(
                      "SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?",
                      settings.keyspace()))
              .iterator()
              .hasNext();
      if (isThere) {
        return;
      }
      session.execute(
          "CREATE KEYSPACE IF NOT EXISTS %s WITH replication = {'class': 'NetworkTopologyStrategy', '%s': %d}"
              .formatted(
                  settings.keyspace(), settings.localDatacenter(), settings.replicationFactor()));
    } catch (DriverException e) {
      throw new CassandraException(
          "Keyspace %s cannot be made: %s. Make it by hand, or give the role the right to."
              .formatted(settings.keyspace(), e.getMessage()),
          e);
    }
  }

  private static CqlSession connect(CassandraSettings settings, CqlSessionBuilder builder) {
    var patience = new Patience(settings.patience());
    while (true) {
      try {
        return builder.build();
      } catch (RuntimeException e) {
        if (!isWorthAnotherCall(e) || !patience.pause()) {
          throw new CassandraException(
              ("Cassandra at %s, keyspace %s, cannot be used: %s. Check the addresses, the"
                      + " datacenter's name, the login, the certificates and that the keyspace is there.")
                  .formatted(settings.contactPoints(), settings.keyspace(), causes(e)),
              e);
        }
      }
    }
  }

  /** A node that says no says it to everybody: only silence may end by itself. */
  private static boolean isWorthAnotherCall(RuntimeException error) {
    return error instanceof com.datastax.oss.driver.api.core.AllNodesFailedException all
        ? all.getAllErrors().values().stream().flatMap(List::stream).noneMatch(Database::isRefusal)
        : ErrorClass.of(error) != ErrorClass.HOPELESS;
  }

  private static boolean isRefusal(Throwable error) {
    for (Throwable at = error; at != null; at = at.getCause()) {
      if (at instanceof com.datastax.oss.driver.api.core.auth.AuthenticationException
          || at instanceof javax.net.ssl.SSLException) {
        return true;
      }
    }
    return false;
  }

  private static String causes(Throwable error) {
    var said = new StringBuilder(String.valueOf(error.getMessage()));
    for (Throwable at = error.getCause(); at != null; at = at.getCause()) {
      said.append("; ").append(at.getMessage());
    }
    return said.toString();
  }

  private static CqlSessionBuilder builder(CassandraSettings settings) {
    Duration timeout = settings.requestTimeout();
    CqlSessionBuilder builder =
        CqlSession.builder()
            .addContactPoints(settings.contactPoints())
            .withLocalDatacenter(settings.localDatacenter())
            .withConfigLoader(
                DriverConfigLoader.programmaticBuilder()
                    .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                    .withString(DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY, "SERIAL")
                    .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, timeout)
                    .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, false)
                    .withClass(DefaultDriverOption.RETRY_POLICY_CLASS, NoRetries.class)
                    .withClass(
                        DefaultDriverOption.REQUEST_THROTTLER_CLASS,
                        ConcurrencyLimitingRequestThrottler.class)
                    .withInt(
                        DefaultDriverOption.REQUEST_THROTTLER_MAX_CONCURRENT_REQUESTS, UNDER_WAY)
                    .withInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_QUEUE_SIZE, WAITING_IN_LINE)
                    .withDuration(
                        DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, Duration.ofSeconds(5))
                    .withDuration(
                        DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(5))
                    .withDuration(
                        DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, Duration.ofSeconds(5))
                    .withClass(
                        DefaultDriverOption.RECONNECTION_POLICY_CLASS,
                        ExponentialReconnectionPolicy.class)
                    .withDuration(
                        DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(200))
                    .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(5))
                    .withBoolean(DefaultDriverOption.TIMESTAMP_GENERATOR_FORCE_JAVA_CLOCK, true)
                    .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, true)
                    .withInt(DefaultDriverOption.NETTY_IO_SIZE, 1)
                    .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
                    .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
                    .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                    .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                    .build());
    settings.login().ifPresent(it -> builder.withAuthCredentials(it.username(), it.password()));
    settings
        .tls()
        .ifPresent(
            tls ->
                builder.withSslEngineFactory(
                    new ProgrammaticSslEngineFactory(
                        tls.context(), null, tls.checksHostName(), false)));
    return builder;
  }

  /** The settings that this was opened with. */
  public CassandraSettings settings() {
    return settings;
  }

  /** The driver's session, for what is rare. */
  public CqlSession session() {
    return session;
  }

  /** How many requests were sent so far, repeated ones included. */
  public long requests() {
    return requests.sum();
  }

  /** How many compare-and-sets there were so far of which it was not known what they did. */
  public long unknownOutcomes() {
    return unknownOutcomes.sum();
  }

  /** Prepares a statement; a node that has not heard of a new table yet is asked again. */
  public PreparedStatement prepare(String cql) {
    var patience = new Patience(settings.patience());
    var hope = new Patience(settings.requestTimeout());
    while (true) {
      try {
        return session.prepare(cql);
      } catch (DriverException e) {
        boolean again = ErrorClass.of(e) == ErrorClass.HOPELESS ? hope.pause() : patience.pause();
        if (!again) {
          throw failed("prepare '" + cql + "'", e);
        }
      }
    }
  }

  /**
   * Carries out what may be carried out twice.
   *
   * @throws CassandraException if it was wrong, or did not succeed in time
   */
  public ResultSet execute(Statement<?> idempotent) {
    return repeated(() -> once(idempotent));
  }

  /**
   * Reads all rows, whatever many pages they take.
   *
   * @throws CassandraException if it was wrong, or did not succeed in time
   */
  public List<Row> rows(Statement<?> read) {
    return repeated(() -> once(read).all());
  }

  /**
   * Tries a compare-and-set, once.
   *
   * @throws UnknownOutcomeException if it may have been carried out or not
   * @throws CassandraException if it was wrong
   */
  public ResultSet compareAndSet(Statement<?> conditional) throws UnknownOutcomeException {
    try {
      return once(conditional);
    } catch (DriverException e) {
      if (ErrorClass.of(e) == ErrorClass.HOPELESS) {
        throw failed("compare and set", e);
      }
      unknownOutcomes.increment();
      throw new UnknownOutcomeException(
          "It is not known whether a compare-and-set was carried out: " + e.getMessage(), e);
    }
  }

  private ResultSet once(Statement<?> statement) {
    requests.increment();
    return session.execute(statement);
  }

  private <T> T repeated(Supplier<T> attempt) {
    var patience = new Patience(settings.patience());
    while (true) {
      try {
        return attempt.get();
      } catch (DriverException e) {
        if (ErrorClass.of(e) == ErrorClass.HOPELESS || !patience.pause()) {
          throw failed("read or write", e);
        }
      }
    }
  }

  private CassandraException failed(String what, DriverException error) {
    return ErrorClass.of(error) == ErrorClass.HOPELESS
        ? new CassandraException(
            "Cassandra refuses to %s in keyspace %s: %s. Check the role's rights and the program's version."
                .formatted(what, settings.keyspace(), error.getMessage()),
            error)
        : new CassandraException(
            "Cassandra cannot %s in keyspace %s, though tried for up to %s: %s. Mend the cluster, then start again."
                .formatted(what, settings.keyspace(), settings.patience(), error.getMessage()),
            error);
  }

  /**
   * Carries out writes that may be carried out twice, many at once and in no order; all are done
   * when this returns.
   *
   * @throws CassandraException if one was wrong or did not succeed in time; others may be done
   */
  public void executeAll(Collection<BoundStatement> idempotent) {
    var waiting = new ArrayList<>(idempotent);
    for (int from = 0; from < waiting.size(); from += AT_ONCE) {
      List<BoundStatement> some = waiting.subList(from, Math.min(from + AT_ONCE, waiting.size()));
      var underWay = new ArrayList<CompletionStage<AsyncResultSet>>(some.size());
      for (BoundStatement write : some) {
        requests.increment();
        underWay.add(session.executeAsync(write));
      }
      for (int k = 0; k < some.size(); k++) {
        await(underWay.get(k), some.get(k));
      }
    }
  }

  private void await(CompletionStage<AsyncResultSet> underWay, BoundStatement write) {
    try {
      underWay.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof DriverException error)) {
        throw e;
      }
      if (ErrorClass.of(error) == ErrorClass.HOPELESS) {
        throw failed("write", error);
      }
      execute(write);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
