package io.wattmesh.ledger.replication.actor;

import io.wattmesh.ledger.replication.CommitAgreement;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.ledger.replication.ToGateway.Committed;
import io.wattmesh.ledger.replication.ToGateway.Halted;
import io.wattmesh.ledger.replication.ToGateway.SubmitToAll;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.proto.chain.ValidatorSet;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * The way to the validators and back: hands each transaction to all of them, and passes on the
 * blocks that enough of them tell alike.
 */
public final class GatewayActor {
  /** Who hears what the gateway learns; called on the gateway's thread. */
  public record Listener(Consumer<CommittedBlock> committed, Consumer<Halted> halted) {}

  private final ClusterSharding sharding;
  private final int validators;
  private final CommitAgreement agreement;
  private final Listener listener;

  private GatewayActor(ClusterSharding sharding, ValidatorSet validators, Listener listener) {
    this.sharding = sharding;
    this.validators = validators.size();
    this.agreement = new CommitAgreement(validators);
    this.listener = listener;
  }

  public static Behavior<ToGateway> create(ValidatorSet validators, Listener listener) {
    return Behaviors.setup(
        actor -> {
          var sharding = ClusterSharding.get(actor.getSystem());
          var gateway = new GatewayActor(sharding, validators, listener);
          return Behaviors.receiveMessage(gateway::onMessage);
        });
  }

  private Behavior<ToGateway> onMessage(ToGateway message) {
    switch (message) {
      case SubmitToAll submit -> onSubmit(submit);
      case Committed committed ->
          agreement.onTold(committed.validator(), committed.block()).forEach(listener.committed());
      case Halted halted -> listener.halted().accept(halted);
    }
    return Behaviors.same();
  }

  private void onSubmit(SubmitToAll submit) {
    for (int k = 0; k < validators; k++) {
      ValidatorKeys.validator(sharding, k).tell(new ToValidator.Submit(submit.transaction()));
    }
  }
}
