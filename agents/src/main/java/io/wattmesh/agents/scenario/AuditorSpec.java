package io.wattmesh.agents.scenario;

import io.wattmesh.proto.model.ParticipantId;
import java.util.List;

/** An auditor and the buses of its area. */
public record AuditorSpec(ParticipantId id, List<Integer> buses) {
  public AuditorSpec {
    buses = List.copyOf(buses);
  }
}
