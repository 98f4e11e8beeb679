package io.wattmesh.ledger.market;

import static io.wattmesh.ledger.GenesisDraft.MEGAWATT;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.Clearings;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.SolvedClearing;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.NetworkNotice;
import io.wattmesh.proto.book.NetworkNotice.BranchNotice;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed-14")
@Tag("seed-15")
class NetworkRuleTest {
  private static final long USD = Clearings.USD_PICOS;

  private final LedgerFixture fixture =
      LedgerFixture.of(new GenesisDraft().role("operator", Role.GRID_OPERATOR, 0));
  private final LedgerRun run = new LedgerRun(fixture);
  private final long gate = run.schedule().gateClosureMillis(0);

  private byte[] notice(String signer, long interval, int revision, BranchNotice... branches) {
    byte[] payload = new NetworkNotice(interval, revision, List.of(branches)).toBytes();
    return fixture.envelope(MessageType.NETWORK_NOTICE, signer, payload).toBytes();
  }

  private static BranchNotice limit(int branch, long megawatts) {
    return BranchNotice.limits(branch, -megawatts * MEGAWATT, megawatts * MEGAWATT);
  }

  private void assertRefused(OutcomeCode code, long millis, byte[] transaction) {
    Hash before = run.root();
    assertThat(run.outcome(millis, transaction)).isEqualTo(code);
    assertThat(run.root()).isEqualTo(before);
  }

  @Test
  void a_clearing_keeps_the_limits_of_its_interval_and_not_those_of_the_genesis() {
    assertThat(run.outcome(gate - 1, notice("operator", 0, 1, limit(0, 100))))
        .isEqualTo(OutcomeCode.ACCEPTED);
    run.bookSeed(0);
    ClearingCertificate asInGenesis = SolvedClearing.of(fixture.genesis(), otherwise(), 0);
    assertThat(asInGenesis.booksRoot()).isEqualTo(run.booksRoot(0));
    assertRefused(OutcomeCode.INVALID_CERTIFICATE, gate + 1, fixture.clearing(asInGenesis));
    assertThat(run.outcome(gate + 2, fixture.clearing(Clearings.congested(0, run.booksRoot(0)))))
        .isEqualTo(OutcomeCode.ACCEPTED);
  }

  /** The same books without a notice. */
  private LedgerState otherwise() {
    var other = new LedgerRun(fixture);
    other.bookSeed(0);
    return other.state();
  }

  @Test
  void without_a_notice_on_it_an_interval_has_the_genesis_network() {
    run.outcome(gate - 1, notice("operator", 1, 1, limit(0, 100)));
    run.bookSeed(0);
    assertRefused(
        OutcomeCode.INVALID_CERTIFICATE,
        gate + 1,
        fixture.clearing(Clearings.congested(0, run.booksRoot(0))));
    assertThat(run.outcome(gate + 2, fixture.clearing(run.solved(0))))
        .isEqualTo(OutcomeCode.ACCEPTED);
  }

  @Test
  void a_branch_that_is_out_splits_the_market() {
    run.outcome(gate - 1, notice("operator", 0, 1, BranchNotice.outage(1)));
    run.bookSeed(0);
    ClearingCertificate certificate = run.solved(0);
    assertThat(certificate.pricePicosPerMwh(0)).isBetween(12 * USD - 100_000, 12 * USD + 100_000);
    assertThat(certificate.pricePicosPerMwh(2))
        .isBetween(170 * USD / 13 - 1_000_000, 170 * USD / 13 + 1_000_000);
    assertThat(run.outcome(gate + 1, fixture.clearing(certificate)))
        .isEqualTo(OutcomeCode.ACCEPTED);
    long delivered = run.schedule().deliveryMillis(1);
    run.block(delivered, fixture.readings(0, 1, fixture.reading("gen-1", 0, 7)));
    run.block(run.schedule().readingDeadlineMillis(0) + 1);
    assertThat(run.state().network(0)).isEmpty();
    assertThat(run.state().noticedIntervals()).isEmpty();
  }

  @Test
  void the_news_tell_of_the_network_right_before_the_books_are_frozen() {
    run.outcome(gate - 1, notice("operator", 0, 1, limit(0, 100)));
    Executed executed = run.block(gate, fixture.books(0));
    int frozen = executed.events().size() - 1;
    assertThat(executed.events().get(frozen)).isInstanceOf(LedgerEvent.BooksFrozen.class);
    assertThat(executed.events().get(frozen - 1))
        .isEqualTo(
            new LedgerEvent.NetworkNoticed(0, new NetworkNotice(0, 1, List.of(limit(0, 100)))));
  }

  @Test
  void notice_is_given_before_the_gate_closes_and_by_the_grid_operator_alone() {
    assertRefused(OutcomeCode.TOO_LATE, gate, notice("operator", 0, 1, limit(0, 100)));
    assertRefused(OutcomeCode.UNKNOWN_SIGNER, gate - 1, notice("agg-1", 0, 1, limit(0, 100)));
    assertRefused(OutcomeCode.UNKNOWN_SIGNER, gate - 1, notice("nobody", 0, 1, limit(0, 100)));
    byte[] forged = notice("operator", 0, 1, limit(0, 100));
    forged[forged.length - 1] ^= 1;
    assertRefused(OutcomeCode.BAD_SIGNATURE, gate - 1, forged);
    byte[] malformed =
        fixture.envelope(MessageType.NETWORK_NOTICE, "operator", new byte[9]).toBytes();
    assertRefused(OutcomeCode.MALFORMED, gate - 1, malformed);
  }

  @Test
  void the_highest_revision_holds_and_an_older_one_again_changes_nothing() {
    byte[] first = notice("operator", 0, 1, limit(0, 50));
    byte[] second = notice("operator", 0, 2, limit(0, 100));
    run.block(gate - 3, first, second);
    assertRefused(OutcomeCode.INVALID_NETWORK, gate - 2, first);
    assertThat(run.machine.mayTakeEffect(run.state().layer(), first)).isFalse();
    assertThat(
            run.machine.mayTakeEffect(run.state().layer(), notice("operator", 0, 3, limit(0, 100))))
        .isTrue();
    assertThat(run.state().network(0).orElseThrow().notice().revision()).isEqualTo(2);
  }

  @Test
  void what_no_network_can_have_is_refused() {
    assertRefused(OutcomeCode.INVALID_NETWORK, gate - 1, notice("operator", 0, 1, limit(2, 9)));
    assertRefused(
        OutcomeCode.INVALID_NETWORK,
        gate - 1,
        notice("operator", 0, 1, BranchNotice.limits(0, 0, Long.MAX_VALUE - 1)));
    assertRefused(OutcomeCode.INVALID_NETWORK, gate - 1, notice("operator", 4_096, 1, limit(0, 9)));
    assertThat(run.outcome(gate - 1, notice("operator", 4_095, 1, limit(0, 9))))
        .isEqualTo(OutcomeCode.ACCEPTED);
  }

  @Test
  void a_notice_on_an_interval_that_never_began_is_forgotten() {
    run.outcome(gate - 1, notice("operator", 0, 1, limit(0, 50)));
    run.block(run.schedule().gateClosureMillis(1), notice("operator", 2, 1, limit(0, 50)));
    assertThat(run.state().noticedIntervals()).containsExactly(2L);
    assertThat(run.state().network(0)).isEmpty();
  }
}
