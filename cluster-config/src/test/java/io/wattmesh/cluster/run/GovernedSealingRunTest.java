package io.wattmesh.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.ledger.audit.LedgerAudit;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.RocksLedgerStore;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A market on a node whose governors seal the bids of later intervals while it runs. */
@Tag("seed-34")
class GovernedSealingRunTest {
  private static final int INTERVALS = 3;
  private static final String MARKET =
      """
      name: sealed-later
      description: Two regions; the validators seal bids while those for interval 0 come in.
      seed: 5
      grid:
        case: seed_3bus_chain
        regions: 2
      start: 2025-04-10T12:00:00Z
      intervals: 3
      rule-change-delay: 0
      rule-changes:
        - interval: 0
          reveal-window: 60
          seal-forfeit: 5
      """
          + ThreeBidders.TERMS;

  @TempDir private Path temp;

  private final Map<Long, Set<MessageType>> bidTypes = new TreeMap<>();
  private final List<LedgerEvent> events = new ArrayList<>();

  private void note(byte[] transaction) {
    SignedEnvelope envelope = SignedEnvelope.ofBytes(transaction);
    if (envelope.type() == MessageType.BID_BOOK) {
      BidBook book = BidBook.ofBytes(envelope.payload());
      book.bids()
          .forEach(
              bid ->
                  bidTypes
                      .computeIfAbsent(book.interval(), any -> EnumSet.noneOf(MessageType.class))
                      .add(bid.type()));
    }
  }

  @Test
  void theIntervalsBeforeClearOpenAndTheFirstAfterClearsSealedAtTheSamePrices() throws IOException {
    ScenarioMarket market = ScenarioMarket.of(Scenarios.parse("sealed-later.yaml", MARKET), temp);
    Path state = Files.createDirectories(temp.resolve("state"));
    List<IntervalResult> results;
    try (MarketRun run = MarketRun.start(market, INTERVALS, state)) {
      run.run(interval -> {});
      results =
          IntStream.range(0, INTERVALS)
              .mapToObj(k -> run.collector().result(k).orElseThrow())
              .toList();
    }
    assertThat(results)
        .allSatisfy(
            result -> {
              assertThat(result.voided()).isFalse();
              assertThat(result.awardsWatts()).isEqualTo(results.getFirst().awardsWatts());
            });

    Path ledger = Files.createDirectories(temp.resolve("ledger"));
    try (LedgerStore blocks = RocksLedgerStore.open(state.resolve("validator-00"))) {
      LedgerExport.write(blocks, market.genesis(), ledger);
    }
    LedgerAudit.check(
        LedgerExport.open(ledger),
        replayed -> {
          events.addAll(replayed.executed().events());
          replayed.block().transactions().forEach(this::note);
        });
    assertThat(bidTypes)
        .isEqualTo(
            Map.of(
                0L, Set.of(MessageType.BID),
                1L, Set.of(MessageType.BID),
                2L, Set.of(MessageType.SEALED_BID)));
    assertThat(events)
        .contains(new LedgerEvent.SealingChanged(2, 60_000))
        .noneMatch(LedgerEvent.SealsForfeited.class::isInstance);
    assertThat(
            events.stream()
                .filter(event -> event instanceof LedgerEvent.BidsRevealed)
                .map(LedgerEvent::interval))
        .isNotEmpty()
        .containsOnly(2L);
  }
}
