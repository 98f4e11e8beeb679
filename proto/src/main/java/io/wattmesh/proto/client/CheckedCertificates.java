package io.wattmesh.proto.client;

import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.LinkedHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The verdicts on certificates of all clients in a process: they trust each other's arithmetic, so
 * a block that many of them wait for has its signatures checked once. A verdict is of one
 * certificate by one set of validators on one chain. Bounded; only good ones are remembered, so
 * that nothing can fill the memory. Never for validators, each of whom must have checked by itself.
 *
 * <p>Safe for use by several threads.
 */
public final class CheckedCertificates {
  private static final int REMEMBERED = 256;

  private final LinkedHashMap<Hash, FutureTask<Boolean>> known = new LinkedHashMap<>();
  private long checked;

  /** Whether these validators of this chain and epoch, a quorum of them, signed it. */
  boolean hold(QuorumCertificate certificate, ValidatorSet validators, SigningContext context) {
    Hash digest = digest(certificate, validators, context);
    var mine = new FutureTask<>(() -> isGood(certificate, validators, context));
    FutureTask<Boolean> task;
    synchronized (known) {
      FutureTask<Boolean> before = known.putIfAbsent(digest, mine);
      task = before == null ? mine : before;
      checked += before == null ? 1 : 0;
      if (known.size() > REMEMBERED) {
        known.pollFirstEntry();
      }
    }
    task.run(); // Nothing, if another thread runs it or has run it.
    boolean holds = verdict(task);
    if (!holds) {
      synchronized (known) {
        known.remove(digest, task);
      }
    }
    return holds;
  }

  private static boolean isGood(
      QuorumCertificate certificate, ValidatorSet validators, SigningContext context) {
    try {
      return certificate.refusal(validators, context).isEmpty();
    } catch (ArithmeticException e) {
      return false; // Whoever makes certificates picks their numbers.
    }
  }

  private static Hash digest(
      QuorumCertificate certificate, ValidatorSet validators, SigningContext context) {
    var out = new CanonicalWriter().hash(context.chainId()).i64(context.epoch());
    validators.write(out);
    certificate.write(out);
    return Sha256.of(out.toByteArray());
  }

  private static boolean verdict(FutureTask<Boolean> task) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true; // Another thread is at it and needs less than a millisecond.
        } catch (ExecutionException e) {
          throw new IllegalStateException("A certificate could not be judged.", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** How many certificates were checked. */
  long checked() {
    synchronized (known) {
      return checked;
    }
  }
}
