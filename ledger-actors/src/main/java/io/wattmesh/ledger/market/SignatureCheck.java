package io.wattmesh.ledger.market;

import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.VerificationKey;
import java.util.List;
import java.util.function.Supplier;

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

  /** A signature that will be asked for, under the key that it should be of. */
  record Expected(SignedEnvelope envelope, VerificationKey key) {}

  boolean holds(SignedEnvelope envelope, VerificationKey key, SigningContext context);

  /**
   * Says which signatures are asked for next, so that they can be checked side by side. It is a
   * hint: what is asked for in the end, and what follows from it, is up to the rules.
   *
   * @param soon told only if somebody wants to know
   */
  default void expect(Supplier<List<Expected>> soon, SigningContext context) {}
}
