package io.wattmesh.ledger.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Batches of several validators may hold the same transaction: it has one effect all the same. */
class RepeatedTransactionTest {
  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final LedgerRun once = new LedgerRun(fixture);
  private final LedgerRun twice = new LedgerRun(fixture);

  private static List<OutcomeCode> codes(Executed executed) {
    return executed.outcomes().stream().map(Outcome::code).toList();
  }

  private static byte[][] doubled(byte[]... transactions) {
    var all = new ArrayList<byte[]>(List.of(transactions));
    all.addAll(List.of(transactions));
    return all.toArray(byte[][]::new);
  }

  /** Each kind of transaction, twice in its block and again in the next one. */
  private void assertOneEffect(long blockMillis, byte[]... transactions) {
    once.block(blockMillis, transactions);
    once.block(blockMillis + 1);
    List<OutcomeCode> first = codes(twice.block(blockMillis, doubled(transactions)));
    List<OutcomeCode> later = codes(twice.block(blockMillis + 1, transactions));

    assertThat(first.subList(0, transactions.length)).containsOnly(OutcomeCode.ACCEPTED);
    assertThat(first.subList(transactions.length, first.size())).containsOnly(OutcomeCode.REPEATED);
    assertThat(later).doesNotContain(OutcomeCode.REPEATED);
    assertThat(twice.root()).isEqualTo(once.root());
    assertThat(twice.root()).isNotEqualTo(Hash.ZERO);
  }

  @Test
  void books_clearings_and_readings_have_one_effect_however_often_they_are_ordered() {
    assertOneEffect(once.schedule().gateClosureMillis(0), fixture.books(0));
    assertOneEffect(once.schedule().gateClosureMillis(0) + 10, fixture.clearing(once.solved(0)));
    assertOneEffect(
        once.schedule().deliveryMillis(1),
        fixture.readings(0, 1, fixture.reading("gen-1", 0, 500_000_000_000L)));
    assertOneEffect(
        once.schedule().deliveryMillis(1) + 10,
        fixture.readings(0, 2, fixture.reading("load-2", 0, -490_000_000_000L)),
        fixture.readings(
            0, 3, fixture.reading("gen-3", 0, 1_000), fixture.reading("load-3", 0, -7)));
  }

  @Test
  void what_was_refused_in_a_block_is_not_judged_again_in_it_but_may_be_in_another() {
    byte[] book = fixture.books(0)[0];
    long gate = twice.schedule().gateClosureMillis(0);

    assertThat(codes(twice.block(gate - 1, book, book)))
        .containsExactly(OutcomeCode.GATE_OPEN, OutcomeCode.REPEATED);
    assertThat(codes(twice.block(gate, book))).containsExactly(OutcomeCode.ACCEPTED);
  }
}
