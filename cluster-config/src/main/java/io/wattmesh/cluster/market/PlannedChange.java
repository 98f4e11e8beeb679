package io.wattmesh.cluster.market;

import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;

/**
 * A change of validators that the scenario wants.
 *
 * @param interval the change is handed in when bidding for this interval begins
 * @param words what it changes, for people
 * @param present the validators before
 * @param next the validators of the epoch that follows
 */
public record PlannedChange(int interval, String words, ValidatorSet present, ValidatorSet next) {
  /** Who takes part in the next epoch and did not in the one before. */
  public List<ParticipantId> joiners() {
    return next.validators().stream()
        .map(Validator::id)
        .filter(id -> present.find(id).isEmpty())
        .toList();
  }
}
