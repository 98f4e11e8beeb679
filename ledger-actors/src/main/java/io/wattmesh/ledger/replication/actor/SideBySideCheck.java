package io.wattmesh.ledger.replication.actor;

import io.wattmesh.ledger.market.SignatureCheck;
import io.wattmesh.ledger.signature.MessageClaims;
import io.wattmesh.ledger.signature.SignatureClaim;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.VerificationKey;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * How a validator judges signatures. Those of transactions by verdicts that may have been found
 * before their block came; bids and readings, which come within transactions alone, then and there:
 * those of one book or one set of readings on all processors, the validator's thread among them,
 * which waits until all are judged. So verdicts do not depend on the threads. For one thread.
 */
final class SideBySideCheck implements SignatureCheck {
  /** How many signatures a thread takes at once: about a millisecond. */
  private static final int SHARE = 32;

  private record Judged(VerificationKey key, boolean holds) {}

  private final Verdicts verdicts;
  private final Executor pool;
  private final int helpers;
  private final IdentityHashMap<SignedEnvelope, Judged> judged = new IdentityHashMap<>();

  /**
   * @param pool whose threads help
   * @param helpers how many of them at most
   */
  SideBySideCheck(Verdicts verdicts, Executor pool, int helpers) {
    this.verdicts = verdicts;
    this.pool = pool;
    this.helpers = helpers;
  }

  @Override
  public boolean holds(SignedEnvelope envelope, VerificationKey key, SigningContext context) {
    if (!envelope.context().equals(context)) {
      return false;
    }
    Judged before = judged.remove(envelope);
    if (before != null && before.key().equals(key)) {
      return before.holds();
    }
    SignatureClaim claim = MessageClaims.claim(envelope, key);
    return switch (envelope.type()) {
      case BID, METER_READING -> verdicts.holdsNow(claim);
      default -> verdicts.holds(claim);
    };
  }

  @Override
  public void expect(Supplier<List<Expected>> soon, SigningContext context) {
    judged.clear();
    if (helpers == 0) {
      return;
    }
    List<Expected> expected = soon.get();
    int shares = Math.ceilDiv(expected.size(), SHARE);
    if (shares < 2) {
      return;
    }
    var work = new Work(expected, context, shares);
    for (int helper = 0; helper < Math.min(helpers, shares - 1); helper++) {
      pool.execute(work);
    }
    work.run();
    boolean[] holds = work.await();
    for (int k = 0; k < holds.length; k++) {
      judged.put(expected.get(k).envelope(), new Judged(expected.get(k).key(), holds[k]));
    }
  }

  /** Shares that whoever has time takes, one after the other. */
  private final class Work implements Runnable {
    private final List<Expected> expected;
    private final SigningContext context;
    private final boolean[] holds;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch left;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private Work(List<Expected> expected, SigningContext context, int shares) {
      this.expected = expected;
      this.context = context;
      this.holds = new boolean[expected.size()];
      this.left = new CountDownLatch(shares);
    }

    @Override
    public void run() {
      for (int from = next.getAndAdd(SHARE); from < holds.length; from = next.getAndAdd(SHARE)) {
        try {
          for (int k = from; k < Math.min(from + SHARE, holds.length); k++) {
            holds[k] = holds(expected.get(k));
          }
        } catch (Throwable e) {
          // Also when memory is out: what was not judged must not pass for refused.
          failure.compareAndSet(null, e);
        } finally {
          left.countDown();
        }
      }
    }

    private boolean holds(Expected one) {
      return one.envelope().context().equals(context)
          && verdicts.holdsNow(MessageClaims.claim(one.envelope(), one.key()));
    }

    /** All verdicts, once every share is done. */
    private boolean[] await() {
      boolean interrupted = false;
      while (true) {
        try {
          left.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true; // Another thread is at the last shares and needs a millisecond.
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure.get() != null) {
        throw new IllegalStateException("A signature could not be judged.", failure.get());
      }
      return holds;
    }
  }
}
