package io.wattmesh.load.agents;

import io.wattmesh.load.measure.Machine;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Starts a crowd of live sharded prosumers and calls each of them once a round, as fast as they
 * answer: so few calls are under way that no buffer overflows.
 */
final class ActorRun {
  /** Calls under way at most; a shard region's own buffer holds 100,000 messages. */
  private static final int WINDOW = 20_000;

  /** How long nobody answers until those who are missing are called again. */
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private static final int CALLS_AGAIN = 3;
  private static final long PARK_NANOS = 200_000;

  private final RunPlan plan;
  private final RollCall calls;

  ActorRun(RunPlan plan) {
    this.plan = plan;
    this.calls = new RollCall(plan.count());
  }

  AgentFigures run() {
    double loadBefore = Machine.loadAverage();
    try (var node = new ProsumerNode(plan, calls)) {
      long before = Machine.liveHeapBytes();
      var measured = new ArrayList<AgentFigures.Round>();
      node.wakeMeters();
      await(node::awake, Crowd.BUSES, new RoundMeter(0, calls, plan.progress()));
      for (int round = 0; round <= plan.rounds(); round++) {
        measured.add(round(node, new RoundMeter(round, calls, plan.progress())));
      }
      long alive = Machine.liveHeapBytes() - before;
      long undelivered = Math.max(0, deliveries(plan.rounds()) - node.deliveries());
      return new AgentFigures(
          "actors",
          plan.kind(),
          plan.count(),
          measured,
          alive,
          undelivered,
          calls.strays(),
          new AgentFigures.Load(loadBefore, Machine.loadAverage(), plan.everyMillis()));
    }
  }

  private AgentFigures.Round round(ProsumerNode node, RoundMeter meter) {
    for (int index = 0; index < plan.count(); index++) {
      node.call(index, meter.round());
      await(calls::answered, index + 1L - WINDOW, meter);
    }
    await(calls::answered, plan.count(), meter);
    long askedAgain = 0;
    for (int times = 0; times < CALLS_AGAIN && calls.answered() < plan.count(); times++) {
      askedAgain += callMissing(node, meter.round());
      await(calls::answered, plan.count(), meter);
    }
    await(node::deliveries, deliveries(meter.round()), meter);
    return meter.end(askedAgain);
  }

  private long callMissing(ProsumerNode node, int round) {
    long called = 0;
    for (int index = 0; index < plan.count(); index++) {
      if (calls.isMissing(index)) {
        node.call(index, round);
        called++;
      }
    }
    return called;
  }

  /** What meters must have been told by the end of a round. */
  private long deliveries(int round) {
    return plan.kind().deliveriesBy(round) * plan.count();
  }

  /** Until there are so many, or there were no more for long. */
  private static void await(LongSupplier counted, long enough, RoundMeter meter) {
    long seen = -1;
    long since = System.nanoTime();
    for (long now = counted.getAsLong(); now < enough; now = counted.getAsLong()) {
      meter.tell();
      if (now > seen) {
        seen = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > PATIENCE_NANOS) {
        return;
      }
      LockSupport.parkNanos(PARK_NANOS);
    }
  }
}
