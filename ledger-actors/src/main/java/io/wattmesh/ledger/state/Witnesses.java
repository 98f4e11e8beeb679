package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who signed which readings of a bus in an interval, until it is settled: so that a second, other
 * one by the same oracle is known for what it is, and several meters of one participant are summed.
 */
public final class Witnesses {
  private static final int MAX_WITNESSES = 1_000_000;

  /**
   * One signed reading.
   *
   * @param digest SHA-256 of the signed envelope
   */
  public record Witness(long energyJoules, Hash digest) {}

  private final SortedMap<ParticipantId, SortedMap<ParticipantId, Witness>> byParticipant =
      new TreeMap<>();

  public Optional<Witness> find(ParticipantId participant, ParticipantId oracle) {
    return Optional.ofNullable(of(participant).get(oracle));
  }

  /** All of a participant, by oracle. */
  public SortedMap<ParticipantId, Witness> of(ParticipantId participant) {
    SortedMap<ParticipantId, Witness> found = byParticipant.get(participant);
    return found == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(found);
  }

  public void add(ParticipantId participant, ParticipantId oracle, Witness witness) {
    byParticipant.computeIfAbsent(participant, any -> new TreeMap<>()).put(oracle, witness);
  }

  /** The energy of a participant's meters together, if all of them are there. */
  public Optional<Long> sum(ParticipantId participant, Collection<ParticipantId> oracles) {
    List<Long> energies = new ArrayList<>();
    for (ParticipantId oracle : oracles) {
      find(participant, oracle).ifPresent(witness -> energies.add(witness.energyJoules()));
    }
    return energies.size() < oracles.size()
        ? Optional.empty()
        : Optional.of(energies.stream().reduce(0L, Math::addExact));
  }

  byte[] toBytes() {
    var out = new CanonicalWriter();
    out.i32(byParticipant.values().stream().mapToInt(Map::size).sum());
    byParticipant.forEach(
        (participant, witnesses) ->
            witnesses.forEach(
                (oracle, witness) ->
                    out.text(participant.value())
                        .text(oracle.value())
                        .i64(witness.energyJoules())
                        .hash(witness.digest())));
    return out.toByteArray();
  }

  static Witnesses ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in -> {
          var witnesses = new Witnesses();
          for (int count = in.count(MAX_WITNESSES, 50); count > 0; count--) {
            witnesses.add(
                MarketCodec.readParticipant(in),
                MarketCodec.readParticipant(in),
                new Witness(in.i64(), in.hash()));
          }
          return witnesses;
        });
  }
}
