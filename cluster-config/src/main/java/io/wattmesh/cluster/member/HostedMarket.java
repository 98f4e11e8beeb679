package io.wattmesh.cluster.member;

import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.stream.Stream;

/**
 * A market that a node carries, with what the node is told about it. A cluster's markets are apart
 * by their names: their shards, and which members carry them.
 */
public record HostedMarket(NodeSettings settings, ScenarioMarket market) {
  /** Its name within the cluster; empty for the only one. */
  public String name() {
    return settings.market().name();
  }

  /** The role of members that carry a role of this market. */
  static String role(NodeRole role, String market) {
    return suffixed(role.key(), market);
  }

  /** What is one market's alone where several have it. */
  static String suffixed(String what, String market) {
    return market.isEmpty() ? what : what + "." + market;
  }

  /** The roles that the node has as a member because of this market. */
  List<String> memberRoles() {
    return Stream.concat(
            settings.node().roles().stream().map(role -> role(role, name())).sorted(),
            validatorsHere().stream().map(validator -> KeyHolders.role(validator, name())))
        .toList();
  }

  /** Those whose keys are listed run where these are. */
  private List<String> validatorsHere() {
    return settings.keys().publicList().isEmpty()
            || !settings.node().roles().contains(NodeRole.VALIDATOR)
        ? List.of()
        : market.validators().names().stream()
            .filter(name -> !market.validators().keys(name).isEmpty())
            .map(ParticipantId::value)
            .toList();
  }
}
