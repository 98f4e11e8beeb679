package io.wattmesh.cluster.market;

import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.proto.model.ParticipantId;

/** The names under which a market's own roles sign. */
final class RoleNames {
  private RoleNames() {}

  /** A bus's first aggregator has the bus's number alone; so it is the first by id, too. */
  static ParticipantId aggregator(AggregatorSeat seat) {
    return new ParticipantId("aggregator-bus-" + seat);
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
