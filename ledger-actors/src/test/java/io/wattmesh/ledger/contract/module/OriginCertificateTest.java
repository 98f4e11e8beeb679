package io.wattmesh.ledger.contract.module;

import static io.wattmesh.ledger.GenesisDraft.MEGAWATT;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.CreditDraft;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.Governing;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.genesis.Governance;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.state.OriginCertificates;
import io.wattmesh.ledger.state.OriginCertificates.OriginSupply;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.contract.AllowanceOf;
import io.wattmesh.proto.contract.Approve;
import io.wattmesh.proto.contract.BalanceOf;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.OfOrigin;
import io.wattmesh.proto.contract.Origins;
import io.wattmesh.proto.contract.Retire;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.contract.TransferFrom;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.governance.RuleChange;
import io.wattmesh.proto.governance.RuleChange.PutIdentity;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * gen-1 is solar, gen-3 wind, and both injected; the run checks after each block that certificates
 * held are those minted less those retired.
 */
@Tag("seed-44")
class OriginCertificateTest {
  private static final ParticipantId SUN = new ParticipantId("gen-1");
  private static final ParticipantId WIND = new ParticipantId("gen-3");
  private static final ParticipantId LOAD = new ParticipantId("load-2");

  private final LedgerRun run = new LedgerRun(fixture());
  private long millis;
  private long nonce;
  private Executed last;

  private static LedgerFixture fixture() {
    var draft = new GenesisDraft();
    draft.credit = new CreditDraft().origin("gen-1", "solar").origin("gen-3", "wind").build();
    draft.governance = new Governance(Optional.empty(), 0, 1);
    return LedgerFixture.of(draft);
  }

  @BeforeEach
  void deliver() {
    run.bookSeed(0);
    millis = run.schedule().deliveryMillis(1);
    LedgerFixture f = run.fixture;
    run.block(
        millis,
        f.readings(0, 1, f.reading("gen-1", 0, 1_000)),
        f.readings(0, 2, f.reading("load-2", 0, -5)),
        f.readings(0, 3, f.reading("gen-3", 0, 70), f.reading("load-3", 0, 0)));
  }

  private OutcomeCode call(ParticipantId who, String method, String attribute, byte[] inner) {
    byte[] arguments = new OfOrigin(attribute, inner).toBytes();
    var call = new Call(++nonce, Origins.CONTRACT, method, arguments);
    last = run.block(++millis, run.fixture.call(who.value(), call));
    return last.outcomes().getFirst().code();
  }

  private OutcomeCode transfer(
      ParticipantId from, ParticipantId to, String attribute, long joules) {
    return call(from, Origins.TRANSFER, attribute, new Transfer(to, joules, new byte[0]).toBytes());
  }

  private OutcomeCode retire(ParticipantId who, String attribute, long joules, Hash beneficiary) {
    return call(who, Origins.RETIRE, attribute, new Retire(joules, beneficiary).toBytes());
  }

  private long balance(ParticipantId who, String attribute) {
    return OriginCertificates.balance(run.state(), attribute, who);
  }

