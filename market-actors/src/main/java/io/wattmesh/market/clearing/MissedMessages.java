package io.wattmesh.market.clearing;

import io.wattmesh.grid.partition.RegionNetwork;
import io.wattmesh.market.clearing.Statements.Slot;
import io.wattmesh.market.clearing.Suspicion.Kind;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who owed the message for which everybody waited in the end. */
final class MissedMessages {
  private final ClearingCase matter;
  private final Map<Integer, Testimony> testimonies;
  private final Statements statements;
  private final Map<Integer, RegionReplay> replays = new TreeMap<>();

  MissedMessages(ClearingCase matter, Map<Integer, Testimony> testimonies, Statements statements) {
    this.matter = matter;
    this.testimonies = testimonies;
    this.statements = statements;
    for (RegionNetwork region : matter.regions()) {
      replays.put(region.region(), new RegionReplay(matter, region, statements, true));
    }
  }

  List<Suspicion> suspicions() {
    var found = new ArrayList<Suspicion>();
    for (int region : replays.keySet()) {
      if (!testimonies.containsKey(region)) {
        found.add(suspicion(List.of(region), "it gave no testimony"));
      }
    }
    return found.isEmpty() ? missing() : found;
  }

  private List<Suspicion> missing() {
    int earliest = MessageLog.AFTERWARDS;
    var missed = new TreeMap<Integer, Set<Integer>>();
    for (RegionReplay replay : replays.values()) {
      for (Slot slot : replay.sent().keySet()) {
        boolean shows = testimonies.get(slot.to()).complete();
        if (shows && !statements.isHeard(slot) && slot.step() <= earliest) {
          if (slot.step() < earliest) {
            missed.clear();
          }
          earliest = slot.step();
          missed.computeIfAbsent(slot.from(), any -> new TreeSet<>()).add(slot.to());
        }
      }
    }
    var found = new ArrayList<Suspicion>();
    for (Map.Entry<Integer, Set<Integer>> entry : missed.entrySet()) {
      found.addAll(of(entry.getKey(), entry.getValue(), earliest));
    }
    return found;
  }

  /** Whom nobody hears is silent; whom one of several does not hear may be so, or the one deaf. */
  private List<Suspicion> of(int from, Set<Integer> missedBy, int step) {
    var owed = new TreeSet<Integer>();
    replays.get(from).sent().keySet().stream()
        .filter(slot -> slot.step() == step)
        .forEach(slot -> owed.add(slot.to()));
    if (owed.size() > 1 && missedBy.equals(owed)) {
      return List.of(
          suspicion(
              List.of(from),
              "none of regions %s has heard it since step %d".formatted(owed, step)));
    }
    var found = new ArrayList<Suspicion>();
    for (int to : missedBy) {
      found.add(
          suspicion(
              List.of(from, to),
              "region %d has not heard region %d's message of step %d".formatted(to, from, step)));
    }
    return found;
  }

  private Suspicion suspicion(List<Integer> regions, String evidence) {
    List<ParticipantId> names =
        regions.stream().map(region -> matter.regionSigners().get(region).id()).toList();
    return new Suspicion(names, Kind.SILENCE, evidence);
  }
}
