package io.wattmesh.ledger.governance;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of a proposal, for good: who made it, who was for and against it and when, and when
 * it took effect. Its text is known by a hash, its changes by the proposal's id.
 *
 * @param proposedMillis block time of the proposal
 * @param decidedMillis when it was approved, cancelled or lapsed; 0 before
 * @param effectiveMillis not before this block time it takes effect; 0 until it is approved
 * @param fromInterval the first interval that its changes hold in; -1 until they do
 * @param approvals block time of each governor's vote for it
 * @param cancellations block time of each governor's vote to cancel it
 */
public record ProposalRecord(
    ParticipantId proposer,
    Hash textHash,
    ProposalStatus status,
    long proposedMillis,
    long decidedMillis,
    long effectiveMillis,
    long fromInterval,
    SortedMap<ParticipantId, Long> approvals,
    SortedMap<ParticipantId, Long> cancellations) {
  private static final int MAX_VOTES = 4_096;

  public ProposalRecord {
    approvals = Collections.unmodifiableSortedMap(new TreeMap<>(approvals));
    cancellations = Collections.unmodifiableSortedMap(new TreeMap<>(cancellations));
  }

  static ProposalRecord begin(ParticipantId proposer, Hash textHash, long blockMillis) {
    return new ProposalRecord(
        proposer,
        textHash,
        ProposalStatus.PROPOSED,
        blockMillis,
        0,
        0,
        -1,
        new TreeMap<>(),
        new TreeMap<>());
  }

  /** Whether one more vote can be kept; governors may change while it is open. */
  public boolean hasRoom() {
    return Math.max(approvals.size(), cancellations.size()) < MAX_VOTES;
  }

  public boolean hasVote(ParticipantId governor, boolean cancels) {
    return (cancels ? cancellations : approvals).containsKey(governor);
  }

  ProposalRecord withVote(ParticipantId governor, boolean cancels, long blockMillis) {
    var votes = new TreeMap<ParticipantId, Long>(cancels ? cancellations : approvals);
    votes.put(governor, blockMillis);
    return new ProposalRecord(
        proposer,
        textHash,
        status,
        proposedMillis,
        decidedMillis,
        effectiveMillis,
        fromInterval,
        cancels ? approvals : votes,
        cancels ? votes : cancellations);
  }

  ProposalRecord approved(long blockMillis, long dueMillis) {
    return new ProposalRecord(
        proposer,
        textHash,
        ProposalStatus.APPROVED,
        proposedMillis,
        blockMillis,
        dueMillis,
        -1,
        approvals,
        cancellations);
  }

  ProposalRecord inForce(long interval) {
    return ended(ProposalStatus.IN_FORCE, decidedMillis, interval);
  }

  ProposalRecord ended(ProposalStatus end, long blockMillis) {
    return ended(end, blockMillis, -1);
  }

  private ProposalRecord ended(ProposalStatus end, long blockMillis, long interval) {
    return new ProposalRecord(
        proposer,
        textHash,
        end,
        proposedMillis,
        blockMillis,
        effectiveMillis,
        interval,
        approvals,
        cancellations);
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    out.text(proposer.value())
        .hash(textHash)
        .u8(status.code())
        .i64(proposedMillis)
        .i64(decidedMillis)
        .i64(effectiveMillis)
        .i64(fromInterval);
    write(out, approvals);
    write(out, cancellations);
    return out.toByteArray();
  }

  private static void write(CanonicalWriter out, Map<ParticipantId, Long> votes) {
    out.i32(votes.size());
    votes.forEach((governor, millis) -> out.text(governor.value()).i64(millis));
  }

  public static ProposalRecord ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in ->
            new ProposalRecord(
                MarketCodec.readParticipant(in),
                in.hash(),
                ProposalStatus.ofCode(in.u8()),
                in.i64(),
                in.i64(),
                in.i64(),
                in.i64(),
                votes(in),
                votes(in)));
  }

  private static SortedMap<ParticipantId, Long> votes(CanonicalReader in) {
    var votes = new TreeMap<ParticipantId, Long>();
    for (int count = in.count(MAX_VOTES, 13); count > 0; count--) {
      votes.put(MarketCodec.readParticipant(in), in.i64());
    }
    return votes;
  }
}
