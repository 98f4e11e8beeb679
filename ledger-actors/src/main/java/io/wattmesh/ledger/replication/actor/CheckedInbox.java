package io.wattmesh.ledger.replication.actor;

import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.replica.Input;
import io.wattmesh.ledger.signature.MessageClaims;
import io.wattmesh.ledger.signature.SignatureClaim;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Has the signatures of a validator's inputs checked on other threads before the validator sees
 * them, and gives the inputs out in the order in which they came. Those of transactions that others
 * spread need not be done by then: they are wanted only when a block is executed.
 *
 * <p>Bounded: beyond {@value #MAX_WAITING} inputs the validator's own thread checks the oldest, and
 * so takes no further message from its mailbox meanwhile.
 */
final class CheckedInbox {
  private static final int MAX_WAITING = 256;

  /** How many signatures one task checks: some milliseconds, so that tasks share the threads. */
  private static final int TASK_CLAIMS = 32;

  private static final class Entry {
    private final Input input;
    private volatile boolean isChecked;

    private Entry(Input input) {
      this.input = input;
    }
  }

  private final MessageClaims claims;
  private final Verdicts verdicts;
  private final Executor pool;
  private final Runnable wake;
  private final Queue<Entry> waiting = new ArrayDeque<>();

  /** The certificate whose votes were checked last; several threads may, so it is only a hint. */
  private volatile QuorumCertificate newest;

  /**
   * @param pool where signatures are checked
   * @param wake called on the pool's threads when an input may be ready
   */
  CheckedInbox(MessageClaims claims, Verdicts verdicts, Executor pool, Runnable wake) {
    this.claims = claims;
    this.verdicts = verdicts;
    this.pool = pool;
    this.wake = wake;
  }

  /** Takes an input in. */
  void add(Input input, ValidatorSet validators) {
    Runnable work =
        switch (input) {
          case Input.Received received -> () -> check(received.message(), validators);
          case Input.SubmitTransaction submitted ->
              () ->
                  claims.ofTransactions(List.of(submitted.transaction())).forEach(verdicts::holds);
          case Input.SnapshotRead _, Input.Tick() -> () -> {};
        };
    var entry = new Entry(input);
    waiting.add(entry);
    pool.execute(
        () -> {
          try {
            work.run();
          } finally {
            entry.isChecked = true;
            wake.run();
          }
        });
  }

  /** Nothing but its signature is looked at before that holds: a stranger causes one check. */
  private void check(byte[] bytes, ValidatorSet validators) {
    try {
      ConsensusMessage message = ConsensusMessage.ofBytes(bytes);
      SignedEnvelope envelope = message.envelope();
      if (MessageClaims.of(envelope, validators).filter(verdicts::holds).isPresent()) {
        checkVotes(message.syncInfo().highQc(), validators);
        checkLater(claims.transactions(envelope));
      }
    } catch (MalformedBytesException e) {
      // The validator refuses it and counts it.
    }
  }

  /** Nearly all messages of a round have the same certificate beside them. */
  private void checkVotes(QuorumCertificate certificate, ValidatorSet validators) {
    if (!certificate.equals(newest)) {
      claims.ofVotes(certificate, validators).forEach(verdicts::holds);
      newest = certificate;
    }
  }

  private void checkLater(List<byte[]> transactions) {
    for (int from = 0; from < transactions.size(); from += TASK_CLAIMS) {
      List<byte[]> part =
          transactions.subList(from, Math.min(transactions.size(), from + TASK_CLAIMS));
      pool.execute(() -> prepare(part).forEach(Runnable::run));
    }
  }

  private List<Runnable> prepare(List<byte[]> transactions) {
    var work = new ArrayList<Runnable>();
    for (SignatureClaim claim : claims.ofTransactions(transactions)) {
      verdicts.prepare(claim).ifPresent(work::add);
    }
    return work;
  }

  /** The oldest input, if its signatures are checked, or if too many wait. */
  Optional<Input> poll() {
    Entry oldest = waiting.peek();
    if (oldest == null || (!oldest.isChecked && waiting.size() <= MAX_WAITING)) {
      return Optional.empty();
    }
    waiting.remove();
    return Optional.of(oldest.input);
  }
}
