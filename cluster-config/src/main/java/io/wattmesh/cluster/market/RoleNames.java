package io.wattmesh.cluster.market;

import io.wattmesh.proto.model.ParticipantId;

/** The names under which a market's own roles sign. */
final class RoleNames {
  private RoleNames() {}

  static ParticipantId aggregator(int bus) {
    return new ParticipantId("aggregator-bus-" + bus);
  }

  static ParticipantId oracle(int bus) {
    return new ParticipantId("meter-bus-" + bus);
  }

  static ParticipantId gridOperator() {
    return new ParticipantId("grid-operator");
  }

  static ParticipantId region(int region) {
    return new ParticipantId("region-" + region);
  }
}
