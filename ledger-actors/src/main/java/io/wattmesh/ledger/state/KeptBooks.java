package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of books after their intervals, as long as omissions can be claimed: of each
 * committed book its root, and who was convicted for whom. An interval is there from the first
 * block that a book of it could have been in.
 */
public final class KeptBooks {
  /** Of so many intervals roots can be kept at once. */
  public static final int MAX_INTERVALS = 10_000;

  private final StateLayer layer;

  KeptBooks(StateLayer layer) {
    this.layer = layer;
  }

  /** The intervals whose books are kept, in rising order. */
  public List<Long> intervals() {
    return layer
        .get(StateKey.CLAIMS)
        .map(bytes -> CanonicalReader.readAll(bytes, in -> in.i64s(MAX_INTERVALS)))
        .map(intervals -> Arrays.stream(intervals).boxed().toList())
        .orElse(List.of());
  }

  private void putIntervals(long[] intervals) {
    layer.put(StateKey.CLAIMS, new CanonicalWriter().i64s(intervals).toByteArray());
  }

  /** Whether a block was made in which a book of this interval could have been. */
  public boolean wasOpen(long interval) {
    return layer.get(StateKey.claims(interval)).isPresent();
  }

  /** From now on books of this interval can come, and their roots are kept. */
  public void open(long interval) {
    putConvictions(interval, 0);
    long[] intervals = intervals().stream().mapToLong(Long::longValue).toArray();
    intervals = Arrays.copyOf(intervals, intervals.length + 1);
    intervals[intervals.length - 1] = interval;
    Arrays.sort(intervals);
    putIntervals(intervals);
  }

  /** How many convictions the claims of an interval have led to. */
  private int convictions(long interval) {
    return layer
        .get(StateKey.claims(interval))
        .map(bytes -> CanonicalReader.readAll(bytes, CanonicalReader::i32))
        .orElse(0);
  }

  private void putConvictions(long interval, int count) {
    layer.put(StateKey.claims(interval), new CanonicalWriter().i32(count).toByteArray());
  }

  public Optional<Hash> root(long interval, ParticipantId aggregator) {
    return layer.get(StateKey.bookRoot(interval, aggregator)).map(Hash::of);
  }

  public void putRoot(long interval, ParticipantId aggregator, Hash bookRoot) {
    layer.put(StateKey.bookRoot(interval, aggregator), bookRoot.bytes());
  }

  public boolean isConvicted(long interval, ParticipantId aggregator, ParticipantId participant) {
    return layer.get(StateKey.omission(interval, aggregator, participant)).isPresent();
  }

  /** Writes down the acknowledgement by which an aggregator was convicted for a participant. */
  public void convict(
      long interval,
      ParticipantId aggregator,
      ParticipantId participant,
      Hash acknowledgementDigest) {
    int count = convictions(interval);
    layer.put(StateKey.omission(interval, aggregator, participant), acknowledgementDigest.bytes());
    layer.put(
        StateKey.conviction(interval, count),
        new CanonicalWriter().text(aggregator.value()).text(participant.value()).toByteArray());
    putConvictions(interval, count + 1);
  }

  /**
   * Nothing more can be claimed of an interval; its aggregators' books and its convictions need not
   * be known.
   */
  public void close(long interval, Iterable<ParticipantId> aggregators) {
    for (ParticipantId aggregator : aggregators) {
      layer.remove(StateKey.bookRoot(interval, aggregator));
    }
    for (int index = 0; index < convictions(interval); index++) {
      forget(interval, index);
    }
    layer.remove(StateKey.claims(interval));
    putIntervals(
        intervals().stream().mapToLong(Long::longValue).filter(k -> k != interval).toArray());
  }

  private void forget(long interval, int index) {
    StateKey key = StateKey.conviction(interval, index);
    byte[] whose = layer.get(key).orElseThrow();
    layer.remove(
        CanonicalReader.readAll(
            whose,
            in ->
                StateKey.omission(
                    interval, MarketCodec.readParticipant(in), MarketCodec.readParticipant(in))));
    layer.remove(key);
  }
}
