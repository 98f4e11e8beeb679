package io.wattmesh.load.generate;

import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.state.StandingBid;
import io.wattmesh.load.fleet.DeviceFleet;
import io.wattmesh.load.measure.Latency;
import io.wattmesh.load.measure.LatencyRecorders;
import io.wattmesh.load.workload.Part;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Hears what the ledger commits: which bids stand or are refused, when an interval is cleared, void
 * or settled. It goes over the blocks on a thread of its own; times are those at which they came.
 */
final class LedgerDesk implements AutoCloseable {
  private record Arrived(CommittedBlock block, long micros) {}

  private final DeviceFleet fleet;
  private final RunClock clock;
  private final OpenIntervals intervals;
  private final LatencyRecorders latencies;
  private final Part part;
  private final Consumer<LedgerEvent> next;
  private final BlockingQueue<Arrived> blocks = new LinkedBlockingQueue<>();
  private final List<String> refusedClearings = new CopyOnWriteArrayList<>();
  private final Thread thread;

  /**
   * @param part whose devices' figures are taken
   * @param next hears all events after it, on its thread
   */
  LedgerDesk(
      DeviceFleet fleet,
      Part part,
      RunClock clock,
      OpenIntervals intervals,
      LatencyRecorders latencies,
      Consumer<LedgerEvent> next) {
    this.fleet = fleet;
    this.part = part;
    this.next = next;
    this.clock = clock;
    this.intervals = intervals;
    this.latencies = latencies;
    this.thread = Thread.ofPlatform().daemon().name("ledger-desk").start(this::work);
  }

  void onBlock(CommittedBlock block) {
    blocks.add(new Arrived(block, clock.nowMicros()));
  }

  /** A clearing was handed in to the ledger. */
  void onHandedIn(long interval) {
    IntervalBids bids = intervals.of(interval);
    if (bids != null) {
      bids.onHandedIn(clock.nowMicros());
    }
  }

  /** Why clearings were refused. */
  List<String> refusedClearings() {
    return List.copyOf(refusedClearings);
  }

  private void work() {
    try {
      while (true) {
        Arrived arrived = blocks.take();
        for (LedgerEvent event : arrived.block().events()) {
          onEvent(event, arrived.micros());
          next.accept(event);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void onEvent(LedgerEvent event, long micros) {
    IntervalBids bids = intervals.of(event.interval());
    if (bids == null) {
      return;
    }
    switch (event) {
      case LedgerEvent.BookCommitted committed -> onBook(bids, committed);
      case LedgerEvent.BooksFrozen frozen -> bids.onBooks(micros);
      case LedgerEvent.IntervalCleared cleared -> onCleared(bids, micros);
      case LedgerEvent.IntervalVoided voided -> bids.onVoided(micros);
      case LedgerEvent.IntervalSettled settled -> onSettled(bids, settled, micros);
      case LedgerEvent.ClearingRefused refused ->
          refusedClearings.add(
              "interval %d: %s (%s)"
                  .formatted(refused.interval(), refused.code(), refused.detail()));
      default -> {}
    }
  }

  private void onBook(IntervalBids bids, LedgerEvent.BookCommitted committed) {
    for (StandingBid bid : committed.book().bids()) {
      fleet.index(bid.participant()).ifPresent(device -> bids.set(device, IntervalBids.STANDS));
    }
    committed
        .refused()
        .forEach(
            (participant, code) ->
                fleet
                    .index(participant)
                    .ifPresent(
                        device -> {
                          if (part.has(device) && bids.set(device, IntervalBids.REJECTED)) {
                            bids.reason(code.name());
                          }
                        }));
  }

  /** Every bid that stands has waited until now. Where it was handed in may not be seen here. */
  private void onCleared(IntervalBids bids, long micros) {
    long interval = bids.interval();
    boolean seen = bids.handedInMicros() >= 0;
    long handedIn = Math.min(micros, bids.handedInMicros());
    long open = clock.openMicros(interval);
    if (bids.measured()) {
      long standing = 0;
      for (int device = 0; device < bids.devices(); device++) {
        if (bids.hasAll(device, IntervalBids.SENT | IntervalBids.STANDS)) {
          long meant = open + bids.offsetMicros(device);
          if (seen) {
            latencies.record(Latency.CLEARED, handedIn - meant);
          }
          latencies.record(Latency.FINALITY, micros - meant);
          standing++;
        }
      }
      if (standing > 0) {
        long gate = clock.gateMicros(interval);
        if (seen) {
          latencies.record(Latency.GATE_TO_CLEARED, handedIn - gate, standing);
        }
        latencies.record(Latency.GATE_TO_FINALITY, micros - gate, standing);
      }
    }
    bids.onCleared(micros);
  }

  private void onSettled(IntervalBids bids, LedgerEvent.IntervalSettled settled, long micros) {
    if (bids.measured()) {
      long devices =
          settled.statements().stream()
              .filter(
                  statement -> fleet.index(statement.participant()).stream().anyMatch(part::has))
              .count();
      if (devices > 0) {
        latencies.record(
            Latency.SETTLEMENT, micros - clock.deliveryEndMicros(bids.interval()), devices);
      }
    }
    bids.onSettled(micros);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
