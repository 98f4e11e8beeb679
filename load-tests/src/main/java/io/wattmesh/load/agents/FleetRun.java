package io.wattmesh.load.agents;

import io.wattmesh.load.fleet.DeviceFleet;
import io.wattmesh.load.fleet.TimingWheel;
import io.wattmesh.load.measure.Machine;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;

/**
 * Lets a fleet in arrays, with a wheel that tells when each device is due, make and sign each bid
 * of a round. The bids are read back and counted on the same thread, and go nowhere.
 */
final class FleetRun {
  private static final int SLOTS = 1 << 14;

  private final RunPlan plan;
  private final RollCall calls;

  FleetRun(RunPlan plan) {
    this.plan = plan;
    this.calls = new RollCall(plan.count());
  }

  AgentFigures run() {
    double loadBefore = Machine.loadAverage();
    // What signing loads into the process is no device's.
    calls.begin(0);
    bid(plan.crowd().newFleet(), 0, 0);
    long before = Machine.liveHeapBytes();
    DeviceFleet fleet = plan.crowd().newFleet();
    var wheel = new TimingWheel(fleet.size(), SLOTS);
    var measured = new ArrayList<AgentFigures.Round>();
    for (int round = 0; round <= plan.rounds(); round++) {
      var meter = new RoundMeter(round, calls, plan.progress());
      bidAll(fleet, wheel, meter);
      measured.add(meter.end(0));
    }
    long alive = Machine.liveHeapBytes() - before;
    return new AgentFigures(
        "fleet",
        RoundKind.BID,
        // Asked of both here, so that both are alive where the heap is looked at.
        Math.min(fleet.size(), wheel.capacity()),
        measured,
        alive,
        0,
        calls.strays(),
        new AgentFigures.Load(loadBefore, Machine.loadAverage(), plan.everyMillis()));
  }

  private void bidAll(DeviceFleet fleet, TimingWheel wheel, RoundMeter meter) {
    wheel.clear();
    for (int index = 0; index < fleet.size(); index++) {
      wheel.set(index, 1 + index % SLOTS);
    }
    wheel.advance(
        SLOTS,
        index -> {
          bid(fleet, index, meter.round());
          meter.tell();
        });
  }

  private void bid(DeviceFleet fleet, int index, int round) {
    byte[] bytes = fleet.bid(index, round, plan.crowd().context()).toBytes();
    var signer = new ParticipantId(SignedEnvelope.ofBytes(bytes).signer());
    calls.onAnswer(fleet.index(signer).orElseThrow(), round);
  }
}
