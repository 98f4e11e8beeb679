package io.wattmesh.ledger.contract.module;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static io.wattmesh.ledger.GenesisDraft.MEGAWATT;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.Clearings;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.settlement.SettlementNote.DifferencePaid;
import io.wattmesh.ledger.state.LockedDifference;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.CancelContracts;
import io.wattmesh.proto.contract.DifferenceContract;
import io.wattmesh.proto.contract.DifferenceContract.Congestion;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * gen-1 at bus 1 sells 100 MWh to load-2 at bus 2 for a fixed 13 $/MWh. With the line full bus 1
 * has 10 $/MWh and bus 2 has 15.
 */
@Tag("seed-22")
class ContractForDifferenceTest {
  private static final long MWH = 3_600_000_000L;
  private static final ParticipantId BUYER = new ParticipantId("load-2");
  private static final ParticipantId SELLER = new ParticipantId("gen-1");
  private static final long DEPOSIT = 400_000 * DOLLAR;

  private final LedgerFixture fixture =
      LedgerFixture.of(
          new GenesisDraft()
              .limits(100, 100)
              .participant("gen-1", 1, 0, 600 * MEGAWATT, DEPOSIT)
              .participant("load-2", 2, -200 * MEGAWATT, 0, DEPOSIT));
  private final LedgerRun run = new LedgerRun(fixture);
  private final long before = run.schedule().gateClosureMillis(0) - 100;

  private static DifferenceContract terms(long nonce, long interval, Congestion congestion) {
    return new DifferenceContract(
        BUYER, SELLER, nonce, interval, 100 * MWH, 13 * DOLLAR, congestion);
  }

  private byte[] agree(String caller, String signer, DifferenceContract terms, long gas) {
    byte[] signed =
        fixture.envelope(MessageType.DIFFERENCE_CONTRACT, signer, terms.toBytes()).toBytes();
    return fixture.call(
        caller,
        new Call(
            terms.nonce(), gas, DifferenceContract.CONTRACT, DifferenceContract.AGREE, signed));
  }

  private byte[] agree(DifferenceContract terms) {
    return agree("load-2", "gen-1", terms, Call.DEFAULT_GAS_LIMIT);
  }

  private byte[] cancel(long nonce, long interval) {
    byte[] arguments = new CancelContracts(interval).toBytes();
    return fixture.call(
        "gen-3",
        new Call(nonce, DifferenceContract.CONTRACT, DifferenceContract.CANCEL, arguments));
  }

  private Executed settle(long interval) {
    run.bookSeed(interval);
    byte[] clearing = fixture.clearing(Clearings.congested(interval, run.booksRoot(interval)));
    assertThat(run.outcome(run.schedule().gateClosureMillis(interval) + 1, clearing))
        .isEqualTo(OutcomeCode.ACCEPTED);
    return run.block(
        run.schedule().deliveryMillis(interval + 1),
        fixture.readings(interval, 1, fixture.reading("gen-1", interval, 100 * MWH)),
        fixture.readings(interval, 2, fixture.reading("load-2", interval, -125 * MWH)),
        fixture.readings(
            interval,
            3,
            fixture.reading("gen-3", interval, 70 * MWH),
            fixture.reading("load-3", interval, -45 * MWH)));
  }

