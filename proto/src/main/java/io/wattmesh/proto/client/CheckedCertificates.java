package io.wattmesh.proto.client;

import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.LinkedHashSet;

/**
 * The verdicts on certificates of all clients in a process: they trust each other's arithmetic, so
 * a block that many of them wait for has its signatures checked once. A verdict is of one
 * certificate by one set of validators on one chain. Bounded; only good ones are remembered, so
 * that nothing can fill the memory. Never for validators, each of whom must have checked by itself.
 *
 * <p>Safe for use by several threads. One checks at a time, for most wait for the same verdict.
 */
public final class CheckedCertificates {
  private static final int REMEMBERED = 256;

  private final LinkedHashSet<Hash> good = new LinkedHashSet<>();
  private long checked;

  /** Whether these validators of this chain and epoch, a quorum of them, signed it. */
  synchronized boolean hold(
      QuorumCertificate certificate, ValidatorSet validators, SigningContext context) {
    Hash digest = digest(certificate, validators, context);
    if (good.contains(digest)) {
      return true;
    }
    checked++;
    if (certificate.refusal(validators, context).isPresent()) {
      return false;
    }
    good.add(digest);
    if (good.size() > REMEMBERED) {
      good.removeFirst();
    }
    return true;
  }

  private static Hash digest(
      QuorumCertificate certificate, ValidatorSet validators, SigningContext context) {
    var out = new CanonicalWriter().hash(context.chainId()).i64(context.epoch());
    validators.write(out);
    certificate.write(out);
    return Sha256.of(out.toByteArray());
  }

  /** How many certificates were checked. */
  synchronized long checked() {
    return checked;
  }
}
