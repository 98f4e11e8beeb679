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
import io.wattmesh.proto.chain.Evidence;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceRuleTest {
  private static final Genesis GENESIS = LedgerFixture.uncongested().genesis();
  private static final ValidatorSet THREE =
      Validators.set(2, "validator-0", "validator-1", "validator-2");

  private final LedgerMachine machine = new LedgerMachine(GENESIS, SignatureCheck.EACH);
  private final StateLayer genesis = LedgerMachine.genesisState(GENESIS);

  private static SignedEnvelope sign(long epoch, MessageType type, String name, byte[] payload) {
    return new SigningContext(GENESIS.chainId(), epoch)
        .sign(type, name, payload, Signing.key(name));
  }

  private static SignedEnvelope vote(String name, int block) {
    var content = new VoteContent(7, Sha256.of(new byte[] {(byte) block}), 6);
    return sign(1, MessageType.VOTE, name, content.toBytes());
  }

  private static byte[] evidence(String accuser, SignedEnvelope first, SignedEnvelope second) {
    return sign(1, MessageType.EVIDENCE, accuser, new Evidence(first, second).toBytes()).toBytes();
  }

  private static byte[] against(String name) {
    return evidence("validator-0", vote(name, 1), vote(name, 2));
  }

  private Executed execute(StateLayer parent, byte[]... transactions) {
    return machine.execute(parent, 1, List.of(transactions));
  }

  private static List<OutcomeCode> codes(Executed executed) {
    return executed.outcomes().stream().map(Outcome::code).toList();
  }

  @Test
  void who_signed_two_votes_of_a_round_is_out_of_the_next_epoch() {
    Executed convicting = execute(genesis, against("validator-3"));
    assertThat(codes(convicting)).containsExactly(OutcomeCode.ACCEPTED);
    assertThat(convicting.state().isConvicted(Signing.key("validator-3").verificationKey()))
        .isTrue();
    assertThat(convicting.state().nextValidators()).isEmpty();

    Executed scheduling = execute(convicting.layer());
    assertThat(scheduling.state().nextValidators()).contains(THREE);

    Executed last = execute(scheduling.layer());
    assertThat(last.state().validators()).contains(THREE);
    assertThat(execute(last.layer()).state().isExclusionDue()).isFalse();
  }

  @Test
  void evidence_counts_once_and_must_hold() {
    Executed convicting = execute(genesis, against("validator-3"));

    assertThat(codes(execute(convicting.layer(), against("validator-3"))))
        .containsExactly(OutcomeCode.DUPLICATE);
    assertThat(machine.mayTakeEffect(convicting.layer(), against("validator-3"))).isFalse();
    assertThat(machine.mayTakeEffect(genesis, against("validator-3"))).isTrue();
    SignedEnvelope vote = vote("validator-3", 1);
    assertThat(codes(execute(genesis, evidence("validator-0", vote, vote))))
        .containsExactly(OutcomeCode.NO_EVIDENCE);
    assertThat(codes(execute(genesis, evidence("gen-1", vote, vote("validator-3", 2)))))
        .containsExactly(OutcomeCode.UNKNOWN_SIGNER);
  }

  @Test
  void a_convicted_key_does_not_come_back_but_its_name_may_with_another() {
    Executed convicting = execute(genesis, against("validator-3"));
    byte[] back =
        Validators.change(
            GENESIS.chainId(), GENESIS.validators(), Validators.set(2, "validator-3"), 3);

    assertThat(codes(execute(genesis, against("validator-3"), back)))
        .containsExactly(OutcomeCode.ACCEPTED, OutcomeCode.UNAPPROVED_VALIDATORS);
    assertThat(codes(execute(convicting.layer(), back))).containsExactly(OutcomeCode.DUPLICATE);
  }

  @Test
  void a_change_that_waited_already_is_followed_by_one_without_the_convicted() {
    ValidatorSet others = Validators.set(2, "v-9", "validator-1", "validator-2", "validator-3");
    byte[] change = Validators.change(GENESIS.chainId(), GENESIS.validators(), others, 3);
    Executed scheduling = execute(genesis, change);
    Executed last = execute(scheduling.layer(), against("validator-3"));
    assertThat(last.state().validators()).contains(others);

    Executed first = execute(last.layer());

    assertThat(first.state().nextValidators())
        .contains(Validators.set(3, "v-9", "validator-1", "validator-2"));
  }

  @Test
  void nobody_is_excluded_while_those_who_remain_have_not_two_thirds() {
    Executed both = execute(genesis, against("validator-2"), against("validator-3"));

    Executed after = execute(both.layer());

    assertThat(codes(both)).containsExactly(OutcomeCode.ACCEPTED, OutcomeCode.ACCEPTED);
    assertThat(after.state().nextValidators()).isEmpty();
    assertThat(after.state().isExclusionDue()).isTrue();
  }
}
