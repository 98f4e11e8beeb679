package io.wattmesh.ledger.replication.actor;

import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.LedgerFollower;
import io.wattmesh.ledger.replication.Submissions;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.ledger.replication.ToGateway.Answered;
import io.wattmesh.ledger.replication.ToGateway.Blocks;
import io.wattmesh.ledger.replication.ToGateway.Committed;
import io.wattmesh.ledger.replication.ToGateway.Halted;
import io.wattmesh.ledger.replication.ToGateway.LookAgain;
import io.wattmesh.ledger.replication.ToGateway.Submit;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.model.ParticipantId;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * A node's way to validators that may be on any node, and back: sees each transaction through, as
 * {@link Submissions} says, and follows the ledger from genesis, as {@link LedgerFollower} does. It
 * asks every validator of the present epoch each second for what it lacks, which also brings to
 * life those that are nowhere; what was lost on the way is asked for again by that.
 */
public final class FollowingGatewayActor {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final int LOOKS_A_QUESTION = 4;
  private static final long MAX_BYTES = 256L * 1024 * 1024;

  /**
   * Who hears what the gateway learns; called on the gateway's thread.
   *
   * @param caughtUp is called once, when all is here that was committed before
   */
  public record Listener(GatewayActor.Listener ledger, Runnable caughtUp) {}

  private final ClusterSharding sharding;
  private final String market;
  private final ActorGateway self;
  private final LedgerFollower follower;
  private final Submissions submissions;
  private final Listener listener;
  private long looks;
  private boolean caughtUp;

  private FollowingGatewayActor(
      ClusterSharding sharding,
      String market,
      ActorRef<ToGateway> self,
      Genesis genesis,
      Listener listener) {
    this.sharding = sharding;
    this.market = market;
    this.self = new ActorGateway(self);
    this.follower = new LedgerFollower(genesis);
    this.listener = listener;
    this.submissions =
        new Submissions(
            genesis.validators(),
            MAX_BYTES,
            (validator, transaction) ->
                tell(validator, new ToValidator.HandIn(transaction, this.self)));
  }

  public static Behavior<ToGateway> create(Genesis genesis, Listener listener) {
    return create("", genesis, listener);
  }

  /**
   * @param market its name within the cluster; empty for the only one
   */
  public static Behavior<ToGateway> create(String market, Genesis genesis, Listener listener) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new LookAgain(), LOOK_EVERY);
                  var gateway =
                      new FollowingGatewayActor(
                          ClusterSharding.get(actor.getSystem()),
                          market,
                          actor.getSelf(),
                          genesis,
                          listener);
                  return Behaviors.receiveMessage(gateway::onMessage);
                }));
  }

  private Behavior<ToGateway> onMessage(ToGateway message) {
    switch (message) {
      case Submit submit -> submissions.submit(submit.transaction(), submit.answers(), nowMillis());
      case Answered answered -> submissions.answered(answered, nowMillis());
      case LookAgain look -> onLookAgain();
      case Blocks blocks -> onBlocks(blocks);
      case Committed committed -> {} // Local news of a validator beside; the blocks have it all.
      case Halted halted -> listener.ledger().halted().accept(halted);
    }
    return Behaviors.same();
  }

  private void onLookAgain() {
    submissions.lookAgain(nowMillis());
    if (looks++ % LOOKS_A_QUESTION == 0) {
      follower.validators().validators().stream().map(Validator::id).forEach(this::ask);
    }
  }

  private void ask(ParticipantId validator) {
    tell(validator, new ToValidator.Follow(self, follower.nextHeight()));
  }

  private void onBlocks(Blocks blocks) {
    submissions.told(blocks.validator(), blocks.tip());
    for (CommittedBlock block :
        follower.onTold(blocks.validator(), blocks.tip(), blocks.blocks())) {
      submissions.committed(block, nowMillis());
      listener.ledger().committed().accept(block);
    }
    if (blocks.blocks().size() > 1 && blocks.tip() >= follower.nextHeight()) {
      ask(blocks.validator());
    }
    if (!caughtUp && follower.isCaughtUp()) {
      caughtUp = true;
      listener.caughtUp().run();
    }
  }

  private void tell(ParticipantId validator, ToValidator message) {
    ValidatorKeys.validator(sharding, market, validator).tell(message);
  }

  private static long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }
}
