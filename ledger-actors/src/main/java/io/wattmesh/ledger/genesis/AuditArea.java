package io.wattmesh.ledger.genesis;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An auditor and its area: whoever keeps personal records gives it those of participants at these
 * buses and of nobody else. It signs nothing on the ledger.
 */
public record AuditArea(ParticipantId auditor, VerificationKey key, SortedSet<Integer> buses) {
  private static final int MAX_BUSES = 200_000;

  public AuditArea {
    Objects.requireNonNull(auditor);
    Objects.requireNonNull(key);
    buses = Collections.unmodifiableSortedSet(new TreeSet<>(buses));
  }

  public static AuditArea of(
      ParticipantId auditor, VerificationKey key, Collection<Integer> buses) {
    return new AuditArea(auditor, key, new TreeSet<>(buses));
  }

  void write(CanonicalWriter out) {
    out.text(auditor.value()).raw(key.bytes()).i32(buses.size());
    buses.forEach(out::i32);
  }

  static AuditArea read(CanonicalReader in) {
    ParticipantId auditor = MarketCodec.readParticipant(in);
    VerificationKey key = VerificationKey.of(in.raw(VerificationKey.BYTES));
    int count = in.count(MAX_BUSES, Integer.BYTES);
    var buses = new TreeSet<Integer>();
    for (int k = 0; k < count; k++) {
      int bus = in.i32();
      if (!buses.isEmpty() && bus <= buses.last()) {
        throw new IllegalArgumentException(
            "Bus %d of %s is not in rising order.".formatted(bus, auditor));
      }
      buses.add(bus);
    }
    return new AuditArea(auditor, key, buses);
  }
}
