package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a replica stands, for people.
 *
 * @param validators those of the epoch that it is in
 * @param observes whether it is none of them, or holds no key of its own among them
 * @param halted whether it has stopped for good
 * @param round the round that it is in
 * @param leader the validator that leads it
 * @param lastVotedRound the highest round that it voted in or gave up
 * @param highQcRound the round of the highest quorum certificate
 * @param highTcRound the round of the highest timeout certificate; 0 if there is none
 * @param committedHeight the last committed height
 * @param waiting whether something waits for a commit, so that a quiet round is a failure
 * @param missing the validators of whose vote or timeout of this round nothing is here: of the
 *     others, where their votes go elsewhere
 * @param lastFailed the last round that ended by a timeout certificate
 * @param lack what it needs to go on and nobody gave it; it stays behind until somebody does
 * @param refusals how often something was refused since the start, by reason
 */
public record ReplicaStatus(
    ValidatorSet validators,
    boolean observes,
    boolean halted,
    long round,
    ParticipantId leader,
    long lastVotedRound,
    long highQcRound,
    long highTcRound,
    long committedHeight,
    boolean waiting,
    List<ParticipantId> missing,
    Optional<FailedRound> lastFailed,
    Optional<Lack> lack,
    SortedMap<RefusalReason, Long> refusals) {
  public ReplicaStatus {
    Objects.requireNonNull(validators);
    missing = List.copyOf(missing);
    Objects.requireNonNull(lastFailed);
    Objects.requireNonNull(lack);
    refusals = Collections.unmodifiableSortedMap(new TreeMap<>(refusals));
  }

  /** The same of one whose shell has stopped it for good. */
  public ReplicaStatus stopped() {
    return new ReplicaStatus(
        validators,
        observes,
        true,
        round,
        leader,
        lastVotedRound,
        highQcRound,
        highTcRound,
        committedHeight,
        waiting,
        missing,
        lastFailed,
        lack,
        refusals);
  }

  /**
   * Why a replica that is behind stays there.
   *
   * @param aboveHeight its last committed height
   * @param what for people
   */
  public record Lack(long aboveHeight, RefusalReason reason, String what) {
    public Lack {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(what);
    }
  }

  /**
   * A round that ended without a certified block.
   *
   * @param leader the validator that led it
   * @param votedHere whether this replica had a block of it to vote for
   * @param silent the validators that did not even give it up
   */
  public record FailedRound(
      long round, ParticipantId leader, boolean votedHere, List<ParticipantId> silent) {
    public FailedRound {
      silent = List.copyOf(silent);
    }

    @Override
    public String toString() {
      return "round %d of leader %s failed: %s%s"
          .formatted(
              round,
              leader,
              votedHere
                  ? "its block got no quorum of votes in time"
                  : "no block came that got a vote here",
              silent.isEmpty() ? "" : "; nothing was heard of " + silent);
    }
  }
}
