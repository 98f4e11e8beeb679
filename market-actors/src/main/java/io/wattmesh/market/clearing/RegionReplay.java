package io.wattmesh.market.clearing;

import io.wattmesh.grid.clearing.ClearingOutcome;
import io.wattmesh.grid.clearing.message.Outgoing;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.clearing.region.RegionClearing;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.partition.RegionNetwork;
import io.wattmesh.market.clearing.RegionEnvelope.Content;
import io.wattmesh.market.clearing.Statements.Slot;
import io.wattmesh.market.clearing.Statements.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an honest region would have sent, given its buses' curves and what it was sent. Clearing is
 * a function of both, to the last bit.
 */
final class RegionReplay {
  private final RegionNetwork region;
  private final RegionClearing clearing;
  private final Map<Slot, RegionMessage> sent = new HashMap<>();
  private int lastStep;
  private boolean broken;

  /**
   * @param heardOnly whether to leave out what only its sender shows, which may have been lost
   */
  RegionReplay(
      ClearingCase matter, RegionNetwork region, Statements statements, boolean heardOnly) {
    this.region = region;
    var curves = new HashMap<Integer, CostCurve>();
    region.buses().forEach(bus -> curves.put(bus, statements.curve(bus).curve()));
    clearing = new RegionClearing(region, curves, matter.last(), matter.parameters());
    keep(clearing.start());
    inputs(statements, heardOnly).forEach((slot, said) -> takeIn(slot, said, longestBytes(matter)));
  }

  /**
   * What it was sent, by steps. The parent comes last of each: it answers what goes up, so that
   * whatever a senseless answer spoils had gone up before.
   */
  private SortedMap<Slot, Statement> inputs(Statements statements, boolean heardOnly) {
    int parent = region.tree().parent();
    Set<Integer> peers = RegionPost.peers(region);
    var inputs =
        new TreeMap<Slot, Statement>(
            Comparator.comparingInt(Slot::step)
                .thenComparing(slot -> slot.from() == parent)
                .thenComparingInt(Slot::from));
    statements
        .all()
        .forEach(
            (slot, said) -> {
              boolean toItsStep = slot.to() == region.region() && peers.contains(slot.from());
              if (toItsStep && (!heardOnly || statements.isHeard(slot))) {
                inputs.put(slot, said);
              }
            });
    return inputs;
  }

  private long longestBytes(ClearingCase matter) {
    return MessageBound.bytes(region, matter.network().model());
  }

  private void takeIn(Slot slot, Statement said, long longestBytes) {
    broken |= said.payload().length > longestBytes;
    if (broken || !(said.content() instanceof Content.Step step)) {
      return;
    }
    try {
      keep(clearing.step(slot.from(), step.message()));
    } catch (RuntimeException e) {
      // Senseless numbers of others stop an honest region too.
      broken = true;
    }
  }

  private void keep(List<Outgoing> outgoing) {
    for (Outgoing out : outgoing) {
      int step = out.message().step();
      lastStep = Math.max(lastStep, step);
      sent.put(new Slot(region.region(), out.toRegion(), step), out.message());
    }
  }

  /** What it would have sent, by place. */
  Map<Slot, RegionMessage> sent() {
    return sent;
  }

  /** Whether all that it would say of a step is known: it has gone beyond it, or come to an end. */
  boolean isPast(int step) {
    return broken || clearing.outcome().isPresent() || step <= lastStep;
  }

  /** The result that it would know, the whole one at the root. */
  Optional<ResultPart> result() {
    return !broken && clearing.outcome().orElse(null) instanceof ClearingOutcome.Cleared cleared
        ? Optional.of(cleared.result())
        : Optional.empty();
  }

  int rounds() {
    return clearing.outcome().map(outcome -> outcome.effort().rounds()).orElse(0);
  }
}
