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

  /** Leaders are known so many rounds above the newest committed block. */
  private static final long LAG = 16;

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

  /** The leader of each round as far ahead as it is known for sure, while blocks come. */
  private List<Integer> leadersAsBlocksCome(List<BlockHeader> blocks) {
    return blocks.stream()
        .map(
            block -> {
              reputation.committed(block);
              return reputation.leader(block.round() + LAG);
            })
        .toList();
  }

  @Test
  void eachLeadsInTurnUntilTheWindowIsFullAndTheLagIsOver() {
    withoutTheFourth(32).forEach(reputation::committed);

    assertThat(leaders(reputation, 33, 48))
        .isEqualTo(leaders(LeaderSchedule.roundRobin(4), 33, 48));
    assertThat(leaders(reputation, 48, 80))
        .isNotEqualTo(leaders(LeaderSchedule.roundRobin(4), 48, 80));
  }

  @Test
  void whoHasNoCommittedBlockInTheWindowLeadsRarely() {
    List<Integer> leaders = leadersAsBlocksCome(withoutTheFourth(30_000));

    List<Integer> drawn = leaders.subList(32, leaders.size());
    assertThat(drawn.stream().filter(leader -> leader == 3))
        .as("one in 3,073")
        .hasSizeBetween(1, 30);
    for (int active = 0; active < 3; active++) {
      int one = active;
      assertThat(drawn.stream().filter(leader -> leader == one)).hasSizeGreaterThan(9_000);
    }
  }

  @Test
  void oneCommittedBlockBringsAValidatorBackOnceTheLagHasPassed() {
    withoutTheFourth(100).forEach(reputation::committed);
    List<Integer> before = leaders(reputation, 102, 117);
    reputation.committed(block(0, 101, 3));

    assertThat(leaders(reputation, 102, 117)).isEqualTo(before);
    int led = 0;
    for (long round = 102; round < 126; round++) {
      reputation.committed(block(0, round, (int) (round % 3)));
      led += reputation.leader(round + LAG) == 3 ? 1 : 0;
    }
    assertThat(led).as("of 24 rounds").isBetween(1, 15);
  }

  @Test
  void whenThoseWhoLedHaveAllStoppedEachLeadsInTurnAgain() {
    for (long round = 1; round <= 200; round++) {
      reputation.committed(block(0, round, 0));
    }
    assertThat(leaders(reputation, 217, 249)).as("the only one who led").contains(0);
    assertThat(leaders(reputation, 249, 257)).containsExactly(1, 2, 3, 0, 1, 2, 3, 0);
  }

  @Test
  void whoIsShownTheNewestCommittedBlocksAloneHasTheSameLeaders() {
    List<BlockHeader> blocks = withoutTheFourth(500);
    blocks.forEach(reputation::committed);
    var restarted = new Reputation(TestChain.VALIDATORS);
    blocks
        .subList((int) (blocks.size() - restarted.memory()), blocks.size())
        .forEach(restarted::committed);

    assertThat(leaders(restarted, 501, 525)).isEqualTo(leaders(reputation, 501, 525));
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
