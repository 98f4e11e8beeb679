package io.wattmesh.ledger.replication.actor;

import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.proto.model.ParticipantId;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** The name under which validators are sharded: by their names, which stay from epoch to epoch. */
public final class ValidatorKeys {
  public static final EntityTypeKey<ToValidator> VALIDATOR =
      EntityTypeKey.create(ToValidator.class, "validator");

  private ValidatorKeys() {}

  public static EntityRef<ToValidator> validator(ClusterSharding sharding, ParticipantId name) {
    return sharding.entityRefFor(VALIDATOR, name.value());
  }
}
