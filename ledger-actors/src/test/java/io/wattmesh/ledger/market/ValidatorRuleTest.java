package io.wattmesh.ledger.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.Validators;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed-33")
class ValidatorRuleTest {
  private static final Genesis GENESIS = LedgerFixture.uncongested().genesis();
  private static final ValidatorSet NEXT =
      Validators.set(2, "validator-0", "validator-1", "validator-2", "validator-7");

  private final LedgerMachine machine = new LedgerMachine(GENESIS, SignatureCheck.EACH);
  private final StateLayer genesis = LedgerMachine.genesisState(GENESIS);

  private static byte[] change(ValidatorSet next, int approvers) {
    return Validators.change(GENESIS.chainId(), GENESIS.validators(), next, approvers);
  }

  private Executed execute(StateLayer parent, byte[]... transactions) {
    return machine.execute(parent, 1, List.of(transactions));
  }

  private OutcomeCode outcome(byte[] transaction) {
    return execute(genesis, transaction).outcomes().getFirst().code();
  }

  @Test
  void an_approved_change_waits_for_one_block_and_then_holds() {
    Executed scheduling = execute(genesis, change(NEXT, 3));
    assertThat(scheduling.state().nextValidators()).contains(NEXT);
    assertThat(scheduling.state().validators()).isEmpty();

    Executed last = execute(scheduling.layer());

    assertThat(last.state().nextValidators()).isEmpty();
    assertThat(last.state().validators()).contains(NEXT);
    assertThat(last.stateRoot()).isNotEqualTo(scheduling.stateRoot());
  }

  @Test
  void a_second_change_is_refused_until_the_first_holds() {
    Executed scheduling = execute(genesis, change(NEXT, 3));
    ValidatorSet other = Validators.set(2, "validator-0", "validator-1");

    assertThat(execute(scheduling.layer(), change(other, 3)).outcomes())
        .extracting(Outcome::code)
        .containsExactly(OutcomeCode.DUPLICATE);
    assertThat(execute(genesis, change(NEXT, 3), change(other, 3)).outcomes())
        .extracting(Outcome::code)
        .containsExactly(OutcomeCode.ACCEPTED, OutcomeCode.DUPLICATE);
  }

  @Test
  void an_old_change_means_nothing_in_the_next_epoch() {
    Executed scheduling = execute(genesis, change(NEXT, 3));
    Executed last = execute(scheduling.layer());

    assertThat(execute(last.layer(), change(NEXT, 4)).outcomes())
        .extracting(Outcome::code)
        .containsExactly(OutcomeCode.BAD_SIGNATURE);
    assertThat(machine.mayTakeEffect(last.layer(), change(NEXT, 4))).isFalse();
    assertThat(machine.mayTakeEffect(genesis, change(NEXT, 4))).isTrue();
  }

  @Test
  void what_is_not_approved_or_of_a_later_epoch_is_refused() {
    assertThat(outcome(change(NEXT, 2))).isEqualTo(OutcomeCode.UNAPPROVED_VALIDATORS);
    assertThat(outcome(change(Validators.set(3, "validator-0"), 3)))
        .isEqualTo(OutcomeCode.UNAPPROVED_VALIDATORS);
  }

  @Test
  void only_a_validator_hands_a_change_in() {
    byte[] payload = SignedEnvelope.ofBytes(change(NEXT, 3)).payload();
    var context = new SigningContext(GENESIS.chainId(), GENESIS.validators().epoch());

    SignedEnvelope stranger =
        context.sign(
            MessageType.VALIDATOR_CHANGE, "validator-7", payload, Signing.key("validator-7"));
    SignedEnvelope forged =
        context.sign(
            MessageType.VALIDATOR_CHANGE, "validator-1", payload, Signing.key("validator-7"));
    SignedEnvelope empty =
        context.sign(
            MessageType.VALIDATOR_CHANGE, "validator-1", new byte[0], Signing.key("validator-1"));

    assertThat(outcome(stranger.toBytes())).isEqualTo(OutcomeCode.UNKNOWN_SIGNER);
    assertThat(outcome(forged.toBytes())).isEqualTo(OutcomeCode.BAD_SIGNATURE);
    assertThat(outcome(empty.toBytes())).isEqualTo(OutcomeCode.MALFORMED);
  }
}
