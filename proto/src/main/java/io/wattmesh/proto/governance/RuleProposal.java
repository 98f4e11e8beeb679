package io.wattmesh.proto.governance;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Changes that a governor proposes; they take effect together or not at all.
 *
 * @param number tells it from an equal proposal of the same governor before
 * @param notBeforeMillis it does not take effect before this block time, ms
 * @param textHash SHA-256 of the text that says why, for people
 * @param changes what changes, in order
 */
public record RuleProposal(
    long number, long notBeforeMillis, Hash textHash, List<RuleChange> changes) {
  public static final int MAX_CHANGES = 256;

  public RuleProposal {
    Objects.requireNonNull(textHash);
    changes = List.copyOf(changes);
    if (changes.isEmpty() || changes.size() > MAX_CHANGES) {
      throw new IllegalArgumentException(
          "A proposal has 1 to %d changes, this has %d.".formatted(MAX_CHANGES, changes.size()));
    }
  }

  /** The name by which governors vote on it: of the proposer and all that it says. */
  public Hash idBy(ParticipantId proposer) {
    return Sha256.labelled(
        "wattmesh/proposal",
        new CanonicalWriter().text(proposer.value()).bytes(toBytes()).toByteArray());
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter().i64(number).i64(notBeforeMillis).hash(textHash);
    out.i32(changes.size());
    changes.forEach(change -> change.write(out));
    return out.toByteArray();
  }

  public static RuleProposal ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new RuleProposal(in.i64(), in.i64(), in.hash(), readChanges(in)));
  }

  private static List<RuleChange> readChanges(CanonicalReader in) {
    int count = in.count(MAX_CHANGES, 2);
    var changes = new ArrayList<RuleChange>(count);
    for (int k = 0; k < count; k++) {
      changes.add(RuleChange.read(in));
    }
    return changes;
  }
}
