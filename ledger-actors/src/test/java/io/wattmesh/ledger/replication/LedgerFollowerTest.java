package io.wattmesh.ledger.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.MemoryStore;
import io.wattmesh.ledger.ValidatorNet;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A node follows what four validators tell it, one of whom may lie. */
class LedgerFollowerTest {
  private static final Hash STRANGE = Sha256.of(new byte[] {1});
  private static final long START = 0;

  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final List<MemoryStore> stores = Stream.generate(MemoryStore::new).limit(4).toList();
  private final LedgerFollower follower = new LedgerFollower(fixture.genesis());

  private static ParticipantId validator(int index) {
    return new ParticipantId("validator-" + index);
  }

  /** All that a validator has to tell from a height on. */
  private ToGateway.Blocks told(ValidatorNet net, int index, long from) {
    var heard = new ArrayList<ToGateway.Blocks>();
    new Followers(validator(index), stores.get(index))
        .follow(
            message -> heard.add((ToGateway.Blocks) message),
            from,
            net.host(index).told.getLast().stateRoot(),
            START);
    return heard.getFirst();
  }

  private List<CommittedBlock> follow(ToGateway.Blocks blocks) {
    return follower.onTold(blocks.validator(), blocks.tip(), blocks.blocks());
  }

  @Test
  void what_two_of_four_tell_is_executed_to_what_the_validators_came_to() {
    var net = new ValidatorNet(fixture, stores);
    net.submit(fixture.books(0));
    assertThat(follow(told(net, 0, 1))).isEmpty();
    assertThat(follower.isCaughtUp()).isFalse();
    List<CommittedBlock> committed = follow(told(net, 2, 1));

    assertThat(committed).isNotEmpty().isEqualTo(net.host(2).told);
    assertThat(follower.nextHeight()).isEqualTo(net.host(2).height() + 1);
    assertThat(follower.isCaughtUp()).as("two are no quorum of four").isFalse();
    assertThat(follow(told(net, 1, follower.nextHeight()))).isEmpty();
    assertThat(follower.isCaughtUp()).isTrue();
  }

  @Test
  void one_that_tells_another_state_is_not_believed_and_does_no_harm() {
    var net = new ValidatorNet(fixture, stores);
    net.submit(fixture.books(0));
    ToGateway.Blocks honest = told(net, 0, 1);
    var lie =
        honest.blocks().stream().map(block -> new FollowedBlock(block.block(), STRANGE)).toList();
    assertThat(follower.onTold(validator(3), 1_000, lie)).isEmpty();
    assertThat(follow(honest)).isEmpty();
    assertThat(follow(told(net, 1, 1))).isEqualTo(net.host(1).told);
    assertThat(follower.isCaughtUp()).as("though one says there are 1,000 blocks").isTrue();
  }

  @Test
  void a_forged_transaction_that_was_refused_is_refused_here_too() {
    var net = new ValidatorNet(fixture, stores);
    byte[] forged = fixture.books(0)[0];
    forged[forged.length - 1] ^= 1;
    net.submit(forged);
    net.submit(fixture.books(0)[1]);
    follow(told(net, 0, 1));
    assertThat(follow(told(net, 1, 1)))
        .flatExtracting(CommittedBlock::outcomes)
        .extracting(Outcome::code)
        .contains(OutcomeCode.BAD_SIGNATURE, OutcomeCode.ACCEPTED);
  }

  @Test
  void a_state_that_enough_tell_and_that_is_not_reached_here_stops_the_node() {
    var net = new ValidatorNet(fixture, stores);
    net.submit(fixture.books(0));
    var strange =
        told(net, 0, 1).blocks().stream()
            .map(block -> new FollowedBlock(block.block(), STRANGE))
            .toList();
    follower.onTold(validator(0), 1, strange);
    assertThatThrownBy(() -> follower.onTold(validator(1), 1, strange))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another version");
  }

  @Test
  void what_is_told_again_or_from_far_ahead_changes_nothing() {
    var net = new ValidatorNet(fixture, stores);
    net.submit(fixture.books(0));
    follow(told(net, 0, 1));
    follow(told(net, 1, 1));
    long next = follower.nextHeight();
    assertThat(follow(told(net, 0, 1))).isEmpty();
    assertThat(follow(told(net, 3, 1))).isEmpty();
    assertThat(follower.nextHeight()).isEqualTo(next);
  }
}
