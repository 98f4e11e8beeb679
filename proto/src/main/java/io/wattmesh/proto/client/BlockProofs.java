package io.wattmesh.proto.client;

import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Checks proofs of blocks, each once: what held is remembered by the hash of all its bytes, so that
 * a block's many replies cost one check of its certificate. Bounded; the oldest is forgotten.
 */
final class BlockProofs {
  private static final int REMEMBERED = 256;

  /** What a proof shows. */
  record Shown(long height, Hash outcomesRoot) {}

  /** Whether a proof holds. */
  enum Judgement {
    HOLDS,
    FORGED,
    UNKNOWN_EPOCH
  }

  /** A judgement, with what is shown if it holds. */
  record Judged(Judgement judgement, Optional<Shown> shown) {
    private static final Judged FORGED = new Judged(Judgement.FORGED, Optional.empty());
    private static final Judged UNKNOWN = new Judged(Judgement.UNKNOWN_EPOCH, Optional.empty());
  }

  private final KnownEpochs epochs;
  private final CheckedCertificates certificates;
  private final Map<Hash, Shown> held = new LinkedHashMap<>();

  BlockProofs(KnownEpochs epochs, CheckedCertificates certificates) {
    this.epochs = epochs;
    this.certificates = certificates;
  }

  Judged judge(byte[] bytes) {
    if (bytes.length > BlockProof.MAX_BYTES) {
      return Judged.FORGED;
    }
    Hash digest = Sha256.of(bytes);
    Shown known = held.get(digest);
    if (known != null) {
      return new Judged(Judgement.HOLDS, Optional.of(known));
    }
    BlockProof proof;
    try {
      proof = BlockProof.ofBytes(bytes);
    } catch (MalformedBytesException e) {
      return Judged.FORGED;
    }
    Optional<ValidatorSet> validators = epochs.of(proof.epoch());
    if (validators.isEmpty()) {
      return Judged.UNKNOWN;
    }
    if (!holds(proof, validators.get())) {
      return Judged.FORGED;
    }
    var shown = new Shown(proof.height(), proof.outcomesRoot());
    remember(digest, shown);
    return new Judged(Judgement.HOLDS, Optional.of(shown));
  }

  private boolean holds(BlockProof proof, ValidatorSet validators) {
    try {
      if (proof.linkRefusal().isPresent() || proof.commit().structureRefusal().isPresent()) {
        return false;
      }
      return certificates.hold(
          proof.commit().certificate(), validators, epochs.context(validators));
    } catch (ArithmeticException e) {
      return false; // Whoever makes proofs picks their numbers.
    }
  }

  private void remember(Hash digest, Shown shown) {
    held.put(digest, shown);
    if (held.size() > REMEMBERED) {
      var oldest = held.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** How many certificates were checked, by all who share the verdicts. */
  long checked() {
    return certificates.checked();
  }
}
