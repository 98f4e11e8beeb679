package io.wattmesh.ledger.replication;

import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Believes a committed block when validators of its epoch with more than one third of the voting
 * power tell the same, outcomes and events included: one of them at least is honest. Blocks are
 * believed in order of height, each once; the last one of an epoch says who is believed from then
 * on. What others tell, who are not of the epoch yet or any more, does not count.
 */
public final class CommitAgreement {
  private record Telling(CommittedBlock block, Set<ParticipantId> validators) {}

  private final Map<Long, List<Telling>> byHeight = new HashMap<>();
  private ValidatorSet validators;
  private long nextHeight;

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
    this.validators = validators;
    this.nextHeight = firstHeight;
  }

  /** The validators of the epoch of the block that is to come. */
  public ValidatorSet validators() {
    return validators;
  }

  /** Takes in what one validator tells; returns the blocks that can be believed now. */
  public List<CommittedBlock> onTold(ParticipantId validator, CommittedBlock block) {
    long height = block.header().height();
    if (height < nextHeight) {
      return List.of();
    }
    List<Telling> tellings = byHeight.computeIfAbsent(height, any -> new ArrayList<>());
    tellings.stream()
        .filter(telling -> telling.block().equals(block))
        .findFirst()
        .orElseGet(
            () -> {
              var telling = new Telling(block, new HashSet<>());
              tellings.add(telling);
              return telling;
            })
        .validators()
        .add(validator);
    return believable();
  }

  private List<CommittedBlock> believable() {
    var believed = new ArrayList<CommittedBlock>();
    Optional<CommittedBlock> next = next();
    while (next.isPresent()) {
      believed.add(next.get());
      byHeight.remove(nextHeight++);
      validators = next.get().nextValidators().orElse(validators);
      next = next();
    }
    return believed;
  }

  private Optional<CommittedBlock> next() {
    return byHeight.getOrDefault(nextHeight, List.of()).stream()
        .filter(telling -> telling.block().header().epoch() == validators.epoch())
        .filter(telling -> validators.hasHonestMember(indices(telling.validators())))
        .map(Telling::block)
        .findFirst();
  }

  private Set<Integer> indices(Set<ParticipantId> names) {
    var indices = new HashSet<Integer>();
    for (ParticipantId name : names) {
      int index = validators.indexOf(name);
      if (index >= 0) {
        indices.add(index);
      }
    }
    return indices;
  }
}
