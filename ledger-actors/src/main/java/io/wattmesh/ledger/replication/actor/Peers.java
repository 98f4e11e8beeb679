package io.wattmesh.ledger.replication.actor;

import io.wattmesh.ledger.replication.ToValidator.Deliver;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Set;

/**
 * Who a validator speaks to. A name may be anybody's bytes: only who has a place is started by a
 * message.
 *
 * @param known everybody whom the cluster has a place for
 */
record Peers(ValidatorPlaces places, Set<ParticipantId> known) {
  void deliver(ParticipantId to, byte[] message) {
    if (known.contains(to)) {
      places.tell(to, new Deliver(message));
    }
  }
}
