package io.wattmesh.cluster.member;

import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.ToProsumer.BidAcknowledged;
import io.wattmesh.market.message.ToProsumer.BidRefused;
import io.wattmesh.proto.model.ParticipantId;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.pubsub.Topic;

/**
 * In the place of a participant whose agent runs outside: passes what its aggregator answers to
 * whoever waits for it at a gateway, on whatever node.
 */
final class OutsideProsumer {
  private OutsideProsumer() {}

  /** Where the answers to a participant's bids are heard; each user has its own. */
  static Behavior<Topic.Command<ToProsumer.Told>> answers(
      String market, ParticipantId participant) {
    return Topic.create(
        ToProsumer.Told.class,
        market.isEmpty()
            ? "bid-answers-" + participant
            : "bid-answers-%s-of-%s".formatted(participant, market));
  }

  /**
   * @param market its name within the cluster; empty for the only one
   */
  static Behavior<ToProsumer> create(String market, ParticipantId participant) {
    return Behaviors.setup(
        actor -> {
          ActorRef<Topic.Command<ToProsumer.Told>> answers =
              actor.spawn(answers(market, participant), "answers");
          return Behaviors.receiveMessage(
              message -> {
                if (message instanceof BidAcknowledged || message instanceof BidRefused) {
                  answers.tell(Topic.publish((ToProsumer.Told) message));
                }
                return Behaviors.same();
              });
        });
  }
}
