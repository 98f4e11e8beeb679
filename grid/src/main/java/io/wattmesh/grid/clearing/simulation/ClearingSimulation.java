package io.wattmesh.grid.clearing.simulation;

import io.wattmesh.grid.clearing.ClearingOutcome;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.clearing.LastClearing;
import io.wattmesh.grid.clearing.ResidualTrace;
import io.wattmesh.grid.clearing.message.Outgoing;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.clearing.region.PriceWatcher;
import io.wattmesh.grid.clearing.region.RegionClearing;
import io.wattmesh.grid.clearing.region.RoundWatcher;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.partition.RegionNetwork;
import io.wattmesh.grid.partition.RegionPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** Runs the regions of a plan against each other, without clock or threads. */
public final class ClearingSimulation {
  private record Envelope(int from, int to, RegionMessage message) {}

  private final RegionPlan plan;
  private final List<RegionClearing> regions = new ArrayList<>();
  private final Delivery delivery;
  private final List<Envelope> inFlight = new ArrayList<>();
  private int head;
  private long messages;

  /** Chooses which message in flight is delivered next, and whether it stays in flight too. */
  public interface Delivery {
    /** The position, from 0 to inFlight - 1, of the next message. */
    int next(int inFlight);

    /** Whether the message just delivered is to be delivered once more. */
    boolean repeat();
  }

  /** First in, first out, each once. */
  public static final Delivery IN_ORDER =
      new Delivery() {
        @Override
        public int next(int inFlight) {
          return 0;
        }

        @Override
        public boolean repeat() {
          return false;
        }
      };

  /** Regions of a plan over the curves of all its buses. */
  public ClearingSimulation(
      RegionPlan plan,
      Map<Integer, CostCurve> curves,
      ClearingParameters parameters,
      Delivery delivery) {
    this(plan, curves, Optional.empty(), parameters, delivery);
  }

  /** The same, starting from an earlier clearing. */
  public ClearingSimulation(
      RegionPlan plan,
      Map<Integer, CostCurve> curves,
      Optional<LastClearing> last,
      ClearingParameters parameters,
      Delivery delivery) {
    this.plan = plan;
    this.delivery = delivery;
    for (RegionNetwork network : plan.regions()) {
      regions.add(new RegionClearing(network, curves, last, parameters));
    }
  }

  /**
   * Clears and returns the root's outcome.
   *
   * @throws IllegalStateException if the regions fall silent without an outcome, which is a defect
   */
  public ClearingOutcome run() {
    for (int r = 0; r < regions.size(); r++) {
      post(r, regions.get(r).start());
    }
    while (head < inFlight.size()) {
      int at = head + delivery.next(inFlight.size() - head);
      Envelope next = inFlight.get(at);
      if (!delivery.repeat()) {
        inFlight.set(at, inFlight.get(head));
        inFlight.set(head++, null);
      }
      compact();
      post(next.to(), regions.get(next.to()).step(next.from(), next.message()));
    }
    for (int r = 0; r < regions.size(); r++) {
      if (regions.get(r).outcome().isEmpty()) {
        throw new IllegalStateException("region " + r + " fell silent without an outcome");
      }
    }
    return regions.get(plan.root()).outcome().orElseThrow();
  }

  /** The consensus residual of each ADMM round, in the penalties' norm. */
  public double[] residuals() {
    return regions.get(plan.root()).residuals();
  }

  /** What all regions together were away from the end. */
  public ResidualTrace trace() {
    return regions.get(plan.root()).trace();
  }

  /** What each region by itself was away from the end, in the order of their numbers. */
  public List<ResidualTrace> regionTraces() {
    return regions.stream().map(RegionClearing::ownTrace).toList();
  }

  /** Lets somebody watch each region's ADMM rounds; call it before {@link #run}. */
  public void watch(IntFunction<RoundWatcher> watcherOf) {
    for (int r = 0; r < regions.size(); r++) {
      regions.get(r).watch(watcherOf.apply(r));
    }
  }

  /** Lets somebody watch each region's prices; call it before {@link #run}. */
  public void watchPrices(IntFunction<PriceWatcher> watcherOf) {
    for (int r = 0; r < regions.size(); r++) {
      regions.get(r).watchPrices(watcherOf.apply(r));
    }
  }

  /** Messages sent so far, repetitions not counted. */
  public long messages() {
    return messages;
  }

  private void post(int from, List<Outgoing> sent) {
    messages += sent.size();
    sent.forEach(o -> inFlight.add(new Envelope(from, o.toRegion(), o.message())));
  }

  private void compact() {
    if (head > 1000 && head > inFlight.size() / 2) {
      inFlight.subList(0, head).clear();
      head = 0;
    }
  }
}
