package io.wattmesh.ledger.market;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static io.wattmesh.ledger.LedgerFixture.GEN_1;
import static io.wattmesh.ledger.LedgerFixture.GEN_3;
import static io.wattmesh.ledger.LedgerFixture.LOAD_2;
import static io.wattmesh.ledger.LedgerFixture.LOAD_3;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.Governing;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.genesis.Governance;
import io.wattmesh.ledger.genesis.SealedBids;
import io.wattmesh.ledger.governance.ProposalStatus;
import io.wattmesh.ledger.governance.RulesReader;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.Opening;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.governance.RuleChange;
import io.wattmesh.proto.governance.RuleChange.SetParameter;
import io.wattmesh.proto.governance.RuleParameter;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Governance seals bids and opens them again, always for intervals whose bidding is ahead. */
@Tag("seed-34")
class GovernedSealingTest {
  private static final long WINDOW = 60_000;
  private static final long FORFEIT = 10 * DOLLAR;
  private static final long DELAY = 60_000;

  private final GenesisDraft draft = new GenesisDraft();
  private LedgerFixture fixture;
  private LedgerRun run;
  private Governing governing;

  GovernedSealingTest() {
    draft.governance = new Governance(Optional.empty(), DELAY, 100 * DELAY);
    begin();
  }

  private void begin() {
    fixture = LedgerFixture.of(draft);
    run = new LedgerRun(fixture);
    governing = new Governing(run);
  }

  private long gate(long interval) {
    return run.schedule().gateClosureMillis(interval);
  }

  private SealedBids sealing(long interval) {
    return new RulesReader(fixture.genesis()).read(run.state()).parameters(interval).sealing();
  }

  private static RuleChange set(RuleParameter parameter, long value) {
    return new SetParameter(parameter, value);
  }

  private static RuleChange[] sealed(long window, long forfeit) {
    return new RuleChange[] {
      set(RuleParameter.REVEAL_WINDOW, window), set(RuleParameter.SEAL_FORFEIT, forfeit)
    };
  }

  /** In force while bids for interval 0 come in. */
  private Executed seal() {
    governing.approve(gate(0) - 3 * DELAY, sealed(WINDOW, FORFEIT));
    return run.block(gate(0) - DELAY);
  }

  private Opening opening(String who, long interval, BidCurve curve) {
    return Opening.of(fixture.bid(who, interval, interval + 1, curve), Signing.key(who));
  }

  private byte[] book(long interval, int bus, boolean isSealed, Opening... openings) {
    var entries = new SignedEnvelope[openings.length];
    for (int k = 0; k < openings.length; k++) {
      entries[k] = isSealed ? fixture.seal(openings[k]) : openings[k].bid();
    }
    return fixture.book("agg-" + bus, interval, bus, entries);
  }

  private Executed books(long interval, boolean isSealed) {
    return run.block(
        gate(interval),
        book(interval, 1, isSealed, opening("gen-1", interval, GEN_1)),
        book(interval, 2, isSealed, opening("load-2", interval, LOAD_2)),
        book(
            interval,
            3,
            isSealed,
            opening("gen-3", interval, GEN_3),
            opening("load-3", interval, LOAD_3)));
  }

  @Test
  void aChangeHoldsFromTheSecondIntervalAfterTheOneWhoseBidsComeInAndBiddersAreTold() {
    Executed executed = seal();

    assertThat(executed.events()).contains(new LedgerEvent.SealingChanged(2, WINDOW));
    assertThat(List.of(sealing(0), sealing(1))).containsOnly(SealedBids.NONE);
    assertThat(List.of(sealing(2), sealing(3), sealing(Long.MAX_VALUE)))
        .containsOnly(new SealedBids(WINDOW, FORFEIT));
  }

  @Test
  void openIntervalsBeforeItAreOpenToTheirEndAndTheFirstAfterItIsSealedAndClears() {
    seal();
    for (long interval = 0; interval < 2; interval++) {
      Executed executed = books(interval, false);
      assertThat(executed.outcomes()).allMatch(outcome -> outcome.refusedParts() == 0);
      assertThat(run.status(interval)).isEqualTo(IntervalStatus.BOOKED);
    }

    Executed executed = books(2, true);

    assertThat(executed.outcomes()).allMatch(outcome -> outcome.refusedParts() == 0);
    assertThat(run.status(2)).as("nothing is shown yet").isEqualTo(IntervalStatus.OPEN);
    assertThat(run.state().interval(2).orElseThrow().standingBids()).isZero();
    run.block(
        gate(2) + 1,
        fixture.reveals("agg-1", 2, 1, opening("gen-1", 2, GEN_1)),
        fixture.reveals("agg-2", 2, 2, opening("load-2", 2, LOAD_2)),
        fixture.reveals("agg-3", 2, 3, opening("gen-3", 2, GEN_3), opening("load-3", 2, LOAD_3)));
    assertThat(run.status(2)).isEqualTo(IntervalStatus.BOOKED);
    assertThat(run.state().interval(2).orElseThrow().standingBids()).isEqualTo(4);
  }

