package io.wattmesh.cluster.node;

import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.ledger.replication.actor.ValidatorActor;
import io.wattmesh.ledger.replication.actor.ValidatorKeys;
import io.wattmesh.proto.model.ParticipantId;
import java.util.function.Function;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/** Lets a node carry validators. */
public final class ValidatorRole {
  private ValidatorRole() {}

  /**
   * @param posts what each validator begins with, by its name
   */
  public static void start(
      ClusterSharding sharding,
      RolePlacement placement,
      Function<ParticipantId, ValidatorActor.Post> posts) {
    start(sharding, "", placement, posts);
  }

  /**
   * The same for one of several markets.
   *
   * @param market its name within the cluster
   */
  public static void start(
      ClusterSharding sharding,
      String market,
      RolePlacement placement,
      Function<ParticipantId, ValidatorActor.Post> posts) {
    sharding.init(
        placement.place(
            NodeRole.VALIDATOR,
            Entity.of(
                    ValidatorKeys.of(market),
                    entity ->
                        placement.validator(posts.apply(new ParticipantId(entity.getEntityId()))))
                .withEntityProps(ClusterOfOne.DISK)));
  }
}
