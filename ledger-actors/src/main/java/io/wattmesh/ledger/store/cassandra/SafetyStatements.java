package io.wattmesh.ledger.store.cassandra;

import static io.wattmesh.ledger.store.cassandra.StoredSafety.certificateColumn;
import static io.wattmesh.ledger.store.cassandra.StoredSafety.envelopeColumn;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.wattmesh.consensus.certificate.TimeoutContent;
import io.wattmesh.consensus.safety.SafetyRow;
import java.nio.ByteBuffer;

/**
 * The statements on the safety row, and no others: each but the read is a compare-and-set, and all
 * but the first two name the incarnation.
 */
final class SafetyStatements {
  private static final String WHERE = " WHERE chain_id = ? AND validator_id = ?";

  private final ByteBuffer chainId;
  private final String validatorId;
  private final PreparedStatement read;
  private final PreparedStatement genesis;
  private final PreparedStatement claim;
  private final PreparedStatement vote;
  private final PreparedStatement timeout;
  private final PreparedStatement proposal;
  private final PreparedStatement epoch;
  private final PreparedStatement several;

  SafetyStatements(LedgerSpace space) {
    this.chainId = LedgerSpace.buffer(space.chainId());
    this.validatorId = space.validator().value();
    var database = space.database();
    this.read = database.prepare("SELECT * FROM safety" + WHERE);
    this.genesis =
        database.prepare(
            "INSERT INTO safety (chain_id, validator_id, incarnation, owner, epoch,"
                + " last_voted_round, one_chain_round, highest_timeout_round, last_vote,"
                + " last_timeout, last_proposal_round, last_proposal, high_qc, high_tc)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) IF NOT EXISTS");
    this.claim =
        database.prepare(
            "UPDATE safety SET incarnation = ?, owner = ?" + WHERE + " IF incarnation = ?");
    this.vote =
        database.prepare(
            "UPDATE safety SET last_voted_round = ?, one_chain_round = ?, last_vote = ?,"
                + " high_qc = ?, high_tc = ?"
                + WHERE
                + " IF incarnation = ? AND epoch = ? AND last_voted_round < ?");
    this.timeout =
        database.prepare(
            "UPDATE safety SET last_voted_round = ?, highest_timeout_round = ?, last_timeout = ?,"
                + " high_qc = ?, high_tc = ?"
                + WHERE
                + " IF incarnation = ? AND epoch = ? AND last_voted_round <= ?"
                + " AND highest_timeout_round < ? AND one_chain_round <= ?");
    this.proposal =
        database.prepare(
            "UPDATE safety SET last_proposal_round = ?, last_proposal = ?"
                + WHERE
                + " IF incarnation = ? AND epoch = ? AND last_proposal_round < ?");
    this.epoch =
        database.prepare(
            "UPDATE safety SET epoch = ?, one_chain_round = ?, highest_timeout_round = ?,"
                + " last_vote = ?, last_timeout = ?, high_qc = ?, high_tc = ?"
                + WHERE
                + " IF incarnation = ? AND epoch = ?");
    this.several =
        database.prepare(
            "UPDATE safety SET epoch = ?, last_voted_round = ?, one_chain_round = ?,"
                + " highest_timeout_round = ?, last_vote = ?, last_timeout = ?,"
                + " last_proposal_round = ?, last_proposal = ?, high_qc = ?, high_tc = ?"
                + WHERE
                + " IF incarnation = ? AND epoch = ? AND last_voted_round = ?"
                + " AND one_chain_round = ? AND highest_timeout_round = ?"
                + " AND last_proposal_round = ?");
  }

  /** The row as it is, with whatever was under way brought to its end before. */
  BoundStatement read() {
    return read.bind(chainId, validatorId)
        .setConsistencyLevel(ConsistencyLevel.SERIAL)
        .setIdempotent(true);
  }

  private static BoundStatement conditional(PreparedStatement statement, Object... values) {
    return statement
        .bind(values)
        .setConsistencyLevel(ConsistencyLevel.LOCAL_QUORUM)
        .setSerialConsistencyLevel(ConsistencyLevel.SERIAL)
        .setIdempotent(false);
  }

