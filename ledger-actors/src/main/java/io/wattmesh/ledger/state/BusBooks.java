package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The roots of an interval's committed books at a bus that has several aggregators, by their ids.
 */
public record BusBooks(SortedMap<ParticipantId, Hash> roots) {
  public static final BusBooks NONE = new BusBooks(new TreeMap<>());

  /** As many aggregators may a bus have: all its standing bids must fit into one record. */
  public static final int MAX_BOOKS = 4;

  public BusBooks {
    roots = Collections.unmodifiableSortedMap(new TreeMap<>(roots));
  }

  public BusBooks with(ParticipantId aggregator, Hash bookRoot) {
    var more = new TreeMap<>(roots);
    more.put(aggregator, bookRoot);
    return new BusBooks(more);
  }

  /** The Merkle root of all aggregators' names with their books' roots. */
  public Hash root() {
    var rows = new ArrayList<byte[]>();
    roots.forEach(
        (aggregator, root) ->
            rows.add(new CanonicalWriter().text(aggregator.value()).hash(root).toByteArray()));
    return MerkleTree.root(rows);
  }

  /** The place among a bus's aggregators of the first that has a book here; 0 if none has. */
  public int speaker(List<ParticipantId> aggregators) {
    return roots.isEmpty() ? 0 : aggregators.indexOf(roots.firstKey());
  }

  byte[] toBytes() {
    var out = new CanonicalWriter().i32(roots.size());
    roots.forEach((aggregator, root) -> out.text(aggregator.value()).hash(root));
    return out.toByteArray();
  }

  static BusBooks ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, BusBooks::read);
  }

  private static BusBooks read(CanonicalReader in) {
    int count = in.count(MAX_BOOKS, 37);
    var roots = new TreeMap<ParticipantId, Hash>();
    for (int k = 0; k < count; k++) {
      roots.put(MarketCodec.readParticipant(in), in.hash());
    }
    return new BusBooks(roots);
  }
}
