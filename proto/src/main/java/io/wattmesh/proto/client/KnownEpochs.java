package io.wattmesh.proto.client;

import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.proof.ChainIdentity;
import io.wattmesh.proto.proof.ProofRefusedException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The validators of the newest epochs that were proven. Those of a few earlier ones are kept, for a
 * reply may still be on its way when its epoch ends; older ones are not, for their keys may be
 * anybody's by now.
 */
final class KnownEpochs {
  private static final int KEPT = 4;

  private final Hash chainId;
  private final SortedMap<Long, ValidatorSet> known = new TreeMap<>();

  /**
   * @throws ProofRefusedException if the identity is another chain's
   */
  KnownEpochs(Hash trustedChainId, ChainIdentity identity) {
    if (!identity.chainId().equals(trustedChainId)) {
      throw new ProofRefusedException(
          "genesis: these validators and this body are of chain %s, not of %s"
              .formatted(identity.chainId().shortHex(), trustedChainId.shortHex()));
    }
    this.chainId = trustedChainId;
    known.put(identity.validators().epoch(), identity.validators());
  }

  Hash chainId() {
    return chainId;
  }

  /** The validators of the newest epoch. */
  ValidatorSet newest() {
    return known.get(known.lastKey());
  }

  Optional<ValidatorSet> of(long epoch) {
    return Optional.ofNullable(known.get(epoch));
  }

  SigningContext context(ValidatorSet validators) {
    return new SigningContext(chainId, validators.epoch());
  }

  /**
   * Goes on to later epochs; what is known already is passed over.
   *
   * @return what is wrong with the changes, if anything; nothing has changed then
   */
  Optional<String> advance(EpochChanges changes) {
    long newest = known.lastKey();
    List<EpochChange> later =
        changes.changes().stream().filter(change -> change.epoch() >= newest).toList();
    Optional<String> refusal;
    try {
      refusal = new EpochChanges(later).refusal(newest(), chainId);
    } catch (ArithmeticException e) {
      refusal = Optional.of("a voting power, a height or an epoch is out of range");
    }
    if (refusal.isPresent()) {
      return refusal;
    }
    later.forEach(change -> known.put(change.next().epoch(), change.next()));
    while (known.size() > KEPT) {
      known.remove(known.firstKey());
    }
    return Optional.empty();
  }
}
