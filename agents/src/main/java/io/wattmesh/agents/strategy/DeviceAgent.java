package io.wattmesh.agents.strategy;

import io.wattmesh.agents.curve.CurveSplit;
import io.wattmesh.agents.curve.CurveSum;
import io.wattmesh.agents.device.Device;
import io.wattmesh.agents.device.DeviceInterval;
import io.wattmesh.agents.spi.Award;
import io.wattmesh.agents.spi.DeviceLimits;
import io.wattmesh.agents.spi.IntervalContext;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.HorizonRequest;
import io.wattmesh.proto.model.HorizonWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An agent that is the sum of its devices: it bids the sum of their curves and splits an award over
 * them where their curves meet at one price.
 *
 * <pre>
 *   settled(k-1) ── onInterval(k) ──► bid(k) ── onAward(k) ──► settled(k)
 *                                     bid(k) ── onInterval(k' > k) ──► bid(k'), k run with nothing
 * </pre>
 */
final class DeviceAgent implements MarketAgent {
  private static final int SNAPSHOT_FORM = 1;

  private final List<Device> devices;
  private final PriceMemory memory;

  /** Over how many intervals an aggregator may plan; 0 if the devices bid by themselves. */
  private final int horizonIntervals;

  /** The interval that was bid for and not yet run; null between award and next bid. */
  private DeviceInterval open;

  private long lastRunInterval = -1;
  private long lastDeliveredWatts;

  /** Which device an aggregator plans in an interval, and what it is asked to keep. */
  private record Planned(int device, HorizonRequest request) {}

  DeviceAgent(List<Device> devices, PriceMemory memory) {
    this(devices, memory, 0);
  }

  DeviceAgent(List<Device> devices, PriceMemory memory, int horizonIntervals) {
    this.devices = List.copyOf(devices);
    this.horizonIntervals = horizonIntervals;
    this.memory = memory;
  }

  @Override
  public DeviceLimits limits() {
    return new DeviceLimits(
        devices.stream().mapToLong(Device::minWatts).sum(),
        devices.stream().mapToLong(Device::maxWatts).sum());
  }

  @Override
  public BidCurve onInterval(IntervalContext context) {
    boolean again = open != null && open.interval() == context.interval();
    if (!again) {
      requireLater(context.interval());
      if (open != null) {
        runWithoutAward(context);
      }
      open =
          new DeviceInterval(
              context.interval(),
              memory.localSeconds(context.startEpochSeconds()),
              context.durationSeconds(),
              memory);
    }
    return CurveSum.of(curves(planned()));
  }

  @Override
  public Optional<HorizonRequest> onHorizon(IntervalContext context) {
    if (open == null || open.interval() != context.interval()) {
      throw new IllegalArgumentException(
          "A request for interval %d is asked for before its curve.".formatted(context.interval()));
    }
    return planned().map(Planned::request);
  }

  /** The first device that can wait and whose request can be kept; a bid has one request. */
  private Optional<Planned> planned() {
    for (int k = 0; k < devices.size() && horizonIntervals > 0; k++) {
      Optional<HorizonRequest> request = devices.get(k).horizon(open, horizonIntervals);
      if (request.isPresent()
          && HorizonWindow.of(request.get(), open.durationSeconds()).isPresent()) {
        return Optional.of(new Planned(k, request.get()));
      }
    }
    return Optional.empty();
  }

  private void requireLater(long interval) {
    long last = open != null ? open.interval() : lastRunInterval;
    if (interval <= last) {
      throw new IllegalArgumentException(
          "Interval %d is asked for after interval %d: intervals come in rising order."
              .formatted(interval, last));
    }
  }

  /** The award never came. The price may still be known, if the next interval follows at once. */
  private void runWithoutAward(IntervalContext next) {
    if (next.interval() == open.interval() + 1) {
      next.lastPriceMicrosPerMwh().ifPresent(price -> memory.learn(open.localSeconds(), price));
    }
    runDevices(0, 0);
  }

  /** What the devices bid by themselves. */
  private List<BidCurve> curves(Optional<Planned> planned) {
    var curves = new ArrayList<BidCurve>();
    for (int k = 0; k < devices.size(); k++) {
      if (planned.isEmpty() || planned.get().device() != k) {
        curves.add(devices.get(k).curve(open));
      }
    }
    return curves;
  }

  @Override
  public long onAward(Award award) {
    if (open != null && award.interval() == open.interval()) {
      DeviceInterval ran = open;
      runDevices(award.powerWatts(), award.scheduledWatts());
      award.priceMicrosPerMwh().ifPresent(price -> memory.learn(ran.localSeconds(), price));
    } else if (award.interval() != lastRunInterval) {
      throw new IllegalArgumentException(
          "An award of interval %d came; open is %s and the last one run is %d."
              .formatted(
                  award.interval(), open == null ? "none" : open.interval(), lastRunInterval));
    }
    return lastDeliveredWatts;
  }

  private void runDevices(long awardedWatts, long scheduledWatts) {
    Optional<Planned> planned = planned();
    List<BidCurve> parts = curves(planned);
    planned.ifPresent(plan -> parts.add(plan.device(), scheduled(scheduledWatts)));
    long[] setPoints = CurveSplit.split(parts, awardedWatts);
    long delivered = 0;
    for (int k = 0; k < setPoints.length; k++) {
      delivered += devices.get(k).run(setPoints[k], open);
    }
    lastRunInterval = open.interval();
    lastDeliveredWatts = delivered;
    open = null;
  }

  /** What was planned is done at any price; only what is shed or spilled of an award is not. */
  private static BidCurve scheduled(long watts) {
    long price = watts < 0 ? BidCurve.MAX_PRICE_MICROS_PER_MWH : -BidCurve.MAX_PRICE_MICROS_PER_MWH;
    return new BidCurve(
        new long[] {Math.min(0, watts), Math.max(0, watts)}, new long[] {price, price});
  }

  @Override
  public byte[] snapshot() {
    var out = new CanonicalWriter();
    out.u8(SNAPSHOT_FORM).i64(lastRunInterval).i64(lastDeliveredWatts).bool(open != null);
    if (open != null) {
      out.i64(open.interval()).i64(open.localSeconds()).i32(open.durationSeconds());
    }
    memory.write(out);
    devices.forEach(device -> device.writeState(out));
    return out.toByteArray();
  }

  @Override
  public void restore(byte[] snapshot) {
    try {
      readState(new CanonicalReader(snapshot));
    } catch (MalformedBytesException e) {
      throw new IllegalArgumentException("Not a snapshot of this agent: " + e.getMessage(), e);
    }
  }

  private void readState(CanonicalReader in) {
    int form = in.u8();
    if (form != SNAPSHOT_FORM) {
      throw new IllegalArgumentException(
          "A snapshot of form %d can't be restored; this version knows form %d."
              .formatted(form, SNAPSHOT_FORM));
    }
    lastRunInterval = in.i64();
    lastDeliveredWatts = in.i64();
    open = in.bool() ? new DeviceInterval(in.i64(), in.i64(), in.i32(), memory) : null;
    memory.read(in);
    devices.forEach(device -> device.readState(in));
    in.requireEnd();
  }
}
