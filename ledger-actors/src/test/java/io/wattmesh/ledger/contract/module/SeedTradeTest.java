package io.wattmesh.ledger.contract.module;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.genesis.ContractFees;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.contract.SettleTrade;
import io.wattmesh.proto.contract.Trade;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.TreeEntry;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The seed's settlement: 5 kWh at 0.2 tokens a kWh, payment 1, fee 0.01, gas 4524 of 6000. The
 * buyer is load-2, the seller gen-1, who delivered before; load-3, whoever it is, calls for it.
 */
class SeedTradeTest {
  private static final long KWH = 3_600_000;
  private static final long TOKEN = DOLLAR;
  private static final long PRICE = 200 * DOLLAR;
  private static final long GAS = 4_524;
  private static final ParticipantId BUYER = new ParticipantId("load-2");
  private static final ParticipantId SELLER = new ParticipantId("gen-1");
  private static final Trade TRADE = new Trade(BUYER, SELLER, 7, 5 * KWH, PRICE);

  private final GenesisDraft draft = new GenesisDraft();
  private LedgerFixture fixture;
  private LedgerRun run;
  private long millis;

  /** A market after an interval in which gen-1 delivered. */
  private void delivered() {
    fixture = LedgerFixture.of(draft);
    run = new LedgerRun(fixture);
    run.clearSeed(0);
    millis = run.schedule().deliveryMillis(1);
    run.block(
        millis,
        fixture.readings(0, 1, fixture.reading("gen-1", 0, 100 * KWH)),
        fixture.readings(0, 2, fixture.reading("load-2", 0, 0)),
        fixture.readings(0, 3, fixture.reading("gen-3", 0, 0), fixture.reading("load-3", 0, 0)));
    assertThat(run.account("gen-1").creditsJoules()).isEqualTo(100 * KWH);
  }

  private OutcomeCode agree(Trade trade, String buyer, String signer) {
    return run.outcome(++millis, fixture.agree(buyer, signer, trade, Call.DEFAULT_GAS_LIMIT));
  }

  private byte[] settlement(long nonce, long gasLimit) {
    byte[] named = new SettleTrade(BUYER, TRADE.nonce()).toBytes();
    return fixture.call("load-3", new Call(nonce, gasLimit, Trade.CONTRACT, Trade.SETTLE, named));
  }

  private Map<String, byte[]> records() {
    var records = new HashMap<String, byte[]>();
    run.state().layer().tree().forEach((TreeEntry e) -> records.put(key(e), e.value()));
    return records;
  }

  private static String key(TreeEntry entry) {
    return new String(entry.key(), StandardCharsets.ISO_8859_1);
  }

  /** The keys whose records differ. */
  private static Set<String> changed(Map<String, byte[]> before, Map<String, byte[]> after) {
    var keys = new HashSet<>(before.keySet());
    keys.addAll(after.keySet());
    var changed = new TreeSet<String>();
    for (String key : keys) {
      if (!Arrays.equals(before.get(key), after.get(key))) {
        changed.add(key);
      }
    }
    return changed;
  }

  @Test
  @Tag("seed-27")
  void five_kwh_at_a_fifth_of_a_token_cost_1_and_a_fee_of_0_01_for_4524_of_6000_gas() {
    delivered();
    assertThat(agree(TRADE, "load-2", "gen-1")).isEqualTo(OutcomeCode.ACCEPTED);
    var buyer = run.account("load-2");
    var seller = run.account("gen-1");
    var operator = run.account("ledger.tariff");
    var caller = run.account("load-3");

    Executed executed = run.block(++millis, settlement(1, 6_000));

    CallReceipt receipt = executed.receipts().getFirst();
    assertThat(executed.outcomes().getFirst().code()).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(receipt.gasUsed()).isEqualTo(GAS);
    assertThat(receipt.gasLimit()).isEqualTo(6_000);
    assertThat(receipt.events().getFirst().values())
        .containsExactly("load-2", "gen-1", "18000000", "1000000", "10000");
    long buyerChange = run.account("load-2").balanceMicros() - buyer.balanceMicros();
    long sellerChange = run.account("gen-1").balanceMicros() - seller.balanceMicros();
    long operatorChange = run.account("ledger.tariff").balanceMicros() - operator.balanceMicros();
    assertThat(buyerChange).isEqualTo(-TOKEN - TOKEN / 100);
    assertThat(sellerChange).isEqualTo(TOKEN);
    assertThat(operatorChange).isEqualTo(TOKEN / 100);
    assertThat(buyerChange + sellerChange + operatorChange).isZero();
    assertThat(run.account("load-2").creditsJoules()).isEqualTo(5 * KWH);
    assertThat(run.account("gen-1").creditsJoules()).isEqualTo(95 * KWH);
    assertThat(run.account("load-3").withCalls(caller.calls())).isEqualTo(caller);
    assertThat(run.outcome(++millis, settlement(2, 6_000)))
        .as("a trade is settled once")
        .isEqualTo(OutcomeCode.UNKNOWN_TRADE);
  }

