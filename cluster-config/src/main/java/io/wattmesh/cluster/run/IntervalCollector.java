package io.wattmesh.cluster.run;

import io.wattmesh.grid.certificate.Awards;
import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.certificate.ChoiceChecker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.certificate.NoticedNetwork;
import io.wattmesh.grid.certificate.Welfare;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.state.StandingBid;
import io.wattmesh.ledger.state.StandingBook;
import io.wattmesh.proto.book.NetworkNotice;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Gathers intervals' results from committed blocks. */
public final class IntervalCollector {
  private static final long SECONDS_PER_HOUR = 3600;

  private final Genesis genesis;
  private final Map<Long, Map<Integer, StandingBook>> books = new HashMap<>();
  private final Map<Long, NetworkNotice> notices = new HashMap<>();
  private final Map<Long, Hash> booksRoots = new HashMap<>();
  private final Map<Long, Map<Integer, Integer>> speakers = new HashMap<>();
  private final TreeMap<Long, IntervalResult> results = new TreeMap<>();
  private final Set<Long> refusedIntervals = new HashSet<>();
  private final List<String> refusedClearings = new ArrayList<>();
  private long height;
  private long lastBlockMillis;

  public IntervalCollector(Genesis genesis) {
    this.genesis = genesis;
  }

  public void onBlock(CommittedBlock block) {
    height = block.header().height();
    lastBlockMillis = block.header().timestampMillis();
    block.events().forEach(this::onEvent);
  }

  private void onEvent(LedgerEvent event) {
    long interval = event.interval();
    switch (event) {
      case LedgerEvent.BookCommitted committed ->
          books
              .computeIfAbsent(interval, any -> new TreeMap<>())
              .put(committed.book().bus(), committed.book());
      case LedgerEvent.BooksClosed closed -> {}
      case LedgerEvent.BidsRevealed revealed ->
          books.get(interval).put(revealed.book().bus(), revealed.book());
      case LedgerEvent.SealsForfeited forfeited -> {}
      case LedgerEvent.SealingChanged changed -> {}
      case LedgerEvent.NetworkNoticed noticed -> notices.put(interval, noticed.notice());
      case LedgerEvent.OmissionProven omission -> {}
      case LedgerEvent.BooksFrozen frozen -> {
        booksRoots.put(interval, frozen.booksRoot());
        speakers.put(interval, frozen.speakers());
      }
      case LedgerEvent.IntervalCleared cleared ->
          results.put(interval, cleared(cleared.certificate()));
      case LedgerEvent.ClearingRefused refused -> {
        refusedIntervals.add(interval);
        refusedClearings.add(
            "interval %d: %s (%s)".formatted(interval, refused.code(), refused.detail()));
      }
      case LedgerEvent.SettlementNoted noted -> {}
      case LedgerEvent.IntervalVoided voided ->
          results.put(
              interval,
              new IntervalResult(
                  interval,
                  height,
                  booksOf(interval),
                  Optional.empty(),
                  Optional.empty(),
                  Map.of(),
                  0,
                  Optional.empty()));
      case LedgerEvent.IntervalSettled settled ->
          results.computeIfPresent(
              interval,
              (any, result) ->
                  result.settled(
                      new IntervalResult.Settled(
                          height, settled.congestionRentMicros(), settled.statements())));
    }
  }

  private Map<Integer, StandingBook> booksOf(long interval) {
    return books.getOrDefault(interval, Map.of());
  }

  /** The network that an interval was cleared with. */
  NetworkModel network(long interval) {
    return Optional.ofNullable(notices.get(interval))
        .map(notice -> NoticedNetwork.of(genesis.network(), notice))
        .orElseGet(genesis::network);
  }

  /** What the grid operator said of intervals that were booked. */
  Collection<NetworkNotice> notices() {
    return Collections.unmodifiableCollection(notices.values());
  }

  private IntervalResult cleared(ClearingCertificate certificate) {
    NetworkModel network = network(certificate.interval());
    var bids = new ArrayList<BusBids>();
    var awards = new ArrayList<long[]>();
    var byParticipant = new HashMap<ParticipantId, Long>();
    for (int k = 0; k < network.buses(); k++) {
      List<StandingBid> standing =
          Optional.ofNullable(booksOf(certificate.interval()).get(network.busNumber(k)))
              .map(StandingBook::bids)
              .orElse(List.of());
      var busBids = new BusBids(standing.stream().map(StandingBid::curve).toList());
      long[] award =
          Awards.at(busBids, certificate.pricePicosPerMwh(k), certificate.injectionWatts(k));
      for (int j = 0; j < award.length; j++) {
        byParticipant.put(standing.get(j).participant(), award[j]);
      }
      bids.add(busBids);
      awards.add(award);
    }
    long intervalSeconds = genesis.parameters().schedule().intervalMillis() / 1000;
    long welfareMicros =
        Math.floorDiv(
            Math.multiplyExact(Welfare.microsPerHour(bids, awards), intervalSeconds),
            SECONDS_PER_HOUR);
    return new IntervalResult(
        certificate.interval(),
        height,
        booksOf(certificate.interval()),
        Optional.of(certificate),
        Optional.of(ChoiceChecker.check(network, certificate, bids)),
        byParticipant,
        welfareMicros,
        Optional.empty());
  }

  public Optional<IntervalResult> result(long interval) {
    return Optional.ofNullable(results.get(interval));
  }

  /** The root of an interval's frozen books. */
  public Optional<Hash> booksRoot(long interval) {
    return Optional.ofNullable(booksRoots.get(interval));
  }

  /** Of each bus for which another than its first aggregator speaks, the place of who does. */
  Map<Integer, Integer> speakers(long interval) {
    return speakers.getOrDefault(interval, Map.of());
  }

  /** The buses of which a book of the interval is committed. */
  Set<Integer> busesWithBooks(long interval) {
    return booksOf(interval).keySet();
  }

  public boolean isSettled(long interval) {
    return result(interval).flatMap(IntervalResult::settled).isPresent();
  }

  /** Whether some book of an interval is committed. */
  public boolean hasBooks(long interval) {
    return books.containsKey(interval);
  }

  public List<IntervalResult> results() {
    return List.copyOf(results.values());
  }

  /** Whether a clearing of the interval was refused. */
  public boolean isClearingRefused(long interval) {
    return refusedIntervals.contains(interval);
  }

  public List<String> refusedClearings() {
    return List.copyOf(refusedClearings);
  }

  public long height() {
    return height;
  }

  /** The timestamp of the last committed block; 0 before the first. */
  public long lastBlockMillis() {
    return lastBlockMillis;
  }
}
