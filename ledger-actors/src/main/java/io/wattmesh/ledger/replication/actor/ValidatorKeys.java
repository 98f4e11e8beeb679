package io.wattmesh.ledger.replication.actor;

import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.proto.model.ParticipantId;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * The name under which validators are sharded: by their names, which stay from epoch to epoch. A
 * cluster that has several markets has one such name for each: theirs are called alike.
 */
public final class ValidatorKeys {
  public static final EntityTypeKey<ToValidator> VALIDATOR =
      EntityTypeKey.create(ToValidator.class, "validator");

  private ValidatorKeys() {}

  /**
   * @param market its name within the cluster; empty for the only one
   */
  public static EntityTypeKey<ToValidator> of(String market) {
    return market.isEmpty()
        ? VALIDATOR
        : EntityTypeKey.create(ToValidator.class, VALIDATOR.name() + "." + market);
  }

  /** One of a named market. */
  public static EntityRef<ToValidator> validator(
      ClusterSharding sharding, String market, ParticipantId name) {
    return sharding.entityRefFor(of(market), name.value());
  }

  public static EntityRef<ToValidator> validator(ClusterSharding sharding, ParticipantId name) {
    return sharding.entityRefFor(VALIDATOR, name.value());
  }
}
