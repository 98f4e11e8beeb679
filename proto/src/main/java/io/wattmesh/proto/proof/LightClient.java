package io.wattmesh.proto.proof;

import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.merkle.MerkleProof;
import io.wattmesh.proto.merkle.SparseProof;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Follows a chain without its blocks: from the chain's identity through the ends of epochs to the
 * newest state root that was proven to it, and from there to single accounts. It trusts the chain
 * id that it began with and, of each epoch, more than a third of the power.
 *
 * <p>Not safe for use by several threads.
 */
public final class LightClient {
  private final Hash chainId;
  private ValidatorSet validators;
  private long height;
  private Hash stateRoot;
  private Hash outcomesRoot;

  /**
   * @param trustedChainId the id of the chain that is meant; all else is believed by it alone
   * @throws ProofRefusedException if the identity is another chain's
   */
  public LightClient(Hash trustedChainId, ChainIdentity identity) {
    if (!identity.chainId().equals(trustedChainId)) {
      throw new ProofRefusedException(
          "genesis: these validators and this body are of chain %s, not of %s"
              .formatted(identity.chainId().shortHex(), trustedChainId.shortHex()));
    }
    this.chainId = trustedChainId;
    this.validators = identity.validators();
    this.stateRoot = Hash.ZERO;
    this.outcomesRoot = Hash.ZERO;
  }

  /**
   * Goes on to a later epoch, and to the state after the last block before it; nothing changes if a
   * change does not hold.
   *
   * @throws ProofRefusedException naming the first change that does not hold
   */
  public void advance(EpochChanges changes) {
    exact(() -> changes.refusal(validators, chainId))
        .ifPresent(
            why -> {
              throw new ProofRefusedException("epochs: " + why);
            });
    if (!changes.changes().isEmpty()) {
      EpochChange last = changes.changes().getLast();
      validators = last.next();
      height = last.last().height();
      stateRoot = last.commit().above().parentStateRoot();
      outcomesRoot = last.commit().above().parentOutcomesRoot();
    }
  }

  /**
   * Takes the state after a committed block of the present epoch as the newest. What is above an
   * epoch's last block in the same epoch is not committed, but changes no state either.
   *
   * @throws ProofRefusedException if the proof does not hold or is of an older block
   */
  public void follow(CommitProof proof) {
    if (proof.child().epoch() != validators.epoch()) {
      throw new ProofRefusedException(
          "commit proof: it is of epoch %d, known are the validators of %d"
              .formatted(proof.child().epoch(), validators.epoch()));
    }
    exact(() -> proof.refusal(validators, new SigningContext(chainId, validators.epoch())))
        .ifPresent(
            why -> {
              throw new ProofRefusedException("commit proof: " + why);
            });
    if (proof.committedHeight() < height) {
      throw new ProofRefusedException(
          "commit proof: it is of height %d, height %d is known already"
              .formatted(proof.committedHeight(), height));
    }
    height = proof.committedHeight();
    stateRoot = proof.above().parentStateRoot();
    outcomesRoot = proof.above().parentOutcomesRoot();
  }

  /** Whoever makes proofs picks their numbers: powers that no sum can hold are refused. */
  private static Optional<String> exact(Supplier<Optional<String>> judge) {
    try {
      return judge.get();
    } catch (ArithmeticException e) {
      return Optional.of("a voting power, a height or an epoch is out of range");
    }
  }

  /**
   * The account in the newest state, or that there is none.
   *
   * @param claimed the account's record, empty if it is claimed to be absent
   * @return the record, now proven
   * @throws ProofRefusedException if the proof shows something else
   */
  public Optional<AccountRecord> account(
      ParticipantId id, Optional<AccountRecord> claimed, SparseProof proof) {
    if (stateRoot.equals(Hash.ZERO)) {
      throw new ProofRefusedException("state: no commit proof was followed yet");
    }
    byte[] key = AccountRecord.stateKey(id);
    boolean holds =
        claimed
            .map(record -> proof.verifyPresent(key, record.toBytes(), stateRoot))
            .orElseGet(() -> proof.verifyAbsent(key, stateRoot));
    if (!holds) {
      throw new ProofRefusedException(
          "account: %s does not stand %s under the state root of height %d"
              .formatted(id, claimed.map(Object::toString).orElse("as absent"), height));
    }
    return claimed;
  }

  /**
   * What became of a transaction in the block of the newest height, and of a call what it used,
   * paid, gave and told.
   *
   * @param receipt the call's; empty if the outcome names none
   * @throws ProofRefusedException if the outcome is not of that block, or the receipt not of the
   *     outcome
   */
  public void outcome(OutcomeRecord claimed, Optional<CallReceipt> receipt, MerkleProof proof) {
    if (!proof.verify(claimed.toBytes(), outcomesRoot)) {
      throw new ProofRefusedException(
          "outcome: %s does not stand under the outcomes root of height %d"
              .formatted(claimed, height));
    }
    ProvenFact.receiptRefusal(claimed, receipt)
        .ifPresent(
            why -> {
              throw new ProofRefusedException(why);
            });
  }

  /** The validators that are trusted now. */
  public ValidatorSet validators() {
    return validators;
  }

  /** The height of the newest proven state; 0 before the first. */
  public long height() {
    return height;
  }
}
