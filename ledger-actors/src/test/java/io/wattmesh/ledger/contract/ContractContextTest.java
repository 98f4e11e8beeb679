package io.wattmesh.ledger.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a contract can't do, however it is written. */
class ContractContextTest {
  private static final LedgerFixture FIXTURE = LedgerFixture.uncongested();
  private static final ParticipantId GEN = new ParticipantId("gen-1");
  private static final ParticipantId LOAD = new ParticipantId("load-2");

  private final StateLayer layer = LedgerMachine.genesisState(FIXTURE.genesis());
  private final LedgerState state = new LedgerState(layer);
  private int signaturesChecked;

  private final ContractHost host =
      new ContractHost() {
        @Override
        public boolean isParticipant(ParticipantId id) {
          return id.equals(GEN) || id.equals(LOAD);
        }

        @Override
        public boolean isAggregator(ParticipantId id) {
          return false;
        }

        @Override
        public boolean isIssuer(ParticipantId id) {
          return id.equals(LOAD);
        }

        @Override
        public boolean isAhead(long interval) {
          return interval == 7;
        }

        @Override
        public boolean neverCame(long interval) {
          return interval == 3;
        }

        @Override
        public boolean isSigned(SignedEnvelope envelope) {
          signaturesChecked++;
          return true;
        }

        @Override
        public OptionalInt workOfAward(long interval, ParticipantId participant) {
          return interval == 0 ? OptionalInt.of(7) : OptionalInt.empty();
        }

        @Override
        public Optional<Award> award(long interval, ParticipantId participant) {
          return Optional.of(new Award(1, 2, 3));
        }

        @Override
        public MarketParameters parameters() {
          return FIXTURE.genesis().parameters();
        }
      };

  private ContractContext context(long gas) {
    return new ContractContext(
        state, host, new GasMeter(gas), GEN, new Call(1, "some", "method", new byte[0]));
  }

  /** A step and its price. */
  record Step(String name, long gas, Consumer<ContractContext> take) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Step> steps() {
    SignedEnvelope envelope = FIXTURE.envelope(MessageType.TRADE, "gen-1", new byte[1]);
    Holding holding = new Holding(100_000_000_000L, 0, 0);
    return List.of(
        new Step("read an account", 1, context -> context.holding(GEN)),
        new Step("write an account", 500, context -> context.putHolding(GEN, holding)),
        new Step("read the supply", 1, context -> context.supply()),
        new Step("burn", 500, context -> context.burnCredits(0)),
        new Step("look for a participant", 1, context -> context.requireParticipant(GEN)),
        new Step("read a record", 1, context -> context.read("a")),
        new Step("write a record", 500, context -> context.write("a", new byte[1])),
        new Step("remove a record", 2, context -> context.remove("a")),
        new Step("hash nothing", 2, context -> context.sha256(new byte[0])),
        new Step("hash 64 bytes", 2, context -> context.sha256(new byte[64])),
        new Step("hash 65 bytes", 4, context -> context.sha256(new byte[65])),
        new Step("check a signature", 3_000, context -> context.requireSigned(envelope)),
        new Step("add", 1, context -> context.add(1, 2)),
        new Step("subtract", 1, context -> context.subtract(1, 2)),
        new Step("multiply and divide", 2, context -> context.multiplyAndDivide(2, 3, 4)),
        new Step(
            "compare",
            1,
            context -> context.requireCovered(1, 2, OutcomeCode.INSUFFICIENT_FUNDS, "all")),
        new Step("lock", 502, context -> context.lock(GEN, 5)),
        new Step("release", 500, context -> context.unlock(GEN, 0)),
        new Step("read what is unsettled", 1, context -> context.unsettled()),
        new Step("look for an award", 1, context -> context.award(1, GEN)),
        new Step("reckon an award among seven", 8, context -> context.award(0, GEN)),
        new Step("ask for an interval ahead", 1, context -> context.requireAhead(7)),
        new Step("ask for one that never came", 1, context -> context.requireNeverCame(3)),
        new Step("tell", 4, context -> context.emit("event", 1)));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void a_step_is_charged_before_it_happens_and_what_does_not_fit_does_not_happen(Step step) {
    layer.put(StateKey.contract("some", "a"), new byte[2]);
    Hash before = layer.root();
    ContractContext poor = context(step.gas() - 1);
    assertThatThrownBy(() -> step.take().accept(poor))
        .isInstanceOf(CallRefusedException.class)
        .hasMessageContaining("of %d are used", step.gas() - 1)
        .extracting(thrown -> ((CallRefusedException) thrown).code())
        .isEqualTo(OutcomeCode.OUT_OF_GAS);
    assertThat(layer.root()).isEqualTo(before);
    assertThat(signaturesChecked).isZero();
    assertThat(poor.end()).isEmpty();

    var meter = new GasMeter(step.gas());
    step.take()
        .accept(
            new ContractContext(
                state, host, meter, GEN, new Call(1, "some", "method", new byte[0])));
    assertThat(meter.used()).isEqualTo(step.gas());
  }

