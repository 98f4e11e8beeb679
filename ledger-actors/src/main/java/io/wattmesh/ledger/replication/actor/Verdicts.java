package io.wattmesh.ledger.replication.actor;

import io.wattmesh.ledger.signature.SignatureClaim;
import io.wattmesh.proto.model.Hash;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One validator's verdicts on signatures: each is found once, by whoever comes first, the validator
 * itself or a thread beside it, and remembered for as long as the memory's bound allows. Validators
 * share no verdicts, so each has its own instance. Safe for use by several threads.
 */
final class Verdicts {
  /** About 200 bytes each. */
  private static final int REMEMBERED = 131_072;

  private final int remembered;
  private final AtomicLong checks = new AtomicLong();
  private final Map<Hash, FutureTask<Boolean>> known = new LinkedHashMap<>();

  Verdicts() {
    this(REMEMBERED);
  }

  /**
   * @param remembered how many verdicts are kept, the newest
   */
  Verdicts(int remembered) {
    this.remembered = remembered;
  }

  /** Work that finds a verdict which nobody has looked for yet; none if somebody has. */
  Optional<Runnable> prepare(SignatureClaim claim) {
    FutureTask<Boolean> task = task(claim);
    Hash digest = claim.digest();
    synchronized (known) {
      if (known.putIfAbsent(digest, task) != null) {
        return Optional.empty();
      }
      forgetOldest();
    }
    return Optional.of(task);
  }

  /** The verdict. If nobody has begun to look for it, the caller's thread does. */
  boolean holds(SignatureClaim claim) {
    Hash digest = claim.digest();
    FutureTask<Boolean> task;
    synchronized (known) {
      task = known.computeIfAbsent(digest, _ -> task(claim));
      forgetOldest();
    }
    task.run(); // Nothing, if another thread runs it or has run it.
    return verdict(task);
  }

  /**
   * The verdict, found now and not remembered: for what nobody names beforehand and the validator
   * asks for once.
   */
  boolean holdsNow(SignatureClaim claim) {
    checks.incrementAndGet();
    return claim.holds();
  }

  private FutureTask<Boolean> task(SignatureClaim claim) {
    return new FutureTask<>(() -> holdsNow(claim));
  }

  private static boolean verdict(FutureTask<Boolean> task) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true; // Another thread is at it and needs some 100 microseconds.
        } catch (ExecutionException e) {
          throw new IllegalStateException("A signature could not be judged.", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void forgetOldest() {
    if (known.size() > remembered) {
      var oldest = known.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** How many signatures were checked so far. */
  long checks() {
    return checks.get();
  }
}
