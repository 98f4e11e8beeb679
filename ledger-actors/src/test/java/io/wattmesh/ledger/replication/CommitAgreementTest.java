package io.wattmesh.ledger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitAgreementTest {
  private static final Hash STATE = Sha256.of(new byte[] {1});

  private final CommitAgreement agreement = new CommitAgreement(GenesisDraft.validators(1));

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
    assertThat(agreement.onTold(0, block(1, STATE))).isEmpty();
    assertThat(agreement.onTold(0, block(1, STATE))).isEmpty();
    assertThat(agreement.onTold(2, block(1, STATE))).containsExactly(block(1, STATE));
  }

  @Test
  void a_block_is_believed_once() {
    agreement.onTold(0, block(1, STATE));
    agreement.onTold(1, block(1, STATE));
    assertThat(agreement.onTold(2, block(1, STATE))).isEmpty();
    assertThat(agreement.onTold(3, block(1, STATE))).isEmpty();
  }

  @Test
  void a_liar_among_the_tellers_changes_nothing() {
    assertThat(agreement.onTold(3, block(1, Hash.ZERO))).isEmpty();
    assertThat(agreement.onTold(0, block(1, STATE))).isEmpty();
    assertThat(agreement.onTold(1, block(1, STATE))).containsExactly(block(1, STATE));
  }

  /** The liar tells the true header and root first, with outcomes and events of its own. */
  @Test
  void forged_outcomes_and_events_beside_a_true_root_are_not_passed_on() {
    CommittedBlock truth = block(1, STATE);
    var forgedEvents = new CommittedBlock(truth.header(), 1, STATE, truth.outcomes(), List.of());
    agreement.onTold(3, forgedEvents);
    assertThat(agreement.onTold(0, truth)).isEmpty();
    assertThat(agreement.onTold(1, truth)).containsExactly(truth);

    CommittedBlock second = block(2, STATE);
    var forgedOutcome = new Outcome(Hash.ZERO, OutcomeCode.MALFORMED, 0, "");
    agreement.onTold(
        3, new CommittedBlock(second.header(), 1, STATE, List.of(forgedOutcome), second.events()));
    assertThat(agreement.onTold(0, second)).isEmpty();
    assertThat(agreement.onTold(1, second)).containsExactly(second);
  }

  @Test
  void blocks_are_believed_in_order_of_height() {
    agreement.onTold(0, block(3, STATE));
    assertThat(agreement.onTold(1, block(3, STATE))).isEmpty();
    agreement.onTold(0, block(2, STATE));
    assertThat(agreement.onTold(1, block(2, STATE))).isEmpty();
    agreement.onTold(0, block(1, STATE));
    assertThat(agreement.onTold(1, block(1, STATE)))
        .containsExactly(block(1, STATE), block(2, STATE), block(3, STATE));
  }
}