  @Test
  @Tag("seed-26")
  void with_4523_gas_nothing_happens_and_with_4524_all_of_it() {
    delivered();
    agree(TRADE, "load-2", "gen-1");
    var before = records();

    Executed tooFew = run.block(++millis, settlement(1, GAS - 1));
    assertThat(tooFew.outcomes().getFirst().code()).isEqualTo(OutcomeCode.OUT_OF_GAS);
    assertThat(tooFew.receipts().getFirst().events()).isEmpty();
    assertThat(changed(before, records())).containsExactly("account/load-3");

    assertThat(run.outcome(++millis, settlement(2, GAS))).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(changed(before, records()))
        .containsExactly(
            "account/gen-1",
            "account/ledger.tariff",
            "account/load-2",
            "account/load-3",
            "contract/energy-trade/trade/load-2/7");
  }

  @Test
  @Tag("seed-26")
  void out_of_gas_still_costs_the_whole_limit_and_success_what_was_used() {
    draft.fees = new ContractFees(3, 10_000);
    delivered();
    agree(TRADE, "load-2", "gen-1");
    var before = records();
    long caller = run.account("load-3").balanceMicros();
    long tariff = run.account("ledger.tariff").balanceMicros();

    Executed failed = run.block(++millis, settlement(1, GAS - 1));

    assertThat(failed.receipts().getFirst().feeMicros()).isEqualTo(3 * (GAS - 1));
    assertThat(run.account("load-3").balanceMicros()).isEqualTo(caller - 3 * (GAS - 1));
    assertThat(run.account("ledger.tariff").balanceMicros()).isEqualTo(tariff + 3 * (GAS - 1));
    assertThat(changed(before, records()))
        .containsExactly("account/ledger.tariff", "account/load-3");

    Executed settled = run.block(++millis, settlement(2, 6_000));
    assertThat(settled.receipts().getFirst().feeMicros()).isEqualTo(3 * GAS);
    assertThat(run.account("load-3").balanceMicros()).isEqualTo(caller - 3 * (2 * GAS - 1));
  }

  @Test
  void a_call_whose_gas_cannot_be_paid_is_not_carried_out() {
    draft.fees = new ContractFees(1_000_000, 0);
    draft.participant("load-3", 3, -90_000_000, 0, 5_999 * DOLLAR);
    fixture = LedgerFixture.of(draft);
    run = new LedgerRun(fixture);
    millis = run.schedule().gateClosureMillis(0);

    Executed refused = run.block(++millis, settlement(1, 6_000));

    assertThat(refused.outcomes().getFirst().code()).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(refused.receipts()).isEmpty();
    assertThat(run.account("load-3").balanceMicros()).isEqualTo(5_999 * DOLLAR);
    assertThat(run.outcome(++millis, settlement(2, 5_999))).isEqualTo(OutcomeCode.UNKNOWN_TRADE);
    assertThat(run.account("load-3").balanceMicros()).isEqualTo((5_999 - 3_003) * DOLLAR);
  }

