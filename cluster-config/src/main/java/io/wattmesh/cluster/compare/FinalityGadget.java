package io.wattmesh.cluster.compare;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Casper FFG as Gasper uses it (Buterin et al., "Combining GHOST and Casper", arXiv 2003.03052): a
 * checkpoint for which two thirds of all stake vote is justified; one that is justified, with the
 * next epoch's justified, is final. Votes are counted when their epoch is over, and each is taken
 * to rest on the checkpoint before.
 *
 * @param <C> what checkpoints are told apart by
 */
final class FinalityGadget<C> {
  private final double wholeStake;
  private final Map<C, Double> votes = new HashMap<>();
  private Optional<C> lastJustified;
  private Optional<C> finalised;

  /** Begins with a genesis that is final. */
  FinalityGadget(double wholeStake, C genesis) {
    this.wholeStake = wholeStake;
    this.lastJustified = Optional.of(genesis);
    this.finalised = Optional.of(genesis);
  }

  /** Of the epoch that is under way. */
  void vote(C checkpoint, double stake) {
    votes.merge(checkpoint, stake, Double::sum);
  }

  /** The epoch is over; returns the newest final checkpoint. */
  C endEpoch() {
    Optional<C> justified =
        votes.entrySet().stream()
            .filter(entry -> 3 * entry.getValue() >= 2 * wholeStake)
            .map(Map.Entry::getKey)
            .findFirst();
    if (justified.isPresent() && lastJustified.isPresent()) {
      finalised = lastJustified;
    }
    lastJustified = justified;
    votes.clear();
    return finalised.orElseThrow();
  }
}
