package io.wattmesh.ledger.store.cassandra;

import static io.wattmesh.ledger.store.cassandra.SafetyChange.between;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.ledger.store.cassandra.StoredSafety.Outcome;
import io.wattmesh.proto.model.Hash;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which statement writes a row, and what is made of one that was read back. */
class SafetyChangeTest {
  private final FencingChain chain = new FencingChain(8);
  private final SafetyRules rules = chain.rules();
  private final SafetyRow first = SafetyRow.initial(0, chain.genesisId());

  private static SafetyRow row(Decision decision) {
    return ((Decision.Granted) decision).row();
  }

  private SafetyRow voted(SafetyRow row, int round) {
    return row(
        rules.vote(row, chain.shown(round, 1).header(), chain.below(round), Optional.empty()));
  }

  private SafetyRow timedOut(SafetyRow row, int round) {
    return row(rules.timeout(row, round, chain.below(round), Optional.empty()));
  }

  private SafetyRow proposed(SafetyRow row, int round) {
    return row(rules.propose(row, chain.shown(round, 1), chain.below(round), Optional.empty()));
  }

  @Test
  void each_thing_that_is_signed_has_its_statement() {
    assertThat(between(first, first)).isEqualTo(SafetyChange.NONE);
    assertThat(between(first, voted(first, 1))).isEqualTo(SafetyChange.VOTE);
    assertThat(between(first, timedOut(first, 1))).isEqualTo(SafetyChange.TIMEOUT);
    assertThat(between(first, proposed(first, 1))).isEqualTo(SafetyChange.PROPOSAL);
    SafetyRow later = timedOut(voted(proposed(first, 3), 3), 4);
    assertThat(between(later, later.entered(1, chain.below(5)))).isEqualTo(SafetyChange.EPOCH);
  }

  @Test
  void a_timeout_of_a_round_that_was_voted_in_is_one() {
    SafetyRow voted = voted(first, 2);
    SafetyRow after = timedOut(voted, 2);
    assertThat(after.lastVotedRound()).isEqualTo(voted.lastVotedRound());
    assertThat(between(voted, after)).isEqualTo(SafetyChange.TIMEOUT);
  }

  @Test
  void several_at_once_are_told_as_such() {
    assertThat(between(first, voted(proposed(first, 2), 2))).isEqualTo(SafetyChange.SEVERAL);
    assertThat(between(first, timedOut(voted(first, 2), 3))).isEqualTo(SafetyChange.SEVERAL);
    SafetyRow entered = voted(first, 2).entered(1, chain.below(5));
    assertThat(between(first, entered))
        .as("a vote and an epoch, for the last voted round has risen too")
        .isEqualTo(SafetyChange.SEVERAL);
  }

  @Test
  void a_row_never_falls() {
    SafetyRow high = timedOut(proposed(voted(first, 3), 4), 4);
    assertThatThrownBy(() -> between(high, first))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("last voted round from 4 to 0");
    assertThatThrownBy(() -> between(high.entered(1, chain.below(5)), high))
        .hasMessageContaining("epoch from 1 to 0");
  }

  @Test
  void no_round_is_signed_anew() {
    SafetyRow one = voted(first, 3);
    SafetyRow other =
        row(rules.vote(first, chain.shown(3, 2).header(), chain.below(3), Optional.empty()));
    assertThatThrownBy(() -> between(one, other)).hasMessageContaining("another vote in round 3");
    SafetyRow proposal = proposed(first, 3);
    SafetyRow otherProposal =
        row(rules.propose(first, chain.shown(3, 2), chain.below(3), Optional.empty()));
    assertThatThrownBy(() -> between(proposal, otherProposal))
        .hasMessageContaining("another proposal in round 3");
  }

  @Test
  void a_row_that_is_read_back_says_what_became_of_a_write() {
    SafetyRow wanted = voted(first, 1);
    assertThat(new StoredSafety(3, "me", wanted).judge(3, "me", first, wanted))
        .isEqualTo(Outcome.WRITTEN);
    assertThat(new StoredSafety(3, "me", first).judge(3, "me", first, wanted))
        .isEqualTo(Outcome.NOT_WRITTEN);
    assertThat(new StoredSafety(4, "other", wanted).judge(3, "me", first, wanted))
        .isEqualTo(Outcome.FENCED);
    assertThat(new StoredSafety(3, "other", wanted).judge(3, "me", first, wanted))
        .as("two that began at once with one number")
        .isEqualTo(Outcome.FENCED);
    assertThat(new StoredSafety(3, "me", voted(wanted, 2)).judge(3, "me", first, wanted))
        .isEqualTo(Outcome.FOREIGN);
    assertThat(
            new StoredSafety(3, "me", SafetyRow.initial(0, Hash.ZERO))
                .judge(3, "me", first, wanted))
        .as("one that is lower than what was written before is damage")
        .isEqualTo(Outcome.FOREIGN);
  }
}