  @Test
  void anEntryOfTheOtherKindStandsInNoIntervalAndItsBookTimeIsTheIntervalsOwn() {
    seal();
    Opening early = opening("gen-1", 1, GEN_1);
    assertThat(run.block(gate(1), book(1, 1, true, early)).outcomes().getFirst().refusedParts())
        .as("sealed, in an open interval")
        .isOne();
    long lastOpen = run.schedule().bookDeadlineMillis(1);
    assertThat(run.outcome(lastOpen, book(1, 2, false, opening("load-2", 1, LOAD_2))))
        .isEqualTo(OutcomeCode.ACCEPTED);

    Opening shown = opening("gen-1", 2, GEN_1);
    assertThat(run.block(gate(2), book(2, 1, false, shown)).outcomes().getFirst().refusedParts())
        .as("open, in a sealed interval")
        .isOne();
    long lastSealed = run.schedule().bookDeadlineMillis(2) - WINDOW;
    assertThat(run.machine.hasDeadlineBy(run.state().layer(), lastSealed)).isFalse();
    assertThat(run.machine.hasDeadlineBy(run.state().layer(), lastSealed + 1)).isTrue();
    assertThat(run.outcome(lastSealed + 1, book(2, 2, true, opening("load-2", 2, LOAD_2))))
        .isEqualTo(OutcomeCode.TOO_LATE);
  }

  @Test
  void whatIsNotRevealedForfeitsByTheIntervalsOwnTermsAlsoAfterTheyChangedAgain() {
    seal();
    books(2, true);
    long before = run.account("gen-1").balanceMicros();
    governing.approve(gate(2) + 1, sealed(WINDOW / 2, 0));
    run.block(gate(2) + 1 + DELAY);
    assertThat(sealing(5)).isEqualTo(new SealedBids(WINDOW / 2, 0));

    Executed executed = run.block(run.schedule().bookDeadlineMillis(2) + 1);

    assertThat(executed.events()).anyMatch(LedgerEvent.SealsForfeited.class::isInstance);
    assertThat(run.account("gen-1").balanceMicros()).isEqualTo(before - 600 * FORFEIT);
  }

  @Test
  void openedAgainAnIntervalHasOpenBooksAndAPriceCapBetweenKeepsWhatIsToCome() {
    seal();
    governing.approve(gate(0) - DELAY + 1, set(RuleParameter.PRICE_CAP, 500 * DOLLAR));
    run.block(gate(0) + 1);
    var rules = new RulesReader(fixture.genesis()).read(run.state());
    assertThat(rules.parameters(1).priceCapMicrosPerMwh()).isEqualTo(500 * DOLLAR);
    assertThat(rules.parameters(2).priceCapMicrosPerMwh()).isEqualTo(500 * DOLLAR);
    assertThat(sealing(1).isOn()).isFalse();
    assertThat(sealing(2).isOn()).isTrue();

    governing.approve(gate(1), sealed(0, 0));
    Executed executed = run.block(gate(1) + DELAY);

    assertThat(executed.events()).contains(new LedgerEvent.SealingChanged(4, 0));
    assertThat(sealing(3).isOn()).isTrue();
    assertThat(sealing(4)).isEqualTo(SealedBids.NONE);
    books(4, false);
    assertThat(run.status(4)).isEqualTo(IntervalStatus.BOOKED);
  }

  @Test
  void termsThatDoNotFitTheMarketCannotBeProposedNorComeToBeByAnotherChange() {
    long bookWindow = run.schedule().bookWindowMillis();
    for (RuleChange[] changes :
        List.of(
            sealed(bookWindow, 0),
            sealed(-1, 0),
            sealed(run.schedule().intervalMillis() + 1, 0),
            sealed(WINDOW, -1),
            sealed(WINDOW, 1_000 * DOLLAR + 1),
            sealed(0, FORFEIT),
            new RuleChange[] {set(RuleParameter.SEAL_FORFEIT, FORFEIT)})) {
      Hash before = run.root();
      assertThat(governing.propose(gate(0) - 5 * DELAY, changes))
          .isEqualTo(OutcomeCode.INVALID_PROPOSAL);
      assertThat(run.root()).isEqualTo(before);
    }
    seal();
    assertThat(
            governing.propose(
                gate(0) - DELAY,
                set(RuleParameter.PRICE_CAP, FORFEIT - 1),
                set(RuleParameter.VOID_PRICE, 0)))
        .as("below what is to be forfeited two intervals later")
        .isEqualTo(OutcomeCode.INVALID_PROPOSAL);
  }

  @Test
  void whereTheGenesisSealsBidsGovernanceOpensThem() {
    draft.sealedBids(FORFEIT);
    begin();
    Hash id = governing.approve(gate(0) - 3 * DELAY, sealed(0, 0));
    run.block(gate(0) - DELAY);
    assertThat(governing.status(id)).isEqualTo(ProposalStatus.IN_FORCE);
    assertThat(sealing(1).isOn()).isTrue();
    books(0, true);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.OPEN);
    books(2, false);
    assertThat(run.status(2)).isEqualTo(IntervalStatus.BOOKED);
  }
}
