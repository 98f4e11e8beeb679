package io.wattmesh.load.drill;

import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.member.MarketMaker;
import io.wattmesh.cluster.member.NodeStores;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import io.wattmesh.ledger.audit.AuditFailedException;
import io.wattmesh.ledger.audit.LedgerAudit;
import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the ledgers of all validators say, each exported and replayed as an auditor would. Times are
 * the wall clock's, and those of blocks are when they were proposed.
 */
final class LedgerFacts {
  private final MarketSchedule schedule;
  private final long aheadMillis;
  private final Map<Long, Hash> blocks = new HashMap<>();
  private final Map<Long, Hash> roots = new HashMap<>();
  private final Set<Long> conflicts = new HashSet<>();
  private final Set<Long> differentRoots = new HashSet<>();
  private final Map<Hash, Set<Hash>> booksOfBid = new HashMap<>();
  private final Set<String> refused = new HashSet<>();
  private final Map<Long, Instant> frozen = new HashMap<>();
  private final Map<Long, Instant> cleared = new HashMap<>();
  private final Map<Long, Instant> voided = new HashMap<>();
  private final Map<Long, Instant> settled = new HashMap<>();
  private final Map<Long, Integer> standing = new HashMap<>();
  private Instant last = Instant.MIN;
  private Optional<String> refusal = Optional.empty();

  private LedgerFacts(MarketSchedule schedule, Instant start) {
    this.schedule = schedule;
    this.aheadMillis = schedule.startMillis() - start.toEpochMilli();
  }

  /**
   * Reads all validators' stores, which no process may have open for writing.
   *
   * @param config a node's
   * @param scratch a folder for their exports
   */
  static LedgerFacts read(Path config, Path scratch) throws IOException {
    NodeSettings settings = NodeSettings.of(Settings.load(Optional.of(config), Map.of(), Map.of()));
    ScenarioMarket market = MarketMaker.make(settings.market());
    var facts =
        new LedgerFacts(market.genesis().parameters().schedule(), settings.market().start());
    try (NodeStores stores = NodeStores.of(settings.store(), market.genesis().chainId())) {
      for (ParticipantId validator : market.validators().names()) {
        Path out = scratch.resolve(validator.value());
        try (LedgerStore store = stores.readLedger(validator)) {
          LedgerExport.write(store, market.genesis(), out);
        }
        facts.follow(out);
      }
    }
    return facts;
  }

  private void follow(Path ledger) throws IOException {
    try {
      LedgerAudit.check(LedgerExport.open(ledger), this::follow);
    } catch (AuditFailedException e) {
      refusal = Optional.of("%s: %s".formatted(ledger.getFileName(), e.getMessage()));
    }
  }

  private void follow(Replayed replayed) {
    long height = replayed.block().header().height();
    Instant at = wall(replayed.block().header().timestampMillis());
    last = at.isAfter(last) ? at : last;
    if (isOther(blocks, height, replayed.block().id())) {
      conflicts.add(height);
    }
    if (isOther(roots, height, replayed.executed().stateRoot())) {
      differentRoots.add(height);
    }
    for (LedgerEvent event : replayed.executed().events()) {
      follow(event, at);
    }
    followBooks(replayed);
  }

  private static boolean isOther(Map<Long, Hash> known, long height, Hash hash) {
    return !known.computeIfAbsent(height, any -> hash).equals(hash);
  }

  private void follow(LedgerEvent event, Instant at) {
    switch (event) {
      case LedgerEvent.BookCommitted committed ->
          committed
              .refused()
              .keySet()
              .forEach(participant -> refused.add(key(participant.value(), event.interval())));
      case LedgerEvent.BooksFrozen books -> {
        frozen.put(event.interval(), at);
        standing.put(event.interval(), books.standingBids());
      }
      case LedgerEvent.IntervalCleared _ -> cleared.put(event.interval(), at);
      case LedgerEvent.IntervalVoided _ -> voided.put(event.interval(), at);
      case LedgerEvent.IntervalSettled _ -> settled.put(event.interval(), at);
      case LedgerEvent.BooksClosed _,
          LedgerEvent.BidsRevealed _,
          LedgerEvent.SealsForfeited _,
          LedgerEvent.SealingChanged _,
          LedgerEvent.NetworkNoticed _,
          LedgerEvent.ClearingRefused _,
          LedgerEvent.OmissionProven _,
          LedgerEvent.SettlementNoted _ -> {}
    }
  }

  private void followBooks(Replayed replayed) {
    for (int k = 0; k < replayed.block().transactions().size(); k++) {
      byte[] transaction = replayed.block().transactions().get(k);
      if (replayed.executed().outcomes().get(k).accepted()) {
        SignedEnvelope envelope = SignedEnvelope.ofBytes(transaction);
        if (envelope.type() == MessageType.BID_BOOK) {
          for (SignedEnvelope bid : BidBook.ofBytes(envelope.payload()).bids()) {
            booksOfBid.computeIfAbsent(bid.digest(), any -> new HashSet<>()).add(envelope.digest());
          }
        }
      }
    }
  }

  private static String key(String participant, long interval) {
    return participant + "@" + interval;
  }

  private Instant wall(long marketMillis) {
    return Instant.ofEpochMilli(marketMillis - aheadMillis);
  }

  Instant gateClosure(long interval) {
    return wall(schedule.gateClosureMillis(interval));
  }

  Instant deliveryEnd(long interval) {
    return wall(schedule.deliveryMillis(interval + 1));
  }

  Optional<Instant> frozenAt(long interval) {
    return Optional.ofNullable(frozen.get(interval));
  }

  /** When a clearing held, or the interval was void. */
  Optional<Instant> decidedAt(long interval) {
    return Optional.ofNullable(cleared.getOrDefault(interval, voided.get(interval)));
  }

  Optional<Instant> settledAt(long interval) {
    return Optional.ofNullable(settled.get(interval));
  }

  /** Whether no more is to come for an interval's bids, so that each must be in a book. */
  boolean isDue(long interval) {
    return frozen.containsKey(interval)
        || wall(schedule.bookDeadlineMillis(interval)).isBefore(last);
  }

  boolean isVoid(long interval) {
    return voided.containsKey(interval);
  }

  /** Whether an interval was cleared; the ledger takes no clearing after its deadline. */
  boolean isCleared(long interval) {
    return cleared.containsKey(interval);
  }

  /** How many bids stood when an interval's books were frozen. */
  int standing(long interval) {
    return standing.getOrDefault(interval, 0);
  }

  /** Whether an interval was cleared only after the next one's gate had closed, too. */
  boolean isLate(long interval) {
    Instant at = cleared.get(interval);
    return at != null && at.isAfter(gateClosure(interval + 1));
  }

  /** In how many committed books a bid is. */
  int books(Hash bid) {
    return booksOfBid.getOrDefault(bid, Set.of()).size();
  }

  boolean isRefused(Acknowledgement promise) {
    return refused.contains(key(promise.participant(), promise.interval()));
  }

  /** Heights at which two validators have committed different blocks. */
  int conflictingBlocks() {
    return conflicts.size();
  }

  /** Heights after which the replays of two validators' blocks have different state roots. */
  int differentStateRoots() {
    return differentRoots.size();
  }

  /** Why some validator's ledger does not verify. */
  Optional<String> refusal() {
    return refusal;
  }
}
