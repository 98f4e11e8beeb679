package io.wattmesh.load.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What can be said of a stopped cluster from what participants were promised and what its
 * validators have stored.
 *
 * @param accepted acknowledged bids of intervals for which no more books are taken
 * @param cleared those of them that stand in exactly one committed book
 * @param rejected those of them that exactly one committed book has and the ledger refused
 * @param lost those that no committed book has
 * @param duplicated those that several have
 * @param conflictingBlocks heights at which two validators have committed different blocks; blocks
 *     state the roots of the state before them
 * @param refusal why some validator's ledger does not verify
 */
record Evidence(
    int accepted,
    int cleared,
    int rejected,
    int lost,
    int duplicated,
    int conflictingBlocks,
    Optional<String> refusal) {
  /** Whether nothing is lost, doubled, in conflict or wrong. */
  boolean isGood() {
    return lost == 0
        && duplicated == 0
        && conflictingBlocks == 0
        && accepted == cleared + rejected
        && refusal.isEmpty();
  }

  static Evidence gather(Path config, List<String> acknowledged, Path scratch) throws IOException {
    NodeSettings settings = NodeSettings.of(Settings.load(Optional.of(config), Map.of(), Map.of()));
    ScenarioMarket market = MarketMaker.make(settings.market());
    var ledgers = new TreeMap<ParticipantId, Path>();
    try (NodeStores stores = NodeStores.of(settings.store(), market.genesis().chainId())) {
      for (ParticipantId validator : market.validators().names()) {
        Path out = scratch.resolve(validator.value());
        try (LedgerStore store = stores.readLedger(validator)) {
          LedgerExport.write(store, market.genesis(), out);
        }
        ledgers.put(validator, out);
      }
    }
    return new Gathering(market.genesis().parameters().schedule())
        .gather(ledgers.values(), acknowledged);
  }

  /** Reads the ledgers one by one. */
  private static final class Gathering {
    private final Map<Long, Hash> blocks = new HashMap<>();
    private final Set<Long> conflicts = new HashSet<>();
    private final Map<Hash, Set<Hash>> booksOfBid = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final Set<Long> frozen = new HashSet<>();
    private final MarketSchedule schedule;
    private long lastMillis;
    private Optional<String> refusal = Optional.empty();

    private Gathering(MarketSchedule schedule) {
      this.schedule = schedule;
    }

    private Evidence gather(Iterable<Path> ledgers, List<String> acknowledged) throws IOException {
      for (Path ledger : ledgers) {
        try {
          LedgerAudit.check(LedgerExport.open(ledger), this::follow);
        } catch (AuditFailedException e) {
          refusal = Optional.of("%s: %s".formatted(ledger.getFileName(), e.getMessage()));
        }
      }
      return judge(acknowledged);
    }

    private void follow(Replayed replayed) {
      long height = replayed.block().header().height();
      lastMillis = Math.max(lastMillis, replayed.block().header().timestampMillis());
      if (!blocks
          .computeIfAbsent(height, any -> replayed.block().id())
          .equals(replayed.block().id())) {
        conflicts.add(height);
      }
      for (LedgerEvent event : replayed.executed().events()) {
        if (event instanceof LedgerEvent.BookCommitted committed) {
          committed
              .refused()
              .keySet()
              .forEach(participant -> refused.add(key(participant.value(), event.interval())));
        } else if (event instanceof LedgerEvent.BooksFrozen) {
          frozen.add(event.interval());
        }
      }
      followBooks(replayed);
    }

    private void followBooks(Replayed replayed) {
      for (int k = 0; k < replayed.block().transactions().size(); k++) {
        byte[] transaction = replayed.block().transactions().get(k);
        if (replayed.executed().outcomes().get(k).accepted()) {
          SignedEnvelope envelope = SignedEnvelope.ofBytes(transaction);
          if (envelope.type() == MessageType.BID_BOOK) {
            for (SignedEnvelope bid : BidBook.ofBytes(envelope.payload()).bids()) {
              booksOfBid
                  .computeIfAbsent(bid.digest(), any -> new HashSet<>())
                  .add(envelope.digest());
            }
          }
        }
      }
    }

    private static String key(String participant, long interval) {
      return participant + "@" + interval;
    }

    /** Of an interval that was not closed before the cluster was stopped, nothing is due yet. */
    private Evidence judge(List<String> acknowledged) throws IOException {
      Map<Hash, String> promised = new HashMap<>();
      for (String line : acknowledged) {
        JsonNode json = new ObjectMapper().readTree(line);
        long interval = json.path("interval").asLong();
        if (frozen.contains(interval) || schedule.bookDeadlineMillis(interval) < lastMillis) {
          promised.put(
              Hash.ofHex(json.path("bidHash").asText()),
              key(json.path("participant").asText(), interval));
        }
      }
      var counts = new ArrayList<Integer>(List.of(0, 0, 0, 0));
      promised.forEach(
          (bid, key) -> {
            int books = booksOfBid.getOrDefault(bid, Set.of()).size();
            int place = books == 0 ? 2 : books > 1 ? 3 : refused.contains(key) ? 1 : 0;
            counts.set(place, counts.get(place) + 1);
          });
      return new Evidence(
          promised.size(),
          counts.get(0),
          counts.get(1),
          counts.get(2),
          counts.get(3),
          conflicts.size(),
          refusal);
    }
  }
}
