package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The state's records of credit beyond settlement itself: readings that are missing or of
 * feeder-head meters, and rent that waits to be refunded. There are none where genesis has not
 * turned these rules on.
 */
public final class CreditState {
  private static final int MAX_PARTICIPANTS = 1_000_000;
  private static final StateKey CORRECTABLE = key(new CanonicalWriter(), "correctable");
  private static final StateKey POOLED_RENT = key(new CanonicalWriter(), "pooled-rent");

  private final StateLayer layer;

  public CreditState(LedgerState state) {
    this.layer = state.layer();
  }

  private static StateKey key(CanonicalWriter rest, String kind) {
    return StateKey.sharing(
        new CanonicalWriter()
            .raw(kind.getBytes(StandardCharsets.US_ASCII))
            .raw(rest.toByteArray())
            .toByteArray());
  }

  private static StateKey feeder(long interval, int bus) {
    return key(new CanonicalWriter().i64(interval).i32(bus), "feeder/");
  }

  private static StateKey missing(int bus, long interval) {
    return key(new CanonicalWriter().i64(interval).i32(bus), "missing/");
  }

  private static StateKey withdrawnKey(int bus) {
    return key(new CanonicalWriter().i32(bus), "withdrawn/");
  }

  /** Net injection of a bus into the grid by its feeder-head meter, J. */
  public Optional<Long> feederReading(long interval, int bus) {
    return layer
        .get(feeder(interval, bus))
        .map(bytes -> CanonicalReader.readAll(bytes, CanonicalReader::i64));
  }

  public void putFeederReading(long interval, int bus, long energyJoules) {
    layer.put(feeder(interval, bus), new CanonicalWriter().i64(energyJoules).toByteArray());
  }

  public void removeFeederReading(long interval, int bus) {
    layer.remove(feeder(interval, bus));
  }

  /** What participants of a bus withdrew since rent was last refunded, J. */
  public SortedMap<ParticipantId, Long> withdrawn(int bus) {
    return layer
        .get(withdrawnKey(bus))
        .map(bytes -> CanonicalReader.readAll(bytes, CreditState::readEnergies))
        .orElseGet(TreeMap::new);
  }

  public void putWithdrawn(int bus, SortedMap<ParticipantId, Long> joules) {
    var out = new CanonicalWriter().i32(joules.size());
    joules.forEach((id, energy) -> out.text(id.value()).i64(energy));
    layer.put(withdrawnKey(bus), out.toByteArray());
  }

  public void removeWithdrawn(int bus) {
    layer.remove(withdrawnKey(bus));
  }

  private static SortedMap<ParticipantId, Long> readEnergies(CanonicalReader in) {
    int count = in.count(MAX_PARTICIPANTS, 13);
    var energies = new TreeMap<ParticipantId, Long>();
    for (int k = 0; k < count; k++) {
      energies.put(MarketCodec.readParticipant(in), in.i64());
    }
    return energies;
  }

  public PooledRent pooledRent() {
    return layer.get(POOLED_RENT).map(PooledRent::ofBytes).orElse(PooledRent.NONE);
  }

  public void putPooledRent(PooledRent rent) {
    layer.put(POOLED_RENT, rent.toBytes());
  }

  /** Who at a bus had no reading when an interval was settled, while one may still come. */
  public Optional<MissingReadings> missing(long interval, int bus) {
    return layer.get(missing(bus, interval)).map(MissingReadings::ofBytes);
  }

  /** Keeps who has no reading; nothing if that is nobody. */
  public void putMissing(long interval, int bus, MissingReadings readings) {
    if (readings.positions().isEmpty()) {
      layer.remove(missing(bus, interval));
    } else {
      layer.put(missing(bus, interval), readings.toBytes());
    }
  }

  /** The settled intervals of which missing readings may still come, in rising order. */
  public List<Long> correctable() {
    long[] intervals =
        layer
            .get(CORRECTABLE)
            .map(bytes -> CanonicalReader.readAll(bytes, in -> in.i64s(LedgerState.MAX_UNSETTLED)))
            .orElse(new long[0]);
    var list = new ArrayList<Long>(intervals.length);
    for (long interval : intervals) {
      list.add(interval);
    }
    return list;
  }

  public void addCorrectable(long interval) {
    List<Long> intervals = correctable();
    intervals.add(interval);
    putCorrectable(intervals);
  }

  /** Ends the time for an interval's missing readings. */
  public void endCorrections(long interval, Iterable<Integer> buses) {
    buses.forEach(bus -> layer.remove(missing(bus, interval)));
    List<Long> intervals = correctable();
    intervals.remove(interval);
    putCorrectable(intervals);
  }

  private void putCorrectable(List<Long> intervals) {
    long[] sorted = intervals.stream().mapToLong(Long::longValue).sorted().toArray();
    layer.put(CORRECTABLE, new CanonicalWriter().i64s(sorted).toByteArray());
  }
}
