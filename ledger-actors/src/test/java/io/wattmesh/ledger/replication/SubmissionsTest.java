package io.wattmesh.ledger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.Validators;
import io.wattmesh.ledger.replication.ToGateway.Answer;
import io.wattmesh.ledger.replication.ToGateway.Answered;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubmissionsTest {
  private static final ValidatorSet FOUR = GenesisDraft.validators(1);
  private static final byte[] TRANSACTION = {1, 2, 3};
  private static final Hash ID = Sha256.of(TRANSACTION);

  private final List<ParticipantId> given = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private final Submissions submissions =
      new Submissions(FOUR, 8, (validator, transaction) -> given.add(validator));

  private int madeSoFar;

  private void answer(ParticipantId validator, AnswerCode code, long nowMillis) {
    submissions.answered(new Answered(validator, ID, code, "so it is"), nowMillis);
  }

  private static ParticipantId after(ParticipantId validator) {
    return FOUR.get((FOUR.indexOf(validator) + 1) % FOUR.size()).id();
  }

  private static CommittedBlock blockWith(Hash transaction) {
    return blockWith(transaction, OutcomeCode.TOO_LATE);
  }

  private static CommittedBlock blockWith(Hash transaction, OutcomeCode code) {
    Hash zero = Hash.ZERO;
    var header = new BlockHeader(0, 1, 1, zero, 0, 1, zero, zero, zero, zero, zero);
    var outcome = new Outcome(transaction, code, 0, "");
    return new CommittedBlock(header, 1, zero, List.of(outcome), List.of());
  }

  @Test
  void a_transaction_is_given_to_one_validator_and_to_the_next_if_it_is_not_committed_in_time() {
    submissions.submit(TRANSACTION, answers::add, 0);
    assertThat(given).hasSize(1);
    ParticipantId first = given.getFirst();
    answer(first, AnswerCode.ACCEPTED, 1);
    submissions.lookAgain(Submissions.PATIENCE_MILLIS - 1);
    assertThat(given).containsExactly(first);

    submissions.lookAgain(Submissions.PATIENCE_MILLIS);
    assertThat(given).containsExactly(first, after(first));
    answer(after(first), AnswerCode.KNOWN, Submissions.PATIENCE_MILLIS);
    assertThat(answers).containsExactly(new Answer(ID, AnswerCode.ACCEPTED, "so it is"));
  }

  @Test
  void nothing_new_is_given_for_a_while_to_a_validator_that_let_one_wait_without_a_word() {
    submissions.submit(TRANSACTION, answers::add, 0);
    ParticipantId silent = given.getFirst();
    submissions.lookAgain(Submissions.PATIENCE_MILLIS);
    assertThat(given).containsExactly(silent, after(silent));
    given.clear();
    long now = Submissions.PATIENCE_MILLIS + 1;
    submitMany(now);
    assertThat(given).hasSize(60).doesNotContain(silent);
    given.clear();
    submissions.told(silent, 1);
    submitMany(now + 1);
    assertThat(given).contains(silent);
  }

  @Test
  void a_transaction_that_was_committed_takes_no_room_when_it_is_handed_in_again() {
    submissions.submit(TRANSACTION, answers::add, 0);
    submissions.committed(blockWith(ID), 10);
    given.clear();
    submissions.submit(TRANSACTION, answers::add, 20);
    assertThat(given).isEmpty();
    assertThat(submissions.size()).isZero();
    assertThat(answers).containsExactly(new Answer(ID, AnswerCode.KNOWN, "It was committed."));
  }

  @Test
  void a_transaction_that_came_too_early_may_be_handed_in_again() {
    submissions.submit(TRANSACTION, answers::add, 0);
    submissions.committed(blockWith(ID, OutcomeCode.GATE_OPEN), 10);
    given.clear();
    submissions.submit(TRANSACTION, answers::add, 20);
    assertThat(given).hasSize(1);
  }

  @Test
  void a_transaction_that_validators_know_and_no_block_brings_is_let_go_in_the_end() {
    submissions.submit(TRANSACTION, answers::add, 0);
    answer(given.getFirst(), AnswerCode.KNOWN, 1);
    for (long now = 250; now < Submissions.GIVEN_UP_MILLIS; now += 250) {
      submissions.lookAgain(now);
    }
    assertThat(submissions.size()).isEqualTo(1);
    submissions.lookAgain(Submissions.GIVEN_UP_MILLIS);
    assertThat(submissions.size()).isZero();
  }

  private void submitMany(long nowMillis) {
    for (int k = 0; k < 60; k++) {
      byte[] transaction = {(byte) ++madeSoFar, (byte) (madeSoFar >> 8)};
      submissions.submit(transaction, answers::add, nowMillis);
      submissions.committed(blockWith(Sha256.of(transaction)), 0);
    }
  }

  @Test
  void a_committed_transaction_is_done_whatever_its_outcome() {
    submissions.submit(TRANSACTION, answers::add, 0);
    submissions.committed(blockWith(ID), 1);
    submissions.lookAgain(1_000_000);
    assertThat(given).hasSize(1);
    assertThat(submissions.size()).isZero();
  }

  @Test
  void a_full_validator_is_passed_over_after_a_pause_and_the_submitter_need_not_know() {
    submissions.submit(TRANSACTION, answers::add, 0);
    answer(given.getFirst(), AnswerCode.BUSY, 10);
    submissions.lookAgain(10 + Submissions.BUSY_MILLIS - 1);
    assertThat(given).hasSize(1);
    submissions.lookAgain(10 + Submissions.BUSY_MILLIS);
    assertThat(given).hasSize(2);
    assertThat(answers).isEmpty();
  }

  @Test
  void what_can_never_be_ordered_is_told_once_and_dropped() {
    for (AnswerCode code : List.of(AnswerCode.TOO_LARGE, AnswerCode.STALE)) {
      answers.clear();
      given.clear();
      submissions.submit(TRANSACTION, answers::add, 0);
      answer(given.getFirst(), code, 1);
      answer(given.getFirst(), code, 2);
      assertThat(answers).containsExactly(new Answer(ID, code, "so it is"));
      assertThat(submissions.size()).isZero();
    }
  }

  @Test
  void an_answer_of_another_validator_changes_nothing() {
    submissions.submit(TRANSACTION, answers::add, 0);
    answer(after(given.getFirst()), AnswerCode.TOO_LARGE, 1);
    assertThat(submissions.size()).isEqualTo(1);
    assertThat(answers).isEmpty();
  }

  @Test
  void a_full_gateway_says_so_at_once_and_takes_more_when_something_is_committed() {
    submissions.submit(TRANSACTION, answers::add, 0);
    submissions.submit(TRANSACTION, answers::add, 0);
    submissions.submit(new byte[6], answers::add, 0);
    assertThat(answers).extracting(Answer::code).containsExactly(AnswerCode.KNOWN, AnswerCode.BUSY);
    assertThat(answers.getLast().detail()).contains("at most 8 bytes may be; submit it later");
    assertThat(given).hasSize(1);

    submissions.committed(blockWith(ID), 1);
    submissions.submit(new byte[6], answers::add, 1);
    assertThat(given).hasSize(2);
  }

  @Test
  void of_a_burst_only_so_much_is_with_the_validators_as_keeps_them_busy_and_the_rest_in_order() {
    var sent = new ArrayList<Byte>();
    int length = (int) (Submissions.WINDOW_BYTES / 4);
    var window = new Submissions(FOUR, 100L * length, (validator, bytes) -> sent.add(bytes[0]));
    for (byte k = 0; k < 10; k++) {
      window.submit(large(k, length), answers::add, 0);
    }
    assertThat(sent).containsExactly((byte) 0, (byte) 1, (byte) 2, (byte) 3);
    window.lookAgain(Submissions.PATIENCE_MILLIS - 1);
    assertThat(sent).hasSize(4);

    window.committed(blockWith(Sha256.of(large((byte) 2, length))), 1);
    window.committed(blockWith(Sha256.of(large((byte) 5, length))), 1);
    assertThat(sent).endsWith((byte) 3, (byte) 4);
    window.committed(blockWith(Sha256.of(large((byte) 0, length))), 1);
    assertThat(sent).as("5 is committed already").endsWith((byte) 4, (byte) 6);
    assertThat(window.size()).isEqualTo(7);
  }

  @Test
  void one_that_is_longer_than_the_window_goes_when_nothing_else_is_under_way() {
    var sent = new ArrayList<Byte>();
    int length = (int) Submissions.WINDOW_BYTES + 1;
    var window = new Submissions(FOUR, 3L * length, (validator, bytes) -> sent.add(bytes[0]));
    window.submit(large((byte) 1, length), answers::add, 0);
    window.submit(new byte[] {2}, answers::add, 0);
    assertThat(sent).containsExactly((byte) 1);
    window.committed(blockWith(Sha256.of(large((byte) 1, length))), 1);
    assertThat(sent).containsExactly((byte) 1, (byte) 2);
  }

  @Test
  void a_validator_that_says_that_it_has_it_gets_more_time_with_each_that_has_it_too() {
    submissions.submit(TRANSACTION, answers::add, 0);
    answer(given.getLast(), AnswerCode.ACCEPTED, 1);
    long patience = Submissions.PATIENCE_MILLIS;
    submissions.lookAgain(patience);
    assertThat(given).hasSize(2);
    answer(given.getLast(), AnswerCode.ACCEPTED, patience + 1);
    submissions.lookAgain(3 * patience - 1);
    assertThat(given).hasSize(2);
    submissions.lookAgain(3 * patience);
    assertThat(given).hasSize(3);
  }

  private static byte[] large(byte first, int length) {
    byte[] bytes = new byte[length];
    bytes[0] = first;
    return bytes;
  }

  private static CommittedBlock endOfEpoch(ValidatorSet next) {
    Hash zero = Hash.ZERO;
    var header = new BlockHeader(1, 1, 1, zero, 0, 1, zero, zero, zero, zero, next.hash());
    return new CommittedBlock(header, 0, zero, List.of(), List.of(), Optional.of(next));
  }

  @Test
  void what_waits_at_a_validator_that_leaves_goes_to_a_present_one_at_once() {
    submissions.submit(TRANSACTION, answers::add, 0);
    ParticipantId left = given.getFirst();
    ValidatorSet others = Validators.set(2, "validator-7", "validator-8");

    submissions.committed(endOfEpoch(others), 1);
    submissions.lookAgain(1);

    assertThat(given).containsExactly(left, others.get(0).id());
    answer(left, AnswerCode.TOO_LARGE, 2);
    assertThat(answers).as("of one who has left").isEmpty();
    submissions.lookAgain(1 + Submissions.PATIENCE_MILLIS);
    submissions.lookAgain(1 + 2 * Submissions.PATIENCE_MILLIS);
    assertThat(given)
        .containsExactly(left, others.get(0).id(), others.get(1).id(), others.get(0).id());
  }

  @Test
  void
      what_waits_at_a_validator_that_stays_is_left_there_and_new_ones_have_their_share_once_they_have_come() {
    submissions.submit(TRANSACTION, answers::add, 0);
    String[] names = IntStream.range(0, 9).mapToObj(k -> "validator-" + k).toArray(String[]::new);
    submissions.committed(endOfEpoch(Validators.set(2, names)), 1);
    submissions.lookAgain(Submissions.PATIENCE_MILLIS - 1);
    assertThat(given).hasSize(1);
    for (ParticipantId here : List.of(FOUR.get(1).id(), FOUR.get(2).id())) {
      submissions.told(here, 1);
    }

    submitHundred();
    assertThat(Set.copyOf(given.subList(1, 101)))
        .as("the others have not come to the epoch")
        .containsExactlyInAnyOrder(FOUR.get(1).id(), FOUR.get(2).id());

    given.clear();
    for (String name : names) {
      submissions.told(new ParticipantId(name), 1);
    }
    submitHundred();
    assertThat(given)
        .extracting(ParticipantId::value)
        .contains("validator-5", "validator-6", "validator-7", "validator-8");
  }

  private void submitHundred() {
    for (int k = 0; k < 100; k++) {
      byte[] transaction = {(byte) ++madeSoFar, (byte) (madeSoFar >> 8)};
      submissions.submit(transaction, answers::add, 0);
      submissions.committed(blockWith(Sha256.of(transaction)), 0);
    }
  }
}
