package io.wattmesh.consensus.safety;

/**
 * Why a replica did not do what it was asked to. Stable names: metrics and alarms count by them.
 */
public enum RefusalReason {
  /** The bytes are not a message, a block or a payload. */
  MALFORMED,
  /** Another chain or epoch, a signer that is no validator, or a signature that does not hold. */
  NOT_AUTHENTIC,
  /** The signer signed something else for the same round: evidence against it is submitted. */
  CONTRADICTION,
  /** A quorum or timeout certificate or commit proof that does not hold. */
  BAD_CERTIFICATE,
  /** The block or message is not of this epoch. */
  OTHER_EPOCH,
  /**
   * The block names other next validators than the state has, or orders something after its end.
   */
  EPOCH_END,
  /** The proposer or author is not the round's leader. */
  NOT_THE_LEADER,
  /** The message is of a round that is over. */
  STALE_ROUND,
  /** No certificate lets anyone be in that round. */
  ROUND_NOT_JUSTIFIED,
  /** The certificate that the block rests on is not on its parent. */
  NOT_ON_PARENT,
  /** The parent is not known yet; it has been asked for. */
  PARENT_UNKNOWN,
  /** Height, round or timestamp do not follow the parent's. */
  DOES_NOT_FOLLOW_PARENT,
  /** The block's timestamp is too far ahead of this validator's clock. */
  TIMESTAMP_AHEAD,
  /** The header states other roots than this validator computed. */
  ROOTS_DIFFER,
  /** What was submitted needs a validator, and this one only follows the chain. */
  NO_VALIDATOR,
  /** The block's batches are not all here; what is missing has been asked for. */
  BATCH_MISSING,
  /** The batch has expired, or expires later than any may. */
  BATCH_EXPIRED,
  /** A batch of the same slot is in the block already, in an ancestor, or was committed. */
  BATCH_REPEATED,
  /** The author has made two batches of one slot: the other one was acknowledged. */
  BATCH_CONFLICT,
  /** The author has as many batches under way as one may. */
  BATCH_QUOTA,
  /** A validator has forwarded more than may wait here of one. */
  FORWARD_QUOTA,
  /** First voting rule: a vote of this round or a later one was given. */
  ALREADY_VOTED,
  /** The round was timed out of, so it has no vote any more. */
  TIMED_OUT,
  /**
   * Second voting rule: neither the parent's certificate nor the timeout certificate is next to it.
   */
  NOT_CONSECUTIVE,
  /**
   * Second voting rule: the block rests on less than what the timeout certificate's signers saw.
   */
  BELOW_TIMEOUT_HIGH_QC,
  /** Timeout rule: the highest quorum certificate is below the lock. */
  BELOW_LOCK,
  /** A proposal of this round or a later one was made. */
  ALREADY_PROPOSED,
  /** The pool of transactions is full. */
  POOL_FULL,
  /** The transaction is larger than a block. */
  TRANSACTION_TOO_LARGE,
  /** The transaction waits in the pool or was committed already. */
  TRANSACTION_KNOWN,
  /** The application says that the transaction can't take effect any more. */
  TRANSACTION_STALE,
  /** A snapshot's manifest or chunk is not what is certified; its sender is not asked again. */
  BAD_SNAPSHOT,
  /** A validator that is behind asks for more than its share of this one's time. */
  ASKS_TOO_MUCH,
  /**
   * Nobody has what this validator lacks: neither the blocks nor, if it may use one, a snapshot.
   */
  PRUNED_EVERYWHERE,
  /** None of the validators that were asked for missing blocks, each once, has answered. */
  NOBODY_ANSWERS,
}