  private static Hash beneficiary(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void verified_injection_mints_as_many_certificates_of_its_origin_as_credits() {
    assertThat(balance(SUN, "solar")).isEqualTo(1_000);
    assertThat(balance(WIND, "wind")).isEqualTo(70);
    assertThat(balance(SUN, "wind")).isZero();
    assertThat(run.account("gen-1").creditsJoules()).isEqualTo(1_000);
    assertThat(OriginCertificates.supply(run.state(), "solar"))
        .isEqualTo(new OriginSupply(1_000, 0));
  }

  @Test
  void they_go_their_own_way_apart_from_credits() {
    assertThat(transfer(SUN, LOAD, "solar", 400)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(balance(SUN, "solar")).isEqualTo(600);
    assertThat(balance(LOAD, "solar")).isEqualTo(400);
    assertThat(run.account("gen-1").creditsJoules()).isEqualTo(1_000);
    assertThat(transfer(SUN, LOAD, "solar", 601)).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(transfer(SUN, LOAD, "wind", 1)).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(transfer(SUN, new ParticipantId("agg-1"), "solar", 1))
        .isEqualTo(OutcomeCode.UNKNOWN_RECIPIENT);
    assertThat(transfer(SUN, SUN, "solar", 600)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(balance(SUN, "solar")).isEqualTo(600);
  }

  @Test
  void those_of_a_newcomer_are_counted_too() {
    var newcomer = new ParticipantId("gen-9");
    new Governing(run)
        .approve(
            ++millis,
            new PutIdentity(
                newcomer,
                Role.PARTICIPANT.code(),
                Signing.key("gen-9").verificationKey(),
                1,
                0,
                MEGAWATT,
                0,
                RuleChange.FOREVER));
    assertThat(transfer(SUN, newcomer, "solar", 400)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(balance(newcomer, "solar")).isEqualTo(400);
  }

  @Test
  void an_allowance_is_of_one_attribute() {
    byte[] approve = new Approve(LOAD, 50).toBytes();
    assertThat(call(SUN, Origins.APPROVE, "solar", approve)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(call(WIND, Origins.APPROVE, "solar", approve)).isEqualTo(OutcomeCode.ACCEPTED);
    byte[] take = new TransferFrom(SUN, LOAD, 30).toBytes();
    assertThat(call(LOAD, Origins.TRANSFER_FROM, "wind", take))
        .isEqualTo(OutcomeCode.INSUFFICIENT_ALLOWANCE);
    assertThat(call(LOAD, Origins.TRANSFER_FROM, "solar", take)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(call(LOAD, Origins.TRANSFER_FROM, "solar", take))
        .isEqualTo(OutcomeCode.INSUFFICIENT_ALLOWANCE);
    byte[] winds = new TransferFrom(WIND, LOAD, 30).toBytes();
    assertThat(call(LOAD, Origins.TRANSFER_FROM, "solar", winds))
        .isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(number(Origins.ALLOWANCE, "solar", new AllowanceOf(SUN, LOAD).toBytes()))
        .isEqualTo(20);
    assertThat(number(Origins.BALANCE_OF, "solar", new BalanceOf(LOAD).toBytes())).isEqualTo(30);
  }

  private long number(String method, String attribute, byte[] inner) {
    assertThat(call(LOAD, method, attribute, inner)).isEqualTo(OutcomeCode.ACCEPTED);
    return CanonicalReader.readAll(last.receipts().getFirst().result(), CanonicalReader::i64);
  }

  @Test
  void an_origin_is_claimed_once_for_a_beneficiary_that_stays_on_record() {
    Hash bakery = beneficiary("the bakery's ovens, 2027");
    assertThat(retire(SUN, "solar", 900, bakery)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(balance(SUN, "solar")).isEqualTo(100);
    assertThat(OriginCertificates.supply(run.state(), "solar"))
        .isEqualTo(new OriginSupply(1_000, 900));
    assertThat(number(Origins.TOTAL_SUPPLY, "solar", new byte[0])).isEqualTo(100);
    assertThat(run.state().layer().get(StateKey.contract(Origins.CONTRACT, "retired/gen-1/1")))
        .contains(new CanonicalWriter().text("solar").i64(900).hash(bakery).toByteArray());
    assertThat(retire(SUN, "solar", 101, bakery)).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(retire(SUN, "wind", 1, bakery)).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(run.account("gen-1").creditsJoules()).isEqualTo(1_000);
  }

  @Test
  void nobody_can_mint_and_an_attribute_that_nobody_has_has_no_certificates() {
    assertThat(call(SUN, "mint", "solar", new byte[8])).isEqualTo(OutcomeCode.UNKNOWN_METHOD);
    assertThat(number(Origins.TOTAL_SUPPLY, "tidal", new byte[0])).isZero();
    assertThat(retire(SUN, "tidal", 1, Hash.ZERO)).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(call(SUN, Origins.TOTAL_SUPPLY, "solar", new byte[1]))
        .isEqualTo(OutcomeCode.BAD_ARGUMENTS);
    var malformed = new Call(++nonce, Origins.CONTRACT, Origins.RETIRE, new byte[3]);
    assertThat(run.outcome(++millis, run.fixture.call("gen-1", malformed)))
        .isEqualTo(OutcomeCode.BAD_ARGUMENTS);
  }

  @Test
  @Tag("seed-26")
  void the_gas_is_that_of_the_published_schedule() {
    assertGas(Origins.TRANSFER, new Transfer(LOAD, 5, new byte[0]).toBytes(), 4_012);
    assertGas(Origins.APPROVE, new Approve(LOAD, 5).toBytes(), 3_507);
    assertGas(Origins.RETIRE, new Retire(5, Hash.ZERO).toBytes(), 4_511);
    assertGas(Origins.TOTAL_SUPPLY, new byte[0], 3_003);
  }

  private void assertGas(String method, byte[] inner, long gas) {
    byte[] arguments = new OfOrigin("solar", inner).toBytes();
    var less = new Call(++nonce, gas - 1, Origins.CONTRACT, method, arguments);
    assertThat(run.outcome(++millis, run.fixture.call("gen-1", less)))
        .isEqualTo(OutcomeCode.OUT_OF_GAS);
    var enough = new Call(++nonce, gas, Origins.CONTRACT, method, arguments);
    assertThat(run.outcome(++millis, run.fixture.call("gen-1", enough)))
        .as(method)
        .isEqualTo(OutcomeCode.ACCEPTED);
  }
}
