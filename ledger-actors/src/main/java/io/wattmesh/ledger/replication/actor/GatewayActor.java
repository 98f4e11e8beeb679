package io.wattmesh.ledger.replication.actor;

import io.wattmesh.ledger.replication.CommitAgreement;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.Submissions;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.ledger.replication.ToGateway.Answered;
import io.wattmesh.ledger.replication.ToGateway.Blocks;
import io.wattmesh.ledger.replication.ToGateway.Committed;
import io.wattmesh.ledger.replication.ToGateway.Halted;
import io.wattmesh.ledger.replication.ToGateway.LookAgain;
import io.wattmesh.ledger.replication.ToGateway.Submit;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.proto.chain.ValidatorSet;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * The way to the validators and back: sees each transaction through, as {@link Submissions} says,
 * and passes on the blocks that enough validators tell alike.
 */
public final class GatewayActor {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  /** As much as validators have for what waits at one of them. */
  private static final long MAX_BYTES = 256L * 1024 * 1024;

  /** Who hears what the gateway learns; called on the gateway's thread. */
  public record Listener(Consumer<CommittedBlock> committed, Consumer<Halted> halted) {}

  private final CommitAgreement agreement;
  private final Submissions submissions;
  private final Listener listener;

  private GatewayActor(ClusterSharding sharding, CommitAgreement agreement, Listener listener) {
    this.agreement = agreement;
    this.submissions =
        new Submissions(
            agreement.validators(),
            MAX_BYTES,
            (validator, transaction) ->
                ValidatorKeys.validator(sharding, validator)
                    .tell(new ToValidator.Submit(transaction)));
    this.listener = listener;
  }

  /** A gateway that is told all blocks, from the first on. */
  public static Behavior<ToGateway> create(ValidatorSet genesis, Listener listener) {
    return create(genesis, 1, listener);
  }

  /**
   * A gateway that passes on the blocks from a height on. It comes to know later epochs' validators
   * by the blocks themselves.
   *
   * @param validators those of the first block's epoch
   * @param firstHeight as {@link CommitAgreement} has it
   */
  public static Behavior<ToGateway> create(
      ValidatorSet validators, long firstHeight, Listener listener) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(new LookAgain(), LOOK_EVERY);
                  var sharding = ClusterSharding.get(actor.getSystem());
                  var agreement = new CommitAgreement(validators, firstHeight);
                  var gateway = new GatewayActor(sharding, agreement, listener);
                  return Behaviors.receiveMessage(gateway::onMessage);
                }));
  }

  private Behavior<ToGateway> onMessage(ToGateway message) {
    switch (message) {
      case Submit submit -> submissions.submit(submit.transaction(), submit.answers(), nowMillis());
      case Answered answered -> submissions.answered(answered, nowMillis());
      case LookAgain look -> submissions.lookAgain(nowMillis());
      case Committed committed -> onCommitted(committed);
      case Blocks blocks -> {} // Validators here tell what they commit as it is.
      case Halted halted -> listener.halted().accept(halted);
    }
    return Behaviors.same();
  }

  private void onCommitted(Committed committed) {
    submissions.told(committed.validator(), committed.block().header().height());
    for (CommittedBlock block : agreement.onTold(committed.validator(), committed.block())) {
      submissions.committed(block, nowMillis());
      listener.committed().accept(block);
    }
  }

  private static long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }
}
