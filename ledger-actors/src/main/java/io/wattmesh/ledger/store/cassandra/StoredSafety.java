package io.wattmesh.ledger.store.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A safety row as it stands in its table, with who may write it.
 *
 * @param incarnation rises with each claim
 * @param owner whoever claimed it last, for people, and no two alike
 */
record StoredSafety(long incarnation, String owner, SafetyRow row) {
  /** What became of a compare-and-set whose outcome was not known, by the row read afterwards. */
  enum Outcome {
    /** The row holds exactly what was to be written: it was, by an earlier try. */
    WRITTEN,
    /** The row is as before: the same bytes may be tried again. */
    NOT_WRITTEN,
    /** Another incarnation has it: stop for good. */
    FENCED,
    /**
     * This incarnation's, and neither as before nor as it was to be: what was signed is dropped.
     */
    FOREIGN
  }

  Outcome judge(long myIncarnation, String me, SafetyRow before, SafetyRow wanted) {
    if (incarnation != myIncarnation || !owner.equals(me)) {
      return Outcome.FENCED;
    }
    if (row.equals(wanted)) {
      return Outcome.WRITTEN;
    }
    return row.equals(before) ? Outcome.NOT_WRITTEN : Outcome.FOREIGN;
  }

  static StoredSafety of(Row found) {
    var row =
        new SafetyRow(
            found.getLong("epoch"),
            found.getLong("last_voted_round"),
            found.getLong("one_chain_round"),
            found.getLong("highest_timeout_round"),
            found.getLong("last_proposal_round"),
            Hash.of(bytes(found, "last_proposal")),
            envelope(bytes(found, "last_vote")),
            envelope(bytes(found, "last_timeout")),
            CanonicalReader.readAll(bytes(found, "high_qc"), QuorumCertificate::read),
            certificate(bytes(found, "high_tc")));
    return new StoredSafety(found.getLong("incarnation"), found.getString("owner"), row);
  }

  private static byte[] bytes(Row found, String column) {
    return LedgerSpace.bytes(found.getByteBuffer(column));
  }

  private static Optional<SignedEnvelope> envelope(byte[] bytes) {
    return bytes.length == 0 ? Optional.empty() : Optional.of(SignedEnvelope.ofBytes(bytes));
  }

  private static Optional<TimeoutCertificate> certificate(byte[] bytes) {
    return bytes.length == 0
        ? Optional.empty()
        : Optional.of(CanonicalReader.readAll(bytes, TimeoutCertificate::read));
  }

  /** No column is ever null, for a comparison with null holds for nobody. */
  static ByteBuffer envelopeColumn(Optional<SignedEnvelope> envelope) {
    return ByteBuffer.wrap(envelope.map(SignedEnvelope::toBytes).orElse(new byte[0]));
  }

  static ByteBuffer certificateColumn(Optional<TimeoutCertificate> certificate) {
    var out = new CanonicalWriter();
    certificate.ifPresent(tc -> tc.write(out));
    return ByteBuffer.wrap(out.toByteArray());
  }

  static ByteBuffer certificateColumn(QuorumCertificate certificate) {
    return ByteBuffer.wrap(certificate.toBytes());
  }
}