  @Test
  void whoever_runs_out_of_gas_has_used_all_of_it() {
    var meter = new GasMeter(10);
    meter.charge(8);
    assertThatThrownBy(() -> meter.charge(3)).hasMessageContaining("8 of 10 are used");
    assertThat(meter.used()).isEqualTo(10);
    assertThatThrownBy(() -> meter.charge(Long.MAX_VALUE)).isInstanceOf(CallRefusedException.class);
  }

  @Test
  @Tag("seed-24")
  void a_context_that_is_kept_beyond_its_call_is_of_no_use() {
    ContractContext kept = context(10_000);
    kept.end();
    for (Step step : steps()) {
      assertThatThrownBy(() -> step.take().accept(kept))
          .as(step.name())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has ended");
    }
  }

  @Test
  void tokens_are_neither_made_nor_lost() {
    ContractContext maker = context(10_000);
    Holding before = maker.holding(GEN);
    maker.putHolding(GEN, before.withBalance(before.balanceMicros() + 1));
    assertThatThrownBy(maker::end).hasMessageContaining("made 1 micro-tokens and 0 J");

    ContractContext loser = context(10_000);
    Holding load = loser.holding(LOAD);
    loser.putHolding(LOAD, load.withBalance(load.balanceMicros() - 5));
    assertThatThrownBy(loser::end).hasMessageContaining("made -5 micro-tokens");

    ContractContext minter = context(10_000);
    minter.putHolding(GEN, minter.holding(GEN).withCredits(7));
    assertThatThrownBy(minter::end).hasMessageContaining("and 7 J");
  }

  private ContractContext context(ParticipantId caller, String contract) {
    var call = new Call(1, contract, "method", new byte[0]);
    return new ContractContext(state, host, new GasMeter(10_000), caller, call);
  }

  @Test
  void tokens_are_issued_by_the_payment_tokens_contract_for_an_issuer_alone() {
    assertThatThrownBy(() -> context(GEN, Tokens.PAYMENT).issueTokens(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("can't issue tokens for gen-1");
    assertThatThrownBy(() -> context(LOAD, Tokens.CREDIT).issueTokens(1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> context(GEN, Tokens.PAYMENT).requireIssuer())
        .isInstanceOf(CallRefusedException.class);
    context(LOAD, Tokens.PAYMENT).requireIssuer();

    ContractContext burner = context(LOAD, Tokens.PAYMENT);
    burner.issueTokens(-5);
    assertThatThrownBy(burner::end).hasMessageContaining("made 5 micro-tokens");
    ContractContext right = context(LOAD, Tokens.PAYMENT);
    Holding holding = right.holding(GEN);
    right.putHolding(GEN, holding.withBalance(holding.balanceMicros() - 5));
    right.issueTokens(-5);
    assertThat(right.end()).isEmpty();
    assertThatThrownBy(() -> context(LOAD, Tokens.PAYMENT).issueTokens(1))
        .hasMessageContaining("there can be tokens: 0");
  }

  @Test
  void no_account_is_overdrawn_and_nothing_locked_is_touched() {
    state.putAccount(GEN, state.account(GEN).lock(50));
    ContractContext context = context(10_000);
    Holding holding = context.holding(GEN);
    assertThatThrownBy(() -> context.putHolding(GEN, holding.withBalance(49)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> context.putHolding(GEN, holding.withCredits(-1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> context.putHolding(GEN, new Holding(holding.balanceMicros(), 0, 0)))
        .hasMessageContaining("lock or release");
  }

  @Test
  void a_contract_reaches_records_of_its_own_name_alone() {
    ContractContext context = context(10_000);
    context.write("a/b", new byte[] {5});
    assertThat(layer.get(StateKey.contract("some", "a/b"))).contains(new byte[] {5});
    assertThat(context.read("a/b")).contains(new byte[] {5});
    for (String key : new String[] {"", "A", "a b", "\n", "a".repeat(161)}) {
      assertThatThrownBy(() -> context.read(key)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> context.write("a", new byte[ContractContext.MAX_RECORD_BYTES + 1]))
        .hasMessageContaining("513");
  }

  @Test
  void arithmetic_is_exact_and_what_leaves_64_bits_is_refused() {
    ContractContext context = context(10_000);
    assertThat(context.multiplyAndDivide(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(context.add(Long.MAX_VALUE, 0)).isEqualTo(Long.MAX_VALUE);
    assertThat(context.subtract(Long.MIN_VALUE, 0)).isEqualTo(Long.MIN_VALUE);
    assertThat(context.sha256(new byte[] {1})).isEqualTo(Sha256.of(new byte[] {1}));
    assertOverflow(() -> context.add(Long.MAX_VALUE, 1));
    assertOverflow(() -> context.subtract(Long.MIN_VALUE, 1));
    assertOverflow(() -> context.multiplyAndDivide(Long.MAX_VALUE, 2, 1));
  }

  private static void assertOverflow(Runnable step) {
    assertThatThrownBy(step::run)
        .isInstanceOf(CallRefusedException.class)
        .extracting(thrown -> ((CallRefusedException) thrown).code())
        .isEqualTo(OutcomeCode.OVERFLOW);
  }
}