  private static DifferencePaid paid(Executed executed) {
    return executed.events().stream()
        .filter(LedgerEvent.SettlementNoted.class::isInstance)
        .map(LedgerEvent.SettlementNoted.class::cast)
        .map(LedgerEvent.SettlementNoted::note)
        .filter(DifferencePaid.class::isInstance)
        .map(DifferencePaid.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /** What each ends at for the 100 MWh, $/MWh: market and contract together. */
  @ParameterizedTest
  @CsvSource({"BUYER, 300, 18, 13", "SELLER, -200, 13, 8", "SHARED, 50, 15.5, 10.5"})
  void together_with_the_market_each_ends_at_the_fixed_price_but_for_congestion(
      Congestion congestion, long buyerPaysUsd, double buyersUsd, double sellersUsd) {
    assertThat(run.outcome(before, agree(terms(1, 0, congestion)))).isEqualTo(OutcomeCode.ACCEPTED);
    Executed executed = settle(0);
    DifferencePaid paid = paid(executed);
    assertThat(paid.buyerPaysMicros()).isEqualTo(buyerPaysUsd * DOLLAR);
    assertThat(paid.cancelled()).isFalse();
    // 25 of the 125 MWh that load-2 bought are outside the contract.
    long buyers = DEPOSIT - run.account("load-2").balanceMicros() - 25 * 15 * DOLLAR;
    assertThat(buyers).isEqualTo((long) (100 * buyersUsd * DOLLAR));
    assertThat(run.account("gen-1").balanceMicros() - DEPOSIT)
        .isEqualTo((long) (100 * sellersUsd * DOLLAR));
    // The market saw nothing of it.
    assertThat(LedgerRun.statement(executed, "load-2").paymentMicros()).isEqualTo(-1_875 * DOLLAR);
    assertThat(run.account("ledger.tariff").balanceMicros()).isEqualTo(500 * DOLLAR);
    assertThat(run.account("load-2").lockedMicros()).isZero();
    assertThat(run.account("gen-1").lockedMicros()).isZero();
  }

  @Test
  void both_lock_the_worst_that_a_price_within_the_cap_can_bring() {
    assertThat(run.outcome(before, agree(terms(1, 0, Congestion.BUYER))))
        .isEqualTo(OutcomeCode.ACCEPTED);
    // The cap is 1,000 either way: 1,013 and 987 $/MWh for 100 MWh, and a micro-token each.
    assertThat(run.account("load-2").lockedMicros()).isEqualTo(101_300 * DOLLAR + 1);
    assertThat(run.account("gen-1").lockedMicros()).isEqualTo(98_700 * DOLLAR + 1);
  }

  @Test
  void whoever_cannot_lock_it_makes_no_contract() {
    var big = new DifferenceContract(BUYER, SELLER, 1, 0, 500 * MWH, 13 * DOLLAR, Congestion.BUYER);
    assertThat(run.outcome(before, agree(big))).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(run.account("load-2").lockedMicros()).isZero();
    var high =
        new DifferenceContract(
            BUYER, SELLER, 2, 0, 100_000_000 * MWH / 5, -1_000_000 * DOLLAR, Congestion.SELLER);
    assertThat(run.outcome(before + 1, agree(high))).isEqualTo(OutcomeCode.OVERFLOW);
  }

  @Test
  void a_void_interval_cancels_it() {
    assertThat(run.outcome(before, agree(small(1, 0)))).isEqualTo(OutcomeCode.ACCEPTED);
    run.bookSeed(0);
    Executed executed = run.block(run.schedule().readingDeadlineMillis(0) + 1);
    assertThat(paid(executed).cancelled()).isTrue();
    assertThat(run.account("load-2").lockedMicros()).isZero();
    assertThat(run.account("gen-1").lockedMicros()).isZero();
    assertThat(run.account("gen-1").balanceMicros()).isEqualTo(DEPOSIT);
  }

  private static DifferenceContract small(long nonce, long interval) {
    return new DifferenceContract(
        BUYER, SELLER, nonce, interval, MWH, 13 * DOLLAR, Congestion.BUYER);
  }

  @Test
  void contracts_for_an_interval_that_never_came_are_cancelled_one_by_one() {
    run.block(before, agree(small(1, 0)), agree(small(2, 0)));
    assertThat(run.account("load-2").lockedMicros()).isEqualTo(2 * (1_013 * DOLLAR + 1));
    assertThat(run.outcome(before + 1, cancel(1, 0))).isEqualTo(OutcomeCode.NOT_AHEAD);
    long over = run.schedule().bookDeadlineMillis(0) + 1;
    assertThat(run.outcome(over, cancel(2, 0))).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("load-2").lockedMicros()).isEqualTo(1_013 * DOLLAR + 1);
    assertThat(run.outcome(over + 1, cancel(3, 0))).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("gen-1").lockedMicros()).isZero();
    assertThat(run.outcome(over + 2, cancel(4, 0))).isEqualTo(OutcomeCode.UNKNOWN_TRADE);
    assertThat(run.state().layer().get(LockedDifference.stateKey(LockedDifference.countKey(0))))
        .isEmpty();
  }

  @Test
  void one_for_an_interval_that_came_is_not_cancelled() {
    run.block(before, agree(small(1, 0)));
    run.bookSeed(0);
    long over = run.schedule().bookDeadlineMillis(0) + 1;
    assertThat(run.outcome(over, cancel(1, 0))).isEqualTo(OutcomeCode.NOT_AHEAD);
  }

