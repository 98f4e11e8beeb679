package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.certificate.TimeoutContent;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.SignedEnvelope;

/**
 * Notices that somebody else signs with this validator's key: a valid message of its own above its
 * row's rounds, or of the same round with another content. An old one, replayed, means nothing; nor
 * do two timeouts of one round, which may rightly state different certificates.
 */
final class OwnKeyWatch {
  private OwnKeyWatch() {}

  /**
   * @throws HaltException if the row does not account for the envelope
   */
  static void check(SafetyRow row, SignedEnvelope envelope) {
    boolean foreign =
        switch (envelope.type()) {
          case VOTE -> isForeignVote(row, envelope);
          case TIMEOUT ->
              envelope.payload(TimeoutContent::read).round() > row.highestTimeoutRound();
          case PROPOSAL -> isForeignProposal(row, envelope);
          default -> false;
        };
    if (foreign) {
      throw new HaltException(
          ("%s is validly signed with this validator's key, and its row (voted %d, timed out %d, "
                  + "proposed %d) knows nothing of it: the key is used elsewhere. Find the other "
                  + "user, or replace the key.")
              .formatted(
                  envelope,
                  row.lastVotedRound(),
                  row.highestTimeoutRound(),
                  row.lastProposalRound()));
    }
  }

  private static boolean isForeignVote(SafetyRow row, SignedEnvelope envelope) {
    VoteContent seen = envelope.payload(VoteContent::read);
    return seen.round() > row.lastVotedRound()
        || row.lastVote()
            .map(vote -> vote.payload(VoteContent::read))
            .filter(mine -> mine.round() == seen.round() && !mine.equals(seen))
            .isPresent();
  }

  private static boolean isForeignProposal(SafetyRow row, SignedEnvelope envelope) {
    BlockOutline seen = envelope.payload(BlockOutline::read);
    return seen.header().round() > row.lastProposalRound()
        || (seen.header().round() == row.lastProposalRound()
            && !seen.header().id().equals(row.lastProposalId()));
  }
}
