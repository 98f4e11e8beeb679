package io.wattmesh.cluster.run;

import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.ledger.state.StandingBook;
import io.wattmesh.market.clearing.ClearingInquiry;
import io.wattmesh.market.clearing.RegionEffect.Abandon;
import io.wattmesh.market.clearing.Suspicion;
import io.wattmesh.market.clearing.Testimony;
import io.wattmesh.market.message.ToAggregator.StandingCurve;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Asks why an interval is void: what the regions lay open, the clearings that were handed in, and
 * the committed bids go to the {@link ClearingInquiry}. Filled on actors' threads.
 */
final class VoidInquiry {
  /** Clearings of an interval beyond this many are not looked at. */
  private static final int MAX_CLEARINGS = 64;

  private final ScenarioMarket market;
  private final Queue<Abandon> abandoned = new ConcurrentLinkedQueue<>();
  private final Queue<SignedEnvelope> clearings = new ConcurrentLinkedQueue<>();

  VoidInquiry(ScenarioMarket market) {
    this.market = market;
  }

  void onAbandoned(Abandon abandon) {
    abandoned.add(abandon);
  }

  void onTransaction(SignedEnvelope transaction) {
    if (transaction.type() == MessageType.CLEARING
        && clearings.size() < MAX_CLEARINGS
        && !clearings.contains(transaction)) {
      clearings.add(transaction);
    }
  }

  /** Whether all regions have said how far they got. */
  boolean isComplete(long interval) {
    return abandoned.stream().filter(one -> one.interval() == interval).count()
        >= market.clearing().regions();
  }

  /** What was found, in words; what the regions laid open is forgotten. */
  List<Suspicion> inquire(
      long interval,
      Hash booksRoot,
      Map<Integer, StandingBook> books,
      Map<Integer, Integer> speakers) {
    Map<Integer, List<StandingCurve>> standing = new HashMap<>();
    books.forEach(
        (bus, book) ->
            standing.put(
                bus,
                book.bids().stream()
                    .map(bid -> new StandingCurve(bid.participant(), bid.curve()))
                    .toList()));
    List<Testimony> testimonies =
        abandoned.stream()
            .filter(one -> one.interval() == interval)
            .map(Abandon::testimony)
            .toList();
    var matter =
        market
            .clearing()
            .clearingCase(
                interval, booksRoot, market.genesis().signingContext(), standing, speakers);
    List<Suspicion> found = ClearingInquiry.inquire(matter, testimonies, List.copyOf(clearings));
    forget(interval);
    return found;
  }

  /** Of this interval and those before it nothing more is asked. */
  void forget(long interval) {
    abandoned.removeIf(one -> one.interval() <= interval);
    clearings.clear();
  }
}
