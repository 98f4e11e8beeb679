package io.wattmesh.proto.book;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * All signed bids of one bus for one interval, one a participant, in rising order of participants.
 *
 * @param schedules for each bid what the aggregator plans for its request
 */
public record BidBook(long interval, int bus, List<SignedEnvelope> bids, List<Schedule> schedules) {
  private static final int MAX_BIDS = 20_000;
  private static final int MAX_BID_BYTES = MessageType.BID.maxPayloadBytes() + 512;

  public BidBook {
    bids = List.copyOf(bids);
    schedules = List.copyOf(schedules);
    if (schedules.size() != bids.size()) {
      throw new IllegalArgumentException(
          "The book of bus %d has %d bids and %d schedules; each bid has one."
              .formatted(bus, bids.size(), schedules.size()));
    }
    for (int k = 1; k < bids.size(); k++) {
      if (bids.get(k - 1).signer().compareTo(bids.get(k).signer()) >= 0) {
        throw new IllegalArgumentException(
            "Bid %d of the book of bus %d is not in rising order of participants."
                .formatted(k, bus));
      }
    }
  }

  /** A book of bids without requests. */
  public BidBook(long interval, int bus, List<SignedEnvelope> bids) {
    this(interval, bus, bids, Collections.nCopies(bids.size(), Schedule.NONE));
  }

  /** Merkle root of the signed bids' and their schedules' canonical bytes. */
  public Hash root() {
    return MerkleTree.root(leaves());
  }

  public List<byte[]> leaves() {
    return IntStream.range(0, bids.size())
        .mapToObj(k -> leaf(bids.get(k), schedules.get(k)))
        .toList();
  }

  /** A bid with its schedule, as it stands under the root. */
  public static byte[] leaf(SignedEnvelope bid, Schedule schedule) {
    var out = new CanonicalWriter().bytes(bid.toBytes());
    schedule.write(out);
    return out.toByteArray();
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter().i64(interval).i32(bus).i32(bids.size());
    leaves().forEach(out::raw);
    return out.toByteArray();
  }

  public static BidBook ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, BidBook::read);
  }

  private static BidBook read(CanonicalReader in) {
    long interval = in.i64();
    int bus = in.i32();
    int count = in.count(MAX_BIDS, 8);
    var bids = new ArrayList<SignedEnvelope>(count);
    var schedules = new ArrayList<Schedule>(count);
    for (int k = 0; k < count; k++) {
      bids.add(SignedEnvelope.ofBytes(in.bytes(MAX_BID_BYTES)));
      schedules.add(Schedule.read(in));
    }
    return new BidBook(interval, bus, bids, schedules);
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