  @Test
  void only_intervals_whose_gate_is_open_and_that_can_be_foreseen_are_contracted_for() {
    assertThat(run.outcome(before, agree(small(1, 10_000)))).isEqualTo(OutcomeCode.NOT_AHEAD);
    assertThat(run.outcome(before + 1, agree(small(2, 9_999)))).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.outcome(before + 2, agree(small(3, Long.MAX_VALUE))))
        .isEqualTo(OutcomeCode.NOT_AHEAD);
    long gate = run.schedule().gateClosureMillis(0);
    assertThat(run.outcome(gate - 1, agree(small(4, 0)))).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.outcome(gate, agree(small(5, 0)))).isEqualTo(OutcomeCode.NOT_AHEAD);
  }

  @Test
  void it_needs_both_signatures_on_the_same_terms_under_the_buyers_nonce() {
    DifferenceContract terms = small(1, 0);
    assertThat(run.outcome(before, agree("gen-3", "gen-1", terms, 10_000)))
        .isEqualTo(OutcomeCode.NOT_A_PARTY);
    assertThat(run.outcome(before + 1, agree("load-2", "gen-3", terms, 10_000)))
        .isEqualTo(OutcomeCode.NOT_A_PARTY);
    byte[] signed =
        fixture.envelope(MessageType.DIFFERENCE_CONTRACT, "gen-1", terms.toBytes()).toBytes();
    byte[] other =
        fixture.envelope(MessageType.DIFFERENCE_CONTRACT, "gen-1", small(4, 0).toBytes()).toBytes();
    byte[] forged = other.clone();
    forged[forged.length - 1] ^= 1;
    var call = new Call(4, DifferenceContract.CONTRACT, DifferenceContract.AGREE, forged);
    assertThat(run.outcome(before + 2, fixture.call("load-2", call)))
        .isEqualTo(OutcomeCode.BAD_SIGNATURE);
    var later = new Call(2, DifferenceContract.CONTRACT, DifferenceContract.AGREE, signed);
    assertThat(run.outcome(before + 3, fixture.call("load-2", later)))
        .isEqualTo(OutcomeCode.NOT_A_PARTY);
    byte[] trade = fixture.envelope(MessageType.TRADE, "gen-1", small(3, 0).toBytes()).toBytes();
    var ofTrade = new Call(3, DifferenceContract.CONTRACT, DifferenceContract.AGREE, trade);
    assertThat(run.outcome(before + 4, fixture.call("load-2", ofTrade)))
        .isEqualTo(OutcomeCode.NOT_A_PARTY);
    assertThat(run.account("gen-1").lockedMicros()).isZero();
  }

  @Test
  void more_than_can_be_settled_at_once_are_refused() {
    var tagged = new LedgerFixture(new GenesisDraft().build(), Signing.TAGGED);
    StateLayer full = LedgerMachine.genesisState(tagged.genesis());
    StateKey count = LockedDifference.stateKey(LockedDifference.countKey(0));
    full.put(count, new CanonicalWriter().i64(LockedDifference.MAX_PER_INTERVAL).toByteArray());
    full.commit();
    byte[] signed =
        tagged.envelope(MessageType.DIFFERENCE_CONTRACT, "gen-1", small(1, 0).toBytes()).toBytes();
    var call = new Call(1, DifferenceContract.CONTRACT, DifferenceContract.AGREE, signed);
    var machine = new LedgerMachine(tagged.genesis(), tagged.signing().check());
    Executed executed = machine.execute(full, before, List.of(tagged.call("load-2", call)));
    assertThat(executed.outcomes().getFirst().code()).isEqualTo(OutcomeCode.TOO_MANY_CONTRACTS);
  }

  @Test
  @Tag("seed-26")
  void the_gas_is_that_of_the_published_schedule() {
    assertThat(run.outcome(before, agree("load-2", "gen-1", small(1, 0), 8_025)))
        .isEqualTo(OutcomeCode.OUT_OF_GAS);
    assertThat(run.outcome(before + 1, agree("load-2", "gen-1", small(2, 0), 8_026)))
        .isEqualTo(OutcomeCode.ACCEPTED);
  }
}
