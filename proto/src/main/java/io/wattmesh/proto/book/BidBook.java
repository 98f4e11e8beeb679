package io.wattmesh.proto.book;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * All signed bids of one bus for one interval, one a participant, in rising order of participants.
 */
public record BidBook(long interval, int bus, List<SignedEnvelope> bids) {
  private static final int MAX_BIDS = 20_000;
  private static final int MAX_BID_BYTES = MessageType.BID.maxPayloadBytes() + 512;

  public BidBook {
    bids = List.copyOf(bids);
    for (int k = 1; k < bids.size(); k++) {
      if (bids.get(k - 1).signer().compareTo(bids.get(k).signer()) >= 0) {
        throw new IllegalArgumentException(
            "Bid %d of the book of bus %d is not in rising order of participants."
                .formatted(k, bus));
      }
    }
  }

  /** Merkle root of the signed bids' canonical bytes. */
  public Hash root() {
    return MerkleTree.root(leaves());
  }

  public List<byte[]> leaves() {
    return bids.stream().map(SignedEnvelope::toBytes).toList();
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter().i64(interval).i32(bus).i32(bids.size());
    bids.forEach(bid -> out.bytes(bid.toBytes()));
    return out.toByteArray();
  }

  public static BidBook ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, BidBook::read);
  }

  private static BidBook read(CanonicalReader in) {
    long interval = in.i64();
    int bus = in.i32();
    return new BidBook(interval, bus, readEnvelopes(in, MAX_BIDS, MAX_BID_BYTES));
  }

  static List<SignedEnvelope> readEnvelopes(CanonicalReader in, int max, int maxBytes) {
    int count = in.count(max, 4);
    var envelopes = new ArrayList<SignedEnvelope>(count);
    for (int k = 0; k < count; k++) {
      envelopes.add(SignedEnvelope.ofBytes(in.bytes(maxBytes)));
    }
    return envelopes;
  }
}
