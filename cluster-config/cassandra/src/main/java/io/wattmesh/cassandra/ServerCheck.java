package io.wattmesh.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Refuses a cluster whose settings would let a vote be lost. What it reads: each node's settings
 * that are up, from {@code system_views.settings}, and the keyspace's replication. What it cannot
 * read is in docs/cassandra.md.
 */
public final class ServerCheck {
  static final int LEAST_REPLICATION = 3;

  /** Each acknowledges a write only once it is on the disk. */
  private static final Set<String> DURABLE_SYNCS = Set.of("batch", "group");

  private static final Set<String> READ =
      Set.of("paxos_variant", "commitlog_sync", "disk_failure_policy", "commit_failure_policy");

  private ServerCheck() {}

  /**
   * @throws CassandraException if a setting is unsafe, or cannot be read
   */
  public static void requireSafe(Database database) {
    var refusals = new ArrayList<String>();
    KeyspaceMetadata keyspace =
        database.session().refreshSchema().getKeyspace(name(database)).orElseThrow();
    refusals.addAll(
        keyspaceRefusals(
            keyspace.getReplication(),
            keyspace.isDurableWrites(),
            database.settings().localDatacenter(),
            database.settings().allowSingleNode()));
    for (Node node : database.session().getMetadata().getNodes().values()) {
      if (node.getState() != NodeState.DOWN) {
        for (String refusal : refusals(settings(database, node))) {
          refusals.add(node.getEndPoint() + ": " + refusal);
        }
      }
    }
    if (!refusals.isEmpty()) {
      throw new CassandraException(
          "Votes would not be safe in keyspace %s: %s."
              .formatted(database.settings().keyspace(), String.join("; ", refusals)));
    }
  }

  private static String name(Database database) {
    return database.settings().keyspace();
  }

  private static Map<String, String> settings(Database database, Node node) {
    var found = new TreeMap<String, String>();
    try {
      for (String name : READ) {
        for (Row row :
            database.execute(
                SimpleStatement.newInstance(
                        "SELECT name, value FROM system_views.settings WHERE name = ?", name)
                    .setNode(node))) {
          found.put(row.getString("name"), String.valueOf(row.getString("value")));
        }
      }
      return found;
    } catch (CassandraException e) {
      throw new CassandraException(
          "The settings of node %s cannot be read: %s Grant the role SELECT on system_views.settings."
              .formatted(node.getEndPoint(), e.getMessage()),
          e);
    }
  }

  /** What of a node's settings is unsafe; a setting that is not told is. */
  static List<String> refusals(Map<String, String> settings) {
    var refusals = new ArrayList<String>();
    String paxos = settings.getOrDefault("paxos_variant", "not told");
    if (!paxos.equals("v2")) {
      refusals.add("paxos_variant is %s and must be v2".formatted(paxos));
    }
    String sync = settings.getOrDefault("commitlog_sync", "not told");
    if (!DURABLE_SYNCS.contains(sync)) {
      refusals.add(
          "commitlog_sync is %s and must be batch, or a vote is acknowledged before it is on disk"
              .formatted(sync));
    }
    for (String policy : List.of("disk_failure_policy", "commit_failure_policy")) {
      String value = settings.getOrDefault(policy, "not told");
      if (value.equals("ignore") || value.equals("not told")) {
        refusals.add("%s is %s and must be die or stop".formatted(policy, value));
      }
    }
    return refusals;
  }

  /** What is unsafe about a keyspace. */
  static List<String> keyspaceRefusals(
      Map<String, String> replication,
      boolean durableWrites,
      String datacenter,
      boolean allowSingleNode) {
    var refusals = new ArrayList<String>();
    if (!durableWrites) {
      refusals.add("durable_writes of the keyspace is false and must be true");
    }
    String told =
        replication.getOrDefault(
            datacenter, replication.getOrDefault("replication_factor", "not told"));
    if (!allowSingleNode
        && (!told.matches("[0-9]{1,3}") || Integer.parseInt(told) < LEAST_REPLICATION)) {
      refusals.add(
          "the replication factor in %s is %s and must be at least %d; for development allow a single node"
              .formatted(datacenter, told, LEAST_REPLICATION));
    }
    return refusals;
  }
}
