package io.wattmesh.consensus.pacemaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReputationTest {
  private final Reputation reputation = new Reputation(TestChain.VALIDATORS);

  private static BlockHeader block(long epoch, long round, int author) {
    return new BlockHeader(
        epoch, round, round, Hash.ZERO, author, round, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO,
        Hash.ZERO);
  }

  /** A block a round, by three of four in turn. */
  private static List<BlockHeader> withoutTheFourth(long rounds) {
    var blocks = new ArrayList<BlockHeader>();
    for (long round = 1; round <= rounds; round++) {
      blocks.add(block(0, round, (int) (round % 3)));
    }
    return blocks;
  }

  private static List<Integer> leaders(LeaderSchedule schedule, long from, long to) {
    return LongStream.range(from, to).mapToObj(schedule::leader).toList();
  }

  @Test
  void eachLeadsInTurnUntilTheWindowIsFullAndTheLagIsOver() {
    withoutTheFourth(32).forEach(reputation::committed);

    assertThat(leaders(reputation, 33, 41)).containsExactly(1, 2, 3, 0, 1, 2, 3, 0);
    assertThat(leaders(reputation, 48, 300))
        .isNotEqualTo(leaders(LeaderSchedule.roundRobin(4), 48, 300));
  }

  @Test
  void whoHasNoCommittedBlockInTheWindowLeadsRarely() {
    withoutTheFourth(100).forEach(reputation::committed);

    List<Integer> leaders = leaders(reputation, 120, 1_120);

    assertThat(leaders.stream().filter(leader -> leader == 3)).hasSizeBetween(1, 30);
    for (int active = 0; active < 3; active++) {
      int one = active;
      assertThat(leaders.stream().filter(leader -> leader == one)).hasSizeGreaterThan(250);
    }
  }

  @Test
  void oneCommittedBlockBringsAValidatorBackOnceTheLagHasPassed() {
    withoutTheFourth(100).forEach(reputation::committed);
    List<Integer> before = leaders(reputation, 102, 117);
    reputation.committed(block(0, 101, 3));

    assertThat(leaders(reputation, 102, 117)).isEqualTo(before);
    assertThat(leaders(reputation, 117, 1_117).stream().filter(leader -> leader == 3))
        .hasSizeGreaterThan(200);
  }

  @Test
  void whoIsShownTheNewestCommittedBlocksAloneHasTheSameLeaders() {
    List<BlockHeader> blocks = withoutTheFourth(500);
    blocks.forEach(reputation::committed);
    var restarted = new Reputation(TestChain.VALIDATORS);
    blocks
        .subList((int) (blocks.size() - restarted.memory()), blocks.size())
        .forEach(restarted::committed);

    assertThat(leaders(restarted, 501, 1_501)).isEqualTo(leaders(reputation, 501, 1_501));
  }

  @Test
  void whatIsNewerThanTheLagChangesNoLeader() {
    List<BlockHeader> blocks = withoutTheFourth(200);
    blocks.subList(0, 184).forEach(reputation::committed);
    List<Integer> before = leaders(reputation, 200, 201);
    blocks.subList(184, 200).forEach(reputation::committed);

    assertThat(leaders(reputation, 200, 201)).isEqualTo(before);
  }

  @Test
  void blocksOfAnEarlierEpochDoNotCount() {
    for (long round = 1; round <= 100; round++) {
      reputation.committed(block(1, round, 0));
    }

    assertThat(leaders(reputation, 200, 204)).containsExactly(0, 1, 2, 3);
  }
}
