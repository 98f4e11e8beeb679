package io.wattmesh.ledger.replication;

import io.wattmesh.proto.chain.ValidatorSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Believes a committed block when validators with more than one third of the voting power tell the
 * same, outcomes and events included: one of them at least is honest. Blocks are believed in order
 * of height, each once.
 */
public final class CommitAgreement {
  private record Telling(CommittedBlock block, Set<Integer> validators) {}

  private final ValidatorSet validators;
  private final Map<Long, List<Telling>> byHeight = new HashMap<>();
  private long nextHeight = 1;

  public CommitAgreement(ValidatorSet validators) {
    this.validators = validators;
  }

  /** Takes in what one validator tells; returns the blocks that can be believed now. */
  public List<CommittedBlock> onTold(int validator, CommittedBlock block) {
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
    boolean more = true;
    while (more) {
      more = false;
      for (Telling telling : byHeight.getOrDefault(nextHeight, List.of())) {
        if (validators.hasHonestMember(telling.validators())) {
          believed.add(telling.block());
          more = true;
          break;
        }
      }
      if (more) {
        byHeight.remove(nextHeight++);
      }
    }
    return believed;
  }
}
