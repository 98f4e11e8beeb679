package io.wattmesh.load.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.cluster.compare.BftResult;
import org.junit.jupiter.api.Test;

class CommitCostTest {
  @Test
  void a_commit_takes_a_proposal_to_each_other_validator_and_a_vote_from_each() {
    for (int validators : new int[] {4, 7}) {
      CommitCost cost = CommitCost.count(validators);
      assertThat(cost.commits()).isGreaterThanOrEqualTo(50);
      assertThat(cost.orderingMessages())
          .as("linear in n, with a little for the blocks under way at the end")
          .isBetween(2.0 * (validators - 1) - 1, 2.0 * (validators - 1) + 1);
      assertThat(cost.otherMessages())
          .as("once, before the load is there, a commit is told to each other validator")
          .isLessThanOrEqualTo(validators - 1L);
    }
  }

  @Test
  void pbft_sends_what_its_authors_count() {
    assertThat(BftResult.pbftMessages(4)).isEqualTo(3 + 3 * 3 + 4 * 3);
    assertThat(BftResult.pbftMessages(31)).isEqualTo(1860);
  }
}
