package io.wattmesh.ledger.replication;

import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Believes a committed block when validators of its epoch with more than one third of the voting
 * power tell the same, outcomes and events included: one of them at least is honest. Blocks are
 * believed in order of height, each once; the last one of an epoch says who is believed from then
 * on. What others tell, who are not of the epoch yet or any more, does not count.
 */
public final class CommitAgreement {
  private final EqualWords<CommittedBlock> words;

  /**
   * @param validators those of the epoch of the first block
   * @param firstHeight the block to begin with: 1 where all validators tell all blocks, and one
   *     above a snapshot where they begin there
   */
  public CommitAgreement(ValidatorSet validators, long firstHeight) {
    if (firstHeight < 1) {
      throw new IllegalArgumentException(
          "Blocks are believed from height %d on; genesis has height 0, begin at 1 or above."
              .formatted(firstHeight));
    }
    this.words = new EqualWords<>(validators, firstHeight, Long.MAX_VALUE, CommittedBlock::header);
  }

  /** The validators of the epoch of the block that is to come. */
  public ValidatorSet validators() {
    return words.validators();
  }

  /** Takes in what one validator tells; returns the blocks that can be believed now. */
  public List<CommittedBlock> onTold(ParticipantId validator, CommittedBlock block) {
    words.add(validator, block);
    var believed = new ArrayList<CommittedBlock>();
    for (Optional<CommittedBlock> next = words.next(); next.isPresent(); next = words.next()) {
      believed.add(next.get());
      words.goOn(next.get().nextValidators());
    }
    return believed;
  }
}