  @Test
  @Tag("seed-22")
  void a_trade_that_only_one_of_the_two_signed_never_waits_for_settlement() {
    delivered();
    assertThat(agree(TRADE, "load-2", "load-2")).isEqualTo(OutcomeCode.NOT_A_PARTY);
    assertThat(agree(at(8), "load-2", "gen-3")).isEqualTo(OutcomeCode.NOT_A_PARTY);
    assertThat(agree(at(9), "load-3", "gen-1")).isEqualTo(OutcomeCode.NOT_A_PARTY);
    byte[] good = fixture.agree("load-2", "gen-1", at(10), Call.DEFAULT_GAS_LIMIT);
    byte[] arguments = Call.ofBytes(envelopePayload(good)).arguments();
    arguments[arguments.length - 70] ^= 1;
    assertThat(
            run.outcome(
                ++millis,
                fixture.call("load-2", new Call(10, Trade.CONTRACT, Trade.AGREE, arguments))))
        .as("terms that the seller did not sign")
        .isEqualTo(OutcomeCode.BAD_SIGNATURE);
    for (long nonce = 7; nonce <= 10; nonce++) {
      assertThat(run.state().layer().get(key(nonce))).isEmpty();
    }
    assertThat(run.outcome(++millis, settlement(1, 6_000))).isEqualTo(OutcomeCode.UNKNOWN_TRADE);
  }

  private static Trade at(long nonce) {
    return new Trade(BUYER, SELLER, nonce, 5 * KWH, PRICE);
  }

  private static StateKey key(long nonce) {
    return StateKey.contract(Trade.CONTRACT, "trade/load-2/" + nonce);
  }

  private static byte[] envelopePayload(byte[] transaction) {
    return SignedEnvelope.ofBytes(transaction).payload();
  }

  @Test
  void the_sellers_signature_makes_one_trade() {
    delivered();
    assertThat(agree(TRADE, "load-2", "gen-1")).isEqualTo(OutcomeCode.ACCEPTED);
    byte[] signed = fixture.envelope(MessageType.TRADE, "gen-1", TRADE.toBytes()).toBytes();
    assertThat(
            run.outcome(
                ++millis, fixture.call("load-2", new Call(8, Trade.CONTRACT, Trade.AGREE, signed))))
        .isEqualTo(OutcomeCode.NOT_A_PARTY);
    assertThat(
            run.outcome(
                ++millis, fixture.call("load-2", new Call(7, Trade.CONTRACT, Trade.AGREE, signed))))
        .isEqualTo(OutcomeCode.DUPLICATE);
  }

  @Test
  void a_trade_waits_until_the_seller_has_the_credits_and_the_buyer_the_tokens() {
    delivered();
    long all = run.account("load-2").freeMicros();
    var tooMuch = new Trade(BUYER, SELLER, 1, 101 * KWH, PRICE);
    var tooDear = new Trade(BUYER, SELLER, 2, KWH, 1_000 * all + 1_000);
    var beyond = new Trade(BUYER, SELLER, 3, Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(agree(tooMuch, "load-2", "gen-1")).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(agree(tooDear, "load-2", "gen-1")).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(agree(beyond, "load-2", "gen-1")).isEqualTo(OutcomeCode.OVERFLOW);

    long nonce = 0;
    for (Trade trade : new Trade[] {tooMuch, tooDear}) {
      byte[] named = new SettleTrade(BUYER, trade.nonce()).toBytes();
      var call = new Call(++nonce, Trade.CONTRACT, Trade.SETTLE, named);
      assertThat(run.outcome(++millis, fixture.call("gen-1", call)))
          .isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
      assertThat(run.state().layer().get(key(trade.nonce()))).isPresent();
    }
  }

  @Test
  void what_is_no_trade_is_refused_by_its_reason() {
    delivered();
    byte[] terms = TRADE.toBytes();
    assertThat(
            run.outcome(
                ++millis, fixture.call("load-2", new Call(7, Trade.CONTRACT, Trade.AGREE, terms))))
        .isEqualTo(OutcomeCode.BAD_ARGUMENTS);
    assertThat(
            run.outcome(
                ++millis, fixture.call("load-2", new Call(8, Trade.CONTRACT, "cancel", terms))))
        .isEqualTo(OutcomeCode.UNKNOWN_METHOD);
    var self = new byte[0];
    assertThat(
            run.outcome(
                ++millis, fixture.call("load-2", new Call(9, Trade.CONTRACT, Trade.SETTLE, self))))
        .isEqualTo(OutcomeCode.BAD_ARGUMENTS);
  }
}