  BoundStatement genesis(long incarnation, String owner, SafetyRow row) {
    return conditional(
        genesis,
        chainId,
        validatorId,
        incarnation,
        owner,
        row.epoch(),
        row.lastVotedRound(),
        row.oneChainRound(),
        row.highestTimeoutRound(),
        envelopeColumn(row.lastVote()),
        envelopeColumn(row.lastTimeout()),
        row.lastProposalRound(),
        LedgerSpace.buffer(row.lastProposalId()),
        certificateColumn(row.highQc()),
        certificateColumn(row.highTc()));
  }

  BoundStatement claim(long before, String owner) {
    return conditional(claim, before + 1, owner, chainId, validatorId, before);
  }

  /** What writes a change. */
  BoundStatement of(SafetyChange change, long incarnation, SafetyRow before, SafetyRow after) {
    return switch (change) {
      case VOTE -> vote(incarnation, after);
      case TIMEOUT -> timeout(incarnation, after);
      case PROPOSAL -> proposal(incarnation, after);
      case EPOCH -> epoch(incarnation, before, after);
      case SEVERAL -> several(incarnation, before, after);
      case NONE -> throw new IllegalArgumentException("Nothing is to be written.");
    };
  }

  private BoundStatement vote(long incarnation, SafetyRow after) {
    return conditional(
        vote,
        after.lastVotedRound(),
        after.oneChainRound(),
        envelopeColumn(after.lastVote()),
        certificateColumn(after.highQc()),
        certificateColumn(after.highTc()),
        chainId,
        validatorId,
        incarnation,
        after.epoch(),
        after.lastVotedRound());
  }

  /**
   * A round below the last vote of an earlier epoch may be timed out of: the last voted round then
   * stays, and is compared with itself.
   */
  private BoundStatement timeout(long incarnation, SafetyRow after) {
    TimeoutContent signed = after.lastTimeout().orElseThrow().payload(TimeoutContent::read);
    return conditional(
        timeout,
        after.lastVotedRound(),
        after.highestTimeoutRound(),
        envelopeColumn(after.lastTimeout()),
        certificateColumn(after.highQc()),
        certificateColumn(after.highTc()),
        chainId,
        validatorId,
        incarnation,
        after.epoch(),
        after.lastVotedRound(),
        after.highestTimeoutRound(),
        signed.highQcRound());
  }

  private BoundStatement proposal(long incarnation, SafetyRow after) {
    return conditional(
        proposal,
        after.lastProposalRound(),
        LedgerSpace.buffer(after.lastProposalId()),
        chainId,
        validatorId,
        incarnation,
        after.epoch(),
        after.lastProposalRound());
  }

  private BoundStatement epoch(long incarnation, SafetyRow before, SafetyRow after) {
    return conditional(
        epoch,
        after.epoch(),
        after.oneChainRound(),
        after.highestTimeoutRound(),
        envelopeColumn(after.lastVote()),
        envelopeColumn(after.lastTimeout()),
        certificateColumn(after.highQc()),
        certificateColumn(after.highTc()),
        chainId,
        validatorId,
        incarnation,
        before.epoch());
  }

  /** Stronger than the conditions of all parts together: the row must be the one before. */
  private BoundStatement several(long incarnation, SafetyRow before, SafetyRow after) {
    return conditional(
        several,
        after.epoch(),
        after.lastVotedRound(),
        after.oneChainRound(),
        after.highestTimeoutRound(),
        envelopeColumn(after.lastVote()),
        envelopeColumn(after.lastTimeout()),
        after.lastProposalRound(),
        LedgerSpace.buffer(after.lastProposalId()),
        certificateColumn(after.highQc()),
        certificateColumn(after.highTc()),
        chainId,
        validatorId,
        incarnation,
        before.epoch(),
        before.lastVotedRound(),
        before.oneChainRound(),
        before.highestTimeoutRound(),
        before.lastProposalRound());
  }
}
