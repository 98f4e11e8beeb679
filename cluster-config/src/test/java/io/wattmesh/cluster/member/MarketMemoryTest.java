package io.wattmesh.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.state.StandingBook;
import io.wattmesh.market.message.ToProsumer.AwardTold;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node knows for roles that come to life on it, and in which order. */
class MarketMemoryTest {
  @TempDir private Path folder;

  private ScenarioMarket market;
  private MarketSchedule schedule;
  private MarketMemory memory;

  @BeforeEach
  void make() {
    market = ScenarioMarket.of(Scenarios.load("seed-3bus"), folder);
    schedule = market.genesis().parameters().schedule();
    memory = new MarketMemory(market);
  }

  private static CommittedBlock block(long millis, LedgerEvent... events) {
    var header =
        new BlockHeader(
            1, 1, 1, Hash.ZERO, 0, millis, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO);
    return new CommittedBlock(header, 1, Hash.ZERO, List.of(), List.of(events));
  }

  private static LedgerEvent book(long interval) {
    return new LedgerEvent.BookCommitted(
        interval,
        new StandingBook(1, Hash.ZERO, List.of()),
        Map.of(),
        new ParticipantId("aggregator-bus-1"));
  }

  private List<Long> decided(CommittedBlock block) {
    return memory.onBlock(block).stream().map(DecidedInterval::interval).toList();
  }

  @Test
  void an_interval_that_is_decided_before_an_earlier_one_waits_for_it() {
    long early = schedule.gateClosureMillis(0);
    assertThat(decided(block(early, book(0), book(1)))).isEmpty();
    assertThat(decided(block(early, new LedgerEvent.IntervalVoided(1)))).isEmpty();
    assertThat(memory.decided()).hasSize(1);
    assertThat(memory.decidedInOrder()).isEmpty();
    assertThat(decided(block(early, new LedgerEvent.IntervalVoided(0)))).containsExactly(0L, 1L);
    assertThat(memory.open()).isEmpty();
  }

  @Test
  void an_interval_that_no_book_opened_in_time_is_void_once_a_block_is_later() {
    long deadline = schedule.bookDeadlineMillis(1);
    assertThat(decided(block(deadline, book(2)))).containsExactly(0L);
    assertThat(decided(block(deadline + 1))).containsExactly(1L);
    assertThat(memory.decidedInOrder()).allMatch(DecidedInterval::voided);
    assertThat(memory.decidedInOrder().getFirst().award(0, 0))
        .isEqualTo(new AwardTold(0, 0, 0, true));
    assertThat(decided(block(schedule.bookDeadlineMillis(2) + 1)))
        .as("it was opened: the ledger will decide it")
        .isEmpty();
  }

  @Test
  void news_of_what_is_not_decided_is_kept_in_the_ledgers_order() {
    LedgerEvent frozen = new LedgerEvent.BooksFrozen(1, Hash.ZERO, 0, new TreeMap<>());
    memory.onBlock(block(0, book(1)));
    memory.onBlock(block(0, book(0), frozen));
    assertThat(memory.open()).containsExactly(book(1), book(0), frozen);
    memory.onBlock(block(0, new LedgerEvent.IntervalVoided(1)));
    assertThat(memory.open()).containsExactly(book(0));
  }

  @Test
  void the_last_settled_interval_is_the_latest_in_whatever_order_they_come() {
    assertThat(memory.lastSettled()).isEmpty();
    memory.onBlock(block(0, new LedgerEvent.IntervalSettled(3, 0, List.of())));
    memory.onBlock(block(0, new LedgerEvent.IntervalSettled(2, 0, List.of())));
    assertThat(memory.lastSettled()).hasValue(3);
  }
}
