package io.wattmesh.ledger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.ledger.replication.ToGateway.Answer;
import io.wattmesh.ledger.replication.ToGateway.Answered;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubmissionsTest {
  private static final byte[] TRANSACTION = {1, 2, 3};
  private static final Hash ID = Sha256.of(TRANSACTION);

  private final List<Integer> given = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private final Submissions submissions =
      new Submissions(4, 8, (validator, transaction) -> given.add(validator));

  private void answer(int validator, AnswerCode code, long nowMillis) {
    submissions.answered(new Answered(validator, ID, code, "so it is"), nowMillis);
  }

  private static CommittedBlock blockWith(Hash transaction) {
    Hash zero = Hash.ZERO;
    var header = new BlockHeader(0, 1, 1, zero, 0, 1, zero, zero, zero, zero, zero);
    var outcome = new Outcome(transaction, OutcomeCode.TOO_LATE, 0, "");
    return new CommittedBlock(header, 1, zero, List.of(outcome), List.of());
  }

  @Test
  void a_transaction_is_given_to_one_validator_and_to_the_next_if_it_is_not_committed_in_time() {
    submissions.submit(TRANSACTION, answers::add, 0);
    assertThat(given).hasSize(1);
    int first = given.getFirst();
    answer(first, AnswerCode.ACCEPTED, 1);
    submissions.lookAgain(Submissions.PATIENCE_MILLIS - 1);
    assertThat(given).containsExactly(first);

    submissions.lookAgain(Submissions.PATIENCE_MILLIS);
    assertThat(given).containsExactly(first, (first + 1) % 4);
    answer((first + 1) % 4, AnswerCode.KNOWN, Submissions.PATIENCE_MILLIS);
    assertThat(answers).containsExactly(new Answer(ID, AnswerCode.ACCEPTED, "so it is"));
  }

  @Test
  void a_committed_transaction_is_done_whatever_its_outcome() {
    submissions.submit(TRANSACTION, answers::add, 0);
    submissions.committed(blockWith(ID));
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
    answer((given.getFirst() + 1) % 4, AnswerCode.TOO_LARGE, 1);
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

    submissions.committed(blockWith(ID));
    submissions.submit(new byte[6], answers::add, 1);
    assertThat(given).hasSize(2);
  }
}
