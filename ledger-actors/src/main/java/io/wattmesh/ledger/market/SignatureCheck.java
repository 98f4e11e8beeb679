package io.wattmesh.ledger.market;

import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.VerificationKey;

/** How signatures are judged. */
@FunctionalInterface
public interface SignatureCheck {
  /** Checks each: what validators and auditors do. */
  SignatureCheck EACH = (envelope, key, context) -> envelope.isSignedBy(key, context);

  /**
   * Takes them as good. Only for a replay whose roots are compared with certified ones: a committed
   * block may hold transactions that were refused for their signatures.
   */
  SignatureCheck CHECKED_BEFORE = (envelope, key, context) -> true;

  boolean holds(SignedEnvelope envelope, VerificationKey key, SigningContext context);
}
