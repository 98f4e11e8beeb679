package io.wattmesh.ledger.store.cassandra;

import io.wattmesh.consensus.safety.SafetyRow;
import java.util.Optional;

/**
 * What changes from one safety row to the next, and so which statement writes it. A row is written
 * each time that something is signed, so nearly always exactly one thing changes; rows of which
 * several do are written by one statement whose condition names all of the rounds before.
 */
enum SafetyChange {
  /** Nothing. */
  NONE,
  /** A vote, the lock, and the certificates that it was given with. */
  VOTE,
  /** A timeout, and the certificates that it was given with. */
  TIMEOUT,
  /** A proposal. */
  PROPOSAL,
  /** A later epoch begins. */
  EPOCH,
  /** More than one of these. */
  SEVERAL;

  /**
   * @throws IllegalStateException if a round would fall, or something was signed anew in an old one
   */
  static SafetyChange between(SafetyRow before, SafetyRow after) {
    if (after.equals(before)) {
      return NONE;
    }
    requireRising(before, after);
    if (after.epoch() > before.epoch()) {
      return isEntered(before, after) ? EPOCH : SEVERAL;
    }
    boolean votes = !after.lastVote().equals(before.lastVote());
    boolean timesOut = !after.lastTimeout().equals(before.lastTimeout());
    boolean proposes = after.lastProposalRound() != before.lastProposalRound();
    if (votes && !timesOut && !proposes) {
      return VOTE;
    }
    if (timesOut && !votes && !proposes && after.oneChainRound() == before.oneChainRound()) {
      return TIMEOUT;
    }
    boolean certificates =
        !after.highQc().equals(before.highQc()) || !after.highTc().equals(before.highTc());
    return proposes && !votes && !timesOut && !certificates ? PROPOSAL : SEVERAL;
  }

  /** Only what an epoch's beginning sets is different. */
  private static boolean isEntered(SafetyRow before, SafetyRow after) {
    return after.lastVotedRound() == before.lastVotedRound()
        && after.lastProposalRound() == before.lastProposalRound()
        && after.highestTimeoutRound() == 0
        && after.lastVote().isEmpty()
        && after.lastTimeout().isEmpty()
        && after.highTc().isEmpty();
  }

  private static void requireRising(SafetyRow before, SafetyRow after) {
    refusal(before, after)
        .ifPresent(
            what -> {
              throw new IllegalStateException(
                  ("The safety row would fall: %s. That would let a round be signed twice, so nothing"
                          + " is written; this is a fault of the program.")
                      .formatted(what));
            });
  }

  private static Optional<String> refusal(SafetyRow before, SafetyRow after) {
    return falls("epoch", before.epoch(), after.epoch())
        .or(() -> falls("last voted round", before.lastVotedRound(), after.lastVotedRound()))
        .or(
            () ->
                falls(
                    "last proposal's round", before.lastProposalRound(), after.lastProposalRound()))
        .or(() -> after.epoch() > before.epoch() ? Optional.empty() : fallsWithin(before, after));
  }

  private static Optional<String> fallsWithin(SafetyRow before, SafetyRow after) {
    return falls("lock", before.oneChainRound(), after.oneChainRound())
        .or(
            () ->
                falls(
                    "highest timeout's round",
                    before.highestTimeoutRound(),
                    after.highestTimeoutRound()))
        .or(
            () ->
                anew(
                    "vote",
                    !after.lastVote().equals(before.lastVote()),
                    before.lastVotedRound(),
                    after.lastVotedRound()))
        .or(
            () ->
                anew(
                    "timeout",
                    !after.lastTimeout().equals(before.lastTimeout()),
                    before.highestTimeoutRound(),
                    after.highestTimeoutRound()))
        .or(
            () ->
                anew(
                    "proposal",
                    !after.lastProposalId().equals(before.lastProposalId()),
                    before.lastProposalRound(),
                    after.lastProposalRound()));
  }

  private static Optional<String> falls(String what, long before, long after) {
    return after < before
        ? Optional.of("its %s from %d to %d".formatted(what, before, after))
        : Optional.empty();
  }

  private static Optional<String> anew(String what, boolean isOther, long before, long after) {
    return isOther && after <= before
        ? Optional.of("another %s in round %d, the last was in %d".formatted(what, after, before))
        : Optional.empty();
  }
}
