package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The sealed bids that wait to be revealed, by interval and bus, and which books are closed. */
public final class SealedState {
  private static final int MAX_SEALED = 1_000_000;

  private final StateLayer layer;

  SealedState(StateLayer layer) {
    this.layer = layer;
  }

  /**
   * A sealed bid that does not stand yet.
   *
   * @param commitment to the signed bid
   * @param forfeitMicros what is locked for it, and lost unless it comes to stand
   */
  public record Waiting(long nonce, Hash commitment, long forfeitMicros) {}

  /**
   * That an interval's books are closed.
   *
   * @param closedMillis the time of the block that did it
   * @param waiting how many sealed bids do not stand yet
   */
  public record Closed(long closedMillis, int waiting) {}

  /** Whose sealed bids of a bus do not stand yet. */
  public SortedMap<ParticipantId, Waiting> waiting(long interval, int bus) {
    return layer
        .get(StateKey.sealedBids(interval, bus))
        .map(bytes -> CanonicalReader.readAll(bytes, SealedState::readWaiting))
        .orElseGet(TreeMap::new);
  }

  private static SortedMap<ParticipantId, Waiting> readWaiting(CanonicalReader in) {
    int count = in.count(MAX_SEALED, 53);
    var waiting = new TreeMap<ParticipantId, Waiting>();
    for (int k = 0; k < count; k++) {
      waiting.put(MarketCodec.readParticipant(in), new Waiting(in.i64(), in.hash(), in.i64()));
    }
    return waiting;
  }

  /** Where nothing waits there is no record. */
  public void putWaiting(long interval, int bus, SortedMap<ParticipantId, Waiting> waiting) {
    StateKey key = StateKey.sealedBids(interval, bus);
    if (waiting.isEmpty()) {
      if (layer.get(key).isPresent()) {
        layer.remove(key);
      }
      return;
    }
    var out = new CanonicalWriter().i32(waiting.size());
    waiting.forEach(
        (participant, bid) ->
            out.text(participant.value())
                .i64(bid.nonce())
                .hash(bid.commitment())
                .i64(bid.forfeitMicros()));
    layer.put(key, out.toByteArray());
  }

  /** Whether an interval's books are closed and not frozen. */
  public Optional<Closed> closed(long interval) {
    return layer
        .get(StateKey.sealing(interval))
        .map(bytes -> CanonicalReader.readAll(bytes, in -> new Closed(in.i64(), in.i32())));
  }

  public void putClosed(long interval, Closed closed) {
    layer.put(
        StateKey.sealing(interval),
        new CanonicalWriter().i64(closed.closedMillis()).i32(closed.waiting()).toByteArray());
  }

  /** The interval's books are frozen. */
  public void removeClosed(long interval) {
    layer.remove(StateKey.sealing(interval));
  }
}
