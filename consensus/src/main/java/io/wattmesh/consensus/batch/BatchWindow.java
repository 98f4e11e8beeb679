package io.wattmesh.consensus.batch;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The slots of the batches that a chain's blocks have had and that have not expired: what may not
 * come again. Bounded, since a block's batches expire within {@link Batch#MAX_ROUNDS} rounds.
 */
public final class BatchWindow {
  private final Map<BatchSlot, Long> expiryRounds = new HashMap<>();

  /** Why a batch's time does not allow it in a block of a round, if it does not. */
  public static Optional<String> timeRefusal(BatchAck batch, long round) {
    return batch.expiryRound() >= round && batch.expiryRound() - round <= Batch.MAX_ROUNDS
        ? Optional.empty()
        : Optional.of(
            "it expires in round %d, a block of round %d holds batches that expire in it or up to %d rounds later"
                .formatted(batch.expiryRound(), round, Batch.MAX_ROUNDS));
  }

  public boolean contains(BatchSlot slot) {
    return expiryRounds.containsKey(slot);
  }

  public void add(BatchAck batch) {
    expiryRounds.put(batch.slot(), batch.expiryRound());
  }

  /** Forgets what can't be in a block of this round or a later one. */
  public void expire(long round) {
    expiryRounds.values().removeIf(expiryRound -> expiryRound < round);
  }

  /** The highest seq of an author that is here; 0 if there is none. */
  public long highestSeq(int author) {
    return expiryRounds.keySet().stream()
        .filter(slot -> slot.author() == author)
        .mapToLong(BatchSlot::seq)
        .max()
        .orElse(0);
  }
}
