package io.wattmesh.ledger.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.Validators;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommitAgreementTest {
  private static final Hash STATE = Sha256.of(new byte[] {1});

  private final CommitAgreement agreement = new CommitAgreement(GenesisDraft.validators(1), 1);

  private static ParticipantId validator(int index) {
    return new ParticipantId("validator-" + index);
  }

  private static CommittedBlock block(long height, Hash stateRoot) {
    var header =
        new BlockHeader(
            1, height, height, Hash.ZERO, 0, height, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO,
            Hash.ZERO);
    var outcome = new Outcome(Hash.ZERO, OutcomeCode.ACCEPTED, 0, "");
    return new CommittedBlock(
        header, 1, stateRoot, List.of(outcome), List.of(new LedgerEvent.IntervalVoided(3)));
  }

  @Test
  void one_validator_is_not_believed_and_two_of_four_are() {
    assertThat(agreement.onTold(validator(0), block(1, STATE))).isEmpty();
    assertThat(agreement.onTold(validator(0), block(1, STATE))).isEmpty();
    assertThat(agreement.onTold(validator(2), block(1, STATE))).containsExactly(block(1, STATE));
  }

  @Test
  void a_block_is_believed_once() {
    agreement.onTold(validator(0), block(1, STATE));
    agreement.onTold(validator(1), block(1, STATE));
    assertThat(agreement.onTold(validator(2), block(1, STATE))).isEmpty();
    assertThat(agreement.onTold(validator(3), block(1, STATE))).isEmpty();
  }

  @Test
  void a_liar_among_the_tellers_changes_nothing() {
    assertThat(agreement.onTold(validator(3), block(1, Hash.ZERO))).isEmpty();
    assertThat(agreement.onTold(validator(0), block(1, STATE))).isEmpty();
    assertThat(agreement.onTold(validator(1), block(1, STATE))).containsExactly(block(1, STATE));
  }

  /** The liar tells the true header and root first, with outcomes and events of its own. */
  @Test
  void forged_outcomes_and_events_beside_a_true_root_are_not_passed_on() {
    CommittedBlock truth = block(1, STATE);
    var forgedEvents = new CommittedBlock(truth.header(), 1, STATE, truth.outcomes(), List.of());
    agreement.onTold(validator(3), forgedEvents);
    assertThat(agreement.onTold(validator(0), truth)).isEmpty();
    assertThat(agreement.onTold(validator(1), truth)).containsExactly(truth);

    CommittedBlock second = block(2, STATE);
    var forgedOutcome = new Outcome(Hash.ZERO, OutcomeCode.MALFORMED, 0, "");
    agreement.onTold(
        validator(3),
        new CommittedBlock(second.header(), 1, STATE, List.of(forgedOutcome), second.events()));
    assertThat(agreement.onTold(validator(0), second)).isEmpty();
    assertThat(agreement.onTold(validator(1), second)).containsExactly(second);
  }

  @Test
  void blocks_are_believed_in_order_of_height() {
    agreement.onTold(validator(0), block(3, STATE));
    assertThat(agreement.onTold(validator(1), block(3, STATE))).isEmpty();
    agreement.onTold(validator(0), block(2, STATE));
    assertThat(agreement.onTold(validator(1), block(2, STATE))).isEmpty();
    agreement.onTold(validator(0), block(1, STATE));
    assertThat(agreement.onTold(validator(1), block(1, STATE)))
        .containsExactly(block(1, STATE), block(2, STATE), block(3, STATE));
  }

  private static final ValidatorSet SEVEN =
      Validators.set(
          2,
          "validator-0",
          "validator-4",
          "validator-5",
          "validator-6",
          "validator-7",
          "validator-8",
          "validator-9");

  private static BlockHeader header(long epoch, long height, Hash next) {
    return new BlockHeader(
        epoch, height, height, Hash.ZERO, 0, height, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO,
        next);
  }

  /** A block of an epoch, its last if there are next validators. */
  private static CommittedBlock block(long epoch, long height, Optional<ValidatorSet> next) {
    return new CommittedBlock(
        header(epoch, height, next.map(ValidatorSet::hash).orElse(Hash.ZERO)),
        0,
        STATE,
        List.of(),
        List.of(),
        next);
  }

  private List<CommittedBlock> told(CommittedBlock block, int... validators) {
    var believed = new ArrayList<CommittedBlock>();
    for (int validator : validators) {
      believed.addAll(agreement.onTold(validator(validator), block));
    }
    return believed;
  }

  @Test
  void each_epochs_own_validators_are_believed_and_no_others() {
    CommittedBlock last = block(1, 1, Optional.of(SEVEN));
    CommittedBlock first = block(2, 2, Optional.empty());
    assertThat(told(last, 4, 5, 6, 7)).as("not of the epoch yet").isEmpty();
    assertThat(told(last, 0, 1)).containsExactly(last);
    assertThat(agreement.validators()).isEqualTo(SEVEN);

    assertThat(told(first, 1, 2, 3)).as("not of the epoch any more").isEmpty();
    assertThat(told(first, 0, 4)).as("less than a third of seven").isEmpty();
    assertThat(told(first, 9)).containsExactly(first);
  }

  @Test
  void what_was_told_ahead_of_an_epochs_end_counts_by_the_next_epochs_validators() {
    CommittedBlock last = block(1, 1, Optional.of(SEVEN));
    CommittedBlock second = block(2, 2, Optional.empty());
    CommittedBlock third = block(2, 3, Optional.empty());
    assertThat(told(third, 4, 5, 6)).isEmpty();
    assertThat(told(second, 4, 5, 1, 2, 3)).isEmpty();
    assertThat(told(last, 2)).isEmpty();
    assertThat(told(last, 3)).containsExactly(last);
    assertThat(told(second, 6)).containsExactly(second, third);
  }

  @Test
  void a_block_of_another_epoch_is_not_believed_whoever_tells_it() {
    CommittedBlock early = block(2, 1, Optional.empty());
    CommittedBlock truth = block(1, 1, Optional.empty());
    assertThat(told(early, 0, 1, 2, 3)).isEmpty();
    assertThat(told(truth, 0, 1)).containsExactly(truth);
  }

  @Test
  void power_counts_and_not_the_number_of_validators() {
    var heavy =
        new ValidatorSet(
            2,
            SEVEN.validators().stream()
                .map(
                    one ->
                        new Validator(one.id(), one.key(), one.id().equals(validator(9)) ? 5 : 1))
                .toList());
    told(block(1, 1, Optional.of(heavy)), 0, 1);
    CommittedBlock first = block(2, 2, Optional.empty());
    assertThat(told(first, 0, 4, 5)).as("3 of 11").isEmpty();
    CommittedBlock other = block(2, 3, Optional.empty());
    assertThat(told(other, 9)).isEmpty();
    assertThat(told(first, 9))
        .as("8 of 11, and 5 of 11 for the next")
        .containsExactly(first, other);
  }

  @Test
  void a_block_can_neither_come_with_others_than_its_header_names_nor_without_them() {
    ValidatorSet other = Validators.set(2, "validator-0");
    BlockHeader last = header(1, 1, SEVEN.hash());
    for (Optional<ValidatorSet> next :
        List.of(Optional.of(other), Optional.<ValidatorSet>empty())) {
      assertThatThrownBy(() -> new CommittedBlock(last, 0, STATE, List.of(), List.of(), next))
          .hasMessageContaining("height 1 names the next validators " + SEVEN.hash().shortHex());
    }
    assertThatThrownBy(
            () ->
                new CommittedBlock(
                    header(1, 1, Hash.ZERO), 0, STATE, List.of(), List.of(), Optional.of(other)))
        .hasMessageContaining("must be the same");
  }

  @Test
  void a_late_gateway_begins_at_the_height_and_with_the_validators_that_it_is_told() {
    var late = new CommitAgreement(SEVEN, 40);
    for (int validator : new int[] {0, 4, 5}) {
      assertThat(late.onTold(validator(validator), block(2, 39, Optional.empty()))).isEmpty();
    }
    CommittedBlock first = block(2, 40, Optional.empty());
    late.onTold(validator(0), first);
    late.onTold(validator(4), first);
    assertThat(late.onTold(validator(5), first)).containsExactly(first);
    assertThatThrownBy(() -> new CommitAgreement(SEVEN, 0)).hasMessageContaining("begin at 1");
  }
}
