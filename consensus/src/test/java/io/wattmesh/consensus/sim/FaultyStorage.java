package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.replica.Recovered;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.codec.CanonicalReader;
import java.util.List;
import java.util.Optional;

/** Storage that gives back less than was stored. */
final class FaultyStorage {
  private static final SafetyRow INITIAL = Recovered.genesis(SimulatedChain.genesis()).row();

  private FaultyStorage() {}

  static Recovered withoutLock(Recovered recovered) {
    return with(recovered, FaultyRules.withoutLock(recovered.row(), INITIAL));
  }

  static Recovered withoutRow(Recovered recovered) {
    return with(recovered, INITIAL);
  }

  static Recovered withoutUncommittedBlocks(Recovered recovered) {
    return new Recovered(
        recovered.genesisId(),
        recovered.tip(),
        recovered.tipProof(),
        List.of(),
        recovered.batches(),
        recovered.row(),
        recovered.epochs());
  }

  static Recovered withoutTimeoutCertificate(Recovered recovered) {
    SafetyRow row = recovered.row();
    return with(
        recovered,
        new SafetyRow(
            row.epoch(),
            row.lastVotedRound(),
            row.oneChainRound(),
            row.highestTimeoutRound(),
            row.lastProposalRound(),
            row.lastProposalId(),
            row.lastVote(),
            row.lastTimeout(),
            row.highQc(),
            Optional.empty()));
  }

  /** As if timeouts had changed nothing. */
  static Recovered withoutTimeouts(Recovered recovered) {
    SafetyRow row = recovered.row();
    return with(
        recovered,
        new SafetyRow(
            row.epoch(),
            row.lastVote()
                .map(vote -> CanonicalReader.readAll(vote.payload(), VoteContent::read).round())
                .orElse(0L),
            row.oneChainRound(),
            0,
            row.lastProposalRound(),
            row.lastProposalId(),
            row.lastVote(),
            Optional.empty(),
            row.highQc(),
            row.highTc()));
  }

  /** As if nothing had ever been proposed. */
  static Recovered withoutProposals(Recovered recovered) {
    SafetyRow row = recovered.row();
    return with(
        recovered,
        new SafetyRow(
            row.epoch(),
            row.lastVotedRound(),
            row.oneChainRound(),
            row.highestTimeoutRound(),
            0,
            INITIAL.lastProposalId(),
            row.lastVote(),
            row.lastTimeout(),
            row.highQc(),
            row.highTc()));
  }

  private static Recovered with(Recovered recovered, SafetyRow row) {
    return new Recovered(
        recovered.genesisId(),
        recovered.tip(),
        recovered.tipProof(),
        recovered.uncommitted(),
        recovered.batches(),
        row,
        recovered.epochs());
  }
}
