package io.wattmesh.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A component's schema: CQL files {@code V001.cql}, {@code V002.cql} and so on beside a class, each
 * applied once a keyspace, in order. A file that was applied must never change; every statement can
 * be carried out twice ({@code IF NOT EXISTS}), so that two processes may start together, or one
 * again that died in the middle.
 */
public final class Migrations {
  private static final int MOST = 999;
  private static final Duration DDL_TIMEOUT = Duration.ofSeconds(30);

  private final String component;
  private final List<String> files = new ArrayList<>();

  /**
   * @param beside whose package has the files
   */
  public Migrations(String component, Class<?> beside) {
    this.component = component;
    for (int version = 1; version <= MOST; version++) {
      try (InputStream in = beside.getResourceAsStream("V%03d.cql".formatted(version))) {
        if (in == null) {
          break;
        }
        files.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no V001.cql beside %s; the jar is not whole.".formatted(beside.getName()));
    }
  }

  /**
   * Brings the keyspace's schema to the last version.
   *
   * @throws CassandraException if it is of a newer version, or was made by other files
   */
  public void apply(Database database) {
    CqlSession session = database.session();
    if (!isBegun(database)) {
      execute(
          session,
          "CREATE TABLE IF NOT EXISTS schema_version (component text, version int, sha256 text,"
              + " PRIMARY KEY (component, version))");
    }
    // Who begins at the same time may have made it by a node that the others have not heard yet.
    requireAgreement(database);
    Map<Integer, String> applied = applied(database);
    requireKnown(database.settings().keyspace(), applied);
    for (int version = 1; version <= files.size(); version++) {
      if (!applied.containsKey(version)) {
        String file = files.get(version - 1);
        statements(file).forEach(statement -> execute(session, statement));
        database.execute(
            SimpleStatement.newInstance(
                "INSERT INTO schema_version (component, version, sha256) VALUES (?, ?, ?)",
                component,
                version,
                sha256(file)));
      }
    }
    requireAgreement(database);
  }

  private static boolean isBegun(Database database) {
    return !database
        .rows(
            SimpleStatement.newInstance(
                "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?",
                database.settings().keyspace(),
                "schema_version"))
        .isEmpty();
  }

  private Map<Integer, String> applied(Database database) {
    var found = new TreeMap<Integer, String>();
    for (Row row :
        database.execute(
            SimpleStatement.newInstance(
                "SELECT version, sha256 FROM schema_version WHERE component = ?", component))) {
      found.put(row.getInt("version"), row.getString("sha256"));
    }
    return found;
  }

  private void requireKnown(String keyspace, Map<Integer, String> applied) {
    applied.forEach(
        (version, hash) -> {
          if (version > files.size()) {
            throw new CassandraException(
                ("Keyspace %s has the schema of %s in version %d, this program knows up to %d. Use"
                        + " the newer program.")
                    .formatted(keyspace, component, version, files.size()));
          }
          if (!sha256(files.get(version - 1)).equals(hash)) {
            throw new CassandraException(
                ("Keyspace %s has version %d of the schema of %s from another file (SHA-256 %s)."
                        + " Use the program that made it, or another keyspace.")
                    .formatted(keyspace, version, component, hash));
          }
        });
  }

  private static void execute(CqlSession session, String statement) {
    try {
      session.execute(
          SimpleStatement.newInstance(statement).setTimeout(DDL_TIMEOUT).setIdempotent(true));
    } catch (DriverException e) {
      throw new CassandraException(
          "The schema's statement '%s' fails: %s. Start again once the cluster is whole."
              .formatted(statement, e.getMessage()),
          e);
    }
  }

  private static void requireAgreement(Database database) {
    var patience = new Patience(database.settings().patience());
    while (!database.session().checkSchemaAgreement()) {
      if (!patience.pause()) {
        throw new CassandraException(
            "The nodes of keyspace %s do not agree on its schema after %s; see `nodetool describecluster`."
                .formatted(database.settings().keyspace(), database.settings().patience()));
      }
    }
  }

  /** Statements end with a semicolon; lines that begin with two dashes are for people. */
  static List<String> statements(String file) {
    String plain =
        file.lines()
            .filter(line -> !line.stripLeading().startsWith("--"))
            .reduce("", (one, two) -> one + "\n" + two);
    return Arrays.stream(plain.split(";", -1))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .toList();
  }

  private static String sha256(String file) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(file.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }
}
