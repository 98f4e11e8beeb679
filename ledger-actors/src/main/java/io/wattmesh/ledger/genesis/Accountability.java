package io.wattmesh.ledger.genesis;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How those who keep others' bids and data are held to their word, and who may look at what.
 *
 * @param omissions what a bid that was acknowledged and left out costs its aggregator
 * @param auditAreas auditors with their areas, rising by id
 */
public record Accountability(OmissionTerms omissions, List<AuditArea> auditAreas) {
  /** Nobody is held to anything, and nobody looks. */
  public static final Accountability NONE = new Accountability(OmissionTerms.NONE, List.of());

  private static final int MAX_AUDITORS = 10_000;

  public Accountability {
    Objects.requireNonNull(omissions);
    auditAreas = List.copyOf(auditAreas);
    for (int k = 1; k < auditAreas.size(); k++) {
      if (auditAreas.get(k - 1).auditor().compareTo(auditAreas.get(k).auditor()) >= 0) {
        throw new IllegalArgumentException(
            "Auditor %s is not in rising order of ids.".formatted(auditAreas.get(k).auditor()));
      }
    }
  }

  /** The area of an auditor, if there is one of this name. */
  public Optional<AuditArea> areaOf(ParticipantId auditor) {
    return auditAreas.stream().filter(area -> area.auditor().equals(auditor)).findFirst();
  }

  void write(CanonicalWriter out) {
    omissions.write(out);
    out.i32(auditAreas.size());
    auditAreas.forEach(area -> area.write(out));
  }

  static Accountability read(CanonicalReader in) {
    OmissionTerms omissions = OmissionTerms.read(in);
    int count = in.count(MAX_AUDITORS, 41);
    var areas = new ArrayList<AuditArea>(count);
    for (int k = 0; k < count; k++) {
      areas.add(AuditArea.read(in));
    }
    return new Accountability(omissions, areas);
  }
}
