package io.wattmesh.ledger.audit;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayDeque;
import java.util.Optional;

/** Who validates at the place that an audit has come to, and the proofs of how it came so. */
final class AuditedEpochs {
  private final Hash chainId;
  private final ArrayDeque<EpochChange> ahead;
  private ValidatorSet validators;

  AuditedEpochs(Genesis genesis, EpochChanges changes) {
    this.chainId = genesis.chainId();
    this.validators = genesis.validators();
    this.ahead = new ArrayDeque<>(changes.changes());
  }

  ValidatorSet validators() {
    return validators;
  }

  SigningContext context() {
    return new SigningContext(chainId, validators.epoch());
  }

  /**
   * Begins the next epoch if a block was the last of its own, which must be proven to be committed.
   *
   * @param replayed the validators that the replay has after the block
   * @return how many signatures were checked
   */
  int enterAfter(Block last, Optional<ValidatorSet> replayed, String name) {
    if (!last.header().endsEpoch()) {
      return 0;
    }
    EpochChange change = ahead.poll();
    if (change == null || !change.last().id().equals(last.id())) {
      throw new AuditFailedException(
          name + ": the end of epoch " + validators.epoch() + " before it is not proven");
    }
    change
        .refusal(validators, chainId)
        .ifPresent(
            why -> {
              throw new AuditFailedException("end of epoch %d: %s".formatted(change.epoch(), why));
            });
    if (!replayed.equals(Optional.of(change.next()))) {
      throw new AuditFailedException(
          "end of epoch %d: the replay has other next validators".formatted(change.epoch()));
    }
    validators = change.next();
    return change.certificate().signatures().size()
        + change.commit().certificate().signatures().size();
  }

  /** Every change was of a block of the chain. */
  void requireUsed() {
    if (!ahead.isEmpty()) {
      throw new AuditFailedException(
          "epochs: the end of epoch %d is of no block".formatted(ahead.peek().epoch()));
    }
  }
}
