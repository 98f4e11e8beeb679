package io.wattmesh.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The members of a cluster as people and programs see them. */
final class MembersTable {
  private record Member(
      String node,
      String status,
      List<String> roles,
      boolean reachable,
      Map<String, Integer> shards) {}

  private final String asked;
  private final String leader;
  private final List<Member> members = new ArrayList<>();

  /**
   * @param cluster as Pekko Management tells it
   * @param shards by type and node
   */
  MembersTable(JsonNode cluster, JsonNode shards) {
    this.asked = host(cluster.path("selfNode").asText());
    this.leader = host(cluster.path("leader").asText());
    Set<String> unreachable =
        stream(cluster.path("unreachable"))
            .map(one -> one.path("node").asText())
            .collect(Collectors.toSet());
    for (JsonNode one : cluster.path("members")) {
      String address = one.path("node").asText();
      var own = new LinkedHashMap<String, Integer>();
      for (Map.Entry<String, JsonNode> type : shards.properties()) {
        own.put(type.getKey(), type.getValue().path(address).path("shards").asInt(0));
      }
      members.add(
          new Member(
              host(address),
              one.path("status").asText(),
              stream(one.path("roles"))
                  .map(JsonNode::asText)
                  .filter(role -> !role.startsWith("dc-"))
                  .sorted()
                  .toList(),
              !unreachable.contains(address),
              own));
    }
  }

  private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** HOST:PORT of {@code pekko://wattmesh@HOST:PORT}. */
  private static String host(String address) {
    return address.substring(address.indexOf('@') + 1);
  }

  Map<String, Object> toJson() {
    return JsonOut.object(
        "asked",
        asked,
        "leader",
        leader,
        "members",
        members.stream()
            .map(
                one ->
                    JsonOut.object(
                        "node",
                        one.node(),
                        "status",
                        one.status(),
                        "reachable",
                        one.reachable(),
                        "roles",
                        one.roles(),
                        "shards",
                        one.shards()))
            .toList());
  }

  void print(PrintWriter out) {
    out.printf("%d members, leader %s%n", members.size(), leader);
    for (Member one : members) {
      out.printf(
          "%-21s %-8s %-11s %s%n",
          one.node(),
          one.status(),
          one.reachable() ? "reachable" : "unreachable",
          String.join(",", one.roles()));
      out.printf(
          "%-21s shards: %s%n",
          "",
          one.shards().entrySet().stream()
              .map(type -> type.getKey() + " " + type.getValue())
              .collect(Collectors.joining(", ")));
    }
  }
}
