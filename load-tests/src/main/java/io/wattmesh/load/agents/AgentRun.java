package io.wattmesh.load.agents;

import io.wattmesh.load.fleet.DeviceFleet;
import io.wattmesh.load.fleet.TimingWheel;
import io.wattmesh.load.measure.Machine;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Starts a crowd and calls each of it once a round, as fast as it answers: so many calls are under
 * way at most that no buffer overflows.
 */
final class AgentRun {
  /** Calls under way at most; the sharding's own buffer holds 100,000 messages. */
  private static final int WINDOW = 20_000;

  /** How long nobody answers until those who are missing are called again. */
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private static final int CALLS_AGAIN = 3;
  private static final int SLOTS = 1 << 14;
  private static final long PARK_NANOS = 200_000;
  private static final long PROGRESS_NANOS = 10_000_000_000L;

  private final Crowd crowd;
  private final int rounds;
  private final long everyMillis;
  private final Consumer<String> progress;
  private final RollCall calls;
  private long lastLineNanos = System.nanoTime();
  private long askedAgain;

  /**
   * @param rounds how many after the start
   * @param everyMillis the longest that a round may take
   * @param progress hears a line now and then
   */
  AgentRun(Crowd crowd, int rounds, long everyMillis, Consumer<String> progress) {
    this.crowd = crowd;
    this.rounds = rounds;
    this.everyMillis = everyMillis;
    this.progress = progress;
    this.calls = new RollCall(crowd.size());
  }

  /** Each is a live sharded actor. */
  AgentFigures actors() {
    double loadBefore = Machine.loadAverage();
    try (var node = new ProsumerNode(crowd, calls)) {
      long before = Machine.liveHeapBytes();
      var measured = new ArrayList<AgentFigures.Round>();
      for (int round = 0; round <= rounds; round++) {
        measured.add(round(node, round));
      }
      long alive = Machine.liveHeapBytes() - before;
      return figures("actors", measured, alive, node.deliveries(), loadBefore);
    }
  }

  /**
   * All are in a fleet's arrays with a wheel that tells when each is due; their bids are made and
   * signed on this thread, and go nowhere.
   */
  AgentFigures fleet() {
    double loadBefore = Machine.loadAverage();
    crowd.newFleet().bid(0, 0, crowd.context()); // What signing loads is no device's.
    long before = Machine.liveHeapBytes();
    DeviceFleet fleet = crowd.newFleet();
    var wheel = new TimingWheel(fleet.size(), SLOTS);
    var measured = new ArrayList<AgentFigures.Round>();
    for (int round = 0; round <= rounds; round++) {
      measured.add(round(fleet, wheel, round));
    }
    long alive = Machine.liveHeapBytes() - before;
    // Both must be alive until then.
    if (wheel.capacity() != fleet.size()) {
      throw new IllegalStateException("The wheel is not the fleet's.");
    }
    return figures("fleet", measured, alive, 0, loadBefore);
  }

  private AgentFigures.Round round(DeviceFleet fleet, TimingWheel wheel, int round) {
    long wall = System.nanoTime();
    long cpu = Machine.processCpuNanos();
    calls.begin(round);
    wheel.clear();
    for (int index = 0; index < fleet.size(); index++) {
      wheel.set(index, 1 + index % SLOTS);
    }
    wheel.advance(
        SLOTS,
        index -> {
          SignedEnvelope bid = SignedEnvelope.ofBytes(fleet.bid(index, round, crowd.context()).toBytes());
          calls.onAnswer(fleet.index(new ParticipantId(bid.signer())).orElseThrow(), round);
          tell(round);
        });
    return measured(wall, cpu);
  }

  private AgentFigures figures(
      String way,
      List<AgentFigures.Round> measured,
      long heapBytes,
      long deliveries,
      double loadBefore) {
    var load = new AgentFigures.Load(loadBefore, Machine.loadAverage(), everyMillis);
    return new AgentFigures(way, crowd.size(), measured, heapBytes, deliveries, calls.strays(), load);
  }

  private AgentFigures.Round round(ProsumerNode node, int round) {
    long wall = System.nanoTime();
    long cpu = Machine.processCpuNanos();
    askedAgain = 0;
    calls.begin(round);
    for (int index = 0; index < crowd.size(); index++) {
      node.call(index, round);
      await(index + 1L - WINDOW, round);
    }
    await(crowd.size(), round);
    for (int times = 0; times < CALLS_AGAIN && calls.answered() < crowd.size(); times++) {
      askAgain(node, round);
      await(crowd.size(), round);
    }
    return measured(wall, cpu);
  }

  private AgentFigures.Round measured(long wall, long cpu) {
    return new AgentFigures.Round(
        System.nanoTime() - wall,
        Machine.processCpuNanos() - cpu,
        calls.answered(),
        askedAgain,
        calls.again());
  }

  private void askAgain(ProsumerNode node, int round) {
    for (int index = 0; index < crowd.size(); index++) {
      if (calls.isMissing(index)) {
        askedAgain++;
        node.call(index, round);
      }
    }
  }

  /** Until so many have answered, or nobody has for long. */
  private void await(long answers, int round) {
    long seen = -1;
    long since = System.nanoTime();
    for (long now = calls.answered(); now < answers; now = calls.answered()) {
      tell(round);
      if (now > seen) {
        seen = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > PATIENCE_NANOS) {
        return;
      }
      LockSupport.parkNanos(PARK_NANOS);
    }
  }

  private void tell(int round) {
    long now = System.nanoTime();
    if (now - lastLineNanos > PROGRESS_NANOS) {
      lastLineNanos = now;
      progress.accept(
          "%s: %d of %d"
              .formatted(
                  round == 0 ? "start" : "round " + round, calls.answered(), crowd.size()));
    }
  }
}
