package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * The committed bids of a bus that stand, in rising order of participants.
 *
 * @param bookRoot the root of the bus's bid book; where the bus has several aggregators, that of
 *     all their books, see {@link BusBooks#root}
 */
public record StandingBook(int bus, Hash bookRoot, List<StandingBid> bids) {
  private static final int MAX_BIDS = 1_000_000;

  public StandingBook {
    bids = List.copyOf(bids);
  }

  byte[] toBytes() {
    var out = new CanonicalWriter().i32(bus).hash(bookRoot).i32(bids.size());
    for (StandingBid bid : bids) {
      out.text(bid.participant().value()).hash(bid.bidDigest()).i64(bid.collateralMicros());
      MarketCodec.writeCurve(out, bid.curve());
      out.i64(bid.scheduledWatts());
    }
    return out.toByteArray();
  }

  static StandingBook ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, StandingBook::read);
  }

  private static StandingBook read(CanonicalReader in) {
    int bus = in.i32();
    Hash root = in.hash();
    int count = in.count(MAX_BIDS, 62);
    var bids = new ArrayList<StandingBid>(count);
    for (int k = 0; k < count; k++) {
      bids.add(
          new StandingBid(
              MarketCodec.readParticipant(in),
              in.hash(),
              in.i64(),
              MarketCodec.readStandingCurve(in),
              in.i64()));
    }
    return new StandingBook(bus, root, bids);
  }
}
