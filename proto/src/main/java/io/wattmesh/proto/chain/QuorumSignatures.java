package io.wattmesh.proto.chain;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SigningContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** What all certificates have in common: a quorum's signatures on the same payload, by index. */
public final class QuorumSignatures {
  private QuorumSignatures() {}

  /** Why these are not a quorum of the validators, if they are not. */
  public static Optional<String> signersRefusal(Set<Integer> signers, ValidatorSet validators) {
    for (int index : signers) {
      if (index < 0 || index >= validators.size()) {
        return Optional.of("signer " + index + " is not among " + validators.size());
      }
    }
    return validators.isQuorum(signers)
        ? Optional.empty()
        : Optional.of(signers.size() + " of " + validators.size() + " is not a quorum");
  }

  /** The first signature that does not hold, if any; the signers are among the validators. */
  public static Optional<String> signatureRefusal(
      Map<Integer, Signature> signatures,
      MessageType type,
      byte[] payload,
      ValidatorSet validators,
      SigningContext context) {
    for (Map.Entry<Integer, Signature> signed : signatures.entrySet()) {
      Validator validator = validators.get(signed.getKey());
      byte[] preimage = context.preimage(type, validator.id().value(), payload);
      if (!validator.key().verify(preimage, signed.getValue())) {
        return Optional.of("the signature of " + validator.id() + " does not hold");
      }
    }
    return Optional.empty();
  }

  /** What {@link #write} writes takes this much. */
  public static int bytes(SortedMap<Integer, Signature> signatures) {
    return 4 + signatures.size() * (4 + Signature.BYTES);
  }

  public static void write(SortedMap<Integer, Signature> signatures, CanonicalWriter out) {
    out.i32(signatures.size());
    signatures.forEach((index, signature) -> signature.write(out.i32(index)));
  }

  /** Signers must rise from entry to entry, so that none is counted twice. */
  public static SortedMap<Integer, Signature> read(CanonicalReader in) {
    return BySigner.read(in, Signature.BYTES, Signature::read);
  }
}
