package io.wattmesh.load.generate;

import io.wattmesh.load.fleet.DeviceFleet;
import io.wattmesh.load.fleet.TimingWheel;
import io.wattmesh.load.measure.Latency;
import io.wattmesh.load.measure.LatencyRecorders;
import io.wattmesh.load.workload.ArrivalSchedule;
import io.wattmesh.load.workload.Arrivals;
import io.wattmesh.load.workload.Workload;
import io.wattmesh.proto.crypto.SigningContext;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjIntConsumer;

/**
 * One thread that bids for a range of devices: signs and sends each bid when its moment has come,
 * and again while it has no answer and the gate is open. It never waits for the market; if it is
 * late itself, the lateness is recorded.
 */
final class Bidder implements AutoCloseable {
  private static final int SLOTS = 1 << 14;
  private static final long MICROS_PER_TICK = 1_000;
  private static final long PARK_NANOS = 500_000;

  private final DeviceFleet fleet;
  private final SigningContext context;
  private final int first;
  private final RunClock clock;
  private final LatencyRecorders latencies;
  private final Flow flow;
  private final ObjIntConsumer<byte[]> send;
  private final TimingWheel wheel;
  private final SignedAhead ahead;
  private final int resendTicks;
  private final int mostInFlight;
  private final Thread thread;
  private volatile IntervalBids next;
  private volatile boolean running = true;
  private IntervalBids bids;
  private int cursor;

  /**
   * @param first the first of its devices
   * @param end one above the last
   * @param send sends a device's signed bid
   */
  Bidder(
      FleetMarket market,
      Workload workload,
      int first,
      int end,
      RunClock clock,
      LatencyRecorders latencies,
      Flow flow,
      ObjIntConsumer<byte[]> send) {
    this.fleet = market.fleet();
    this.context = market.market().genesis().signingContext();
    this.first = first;
    this.clock = clock;
    this.latencies = latencies;
    this.flow = flow;
    this.send = send;
    this.wheel = new TimingWheel(end - first, SLOTS);
    this.resendTicks = Math.clamp(workload.resendMillis(), 1, Integer.MAX_VALUE / 2);
    this.ahead =
        new SignedAhead(
            first,
            end,
            workload.arrivals() instanceof Arrivals.AtGate gate ? gate.burstMillis() : 0,
            clock.windowMicros(),
            this::sign);
    this.mostInFlight =
        workload.arrivals() instanceof Arrivals.Closed closed ? closed.inFlight() : 0;
    this.cursor = end - first;
    this.thread = Thread.ofPlatform().daemon().name("bidder-" + first).start(this::work);
  }

  /** Hands in the interval that is bid for once its window opens. */
  void prepare(IntervalBids following) {
    next = following;
  }

  private void work() {
    while (running) {
      IntervalBids following = next;
      if (following != null && clock.nowMicros() >= clock.openMicros(following.interval())) {
        next = null;
        begin(following);
      }
      if (bids != null) {
        long sinceOpen = clock.nowMicros() - clock.openMicros(bids.interval());
        if (sinceOpen < clock.windowMicros()) {
          ahead.signMore(sinceOpen);
          sendMore();
          wheel.advance((int) (sinceOpen / MICROS_PER_TICK), this::due);
        }
      }
      LockSupport.parkNanos(PARK_NANOS);
    }
  }

  /** What of the interval before was never sent stays so: its gate is closed. */
  private void begin(IntervalBids following) {
    bids = following;
    wheel.clear();
    cursor = 0;
    ahead.begin(following);
    if (mostInFlight == 0) {
      for (; cursor < wheel.capacity(); cursor++) {
        int offset = bids.offsetMicros(first + cursor);
        if (offset != ArrivalSchedule.NO_BID) {
          wheel.set(cursor, (int) (offset / MICROS_PER_TICK));
        }
      }
    }
  }

  /** A closed loop sends as many as may be under way. */
  private void sendMore() {
    while (cursor < wheel.capacity() && flow.inFlight() < mostInFlight) {
      int device = first + cursor++;
      if (bids.offsetMicros(device) != ArrivalSchedule.NO_BID) {
        bids.meantNow(device, clock.nowMicros() - clock.openMicros(bids.interval()));
        due(device - first);
      }
    }
  }

  private void due(int place) {
    int device = first + place;
    long sinceOpen = clock.nowMicros() - clock.openMicros(bids.interval());
    if (sinceOpen >= clock.windowMicros()) {
      return;
    }
    if (bids.has(device, IntervalBids.SENT)) {
      if (bids.has(device, IntervalBids.ACKNOWLEDGED | IntervalBids.REFUSED)) {
        return;
      }
      bids.sentAgain();
      send.accept(sign(device), device);
    } else {
      long lag = sinceOpen - bids.offsetMicros(device);
      if (bids.measured()) {
        latencies.record(Latency.SCHEDULE_LAG, lag);
      }
      byte[] bid = ahead.take(device).orElseGet(() -> sign(device));
      bids.sent(device, clock.nowMicros() - clock.openMicros(bids.interval()));
      flow.sent(lag);
      send.accept(bid, device);
    }
    wheel.set(place, (int) (sinceOpen / MICROS_PER_TICK) + resendTicks);
  }

  private byte[] sign(int device) {
    return fleet.bid(device, bids.interval(), context).toBytes();
  }

  @Override
  public void close() {
    running = false;
    LockSupport.unpark(thread);
  }
}
