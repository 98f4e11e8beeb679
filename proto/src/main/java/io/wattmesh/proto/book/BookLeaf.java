package io.wattmesh.proto.book;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.MerkleProof;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.util.Objects;

/** One entry of a bid book, with the path that leads from it to the book's root. */
public record BookLeaf(SignedEnvelope bid, Schedule schedule, MerkleProof inBook) {
  private static final int MAX_BID_BYTES = MessageType.BID.maxPayloadBytes() + 512;

  public BookLeaf {
    Objects.requireNonNull(bid);
    Objects.requireNonNull(schedule);
    Objects.requireNonNull(inBook);
  }

  static BookLeaf of(BidBook book, int index) {
    return new BookLeaf(
        book.bids().get(index),
        book.schedules().get(index),
        MerkleTree.prove(book.leaves(), index));
  }

  /** Whether the book with this root has the entry, at the place that the path states. */
  public boolean isIn(Hash bookRoot) {
    return inBook.verify(BidBook.leaf(bid, schedule), bookRoot);
  }

  void write(CanonicalWriter out) {
    out.bytes(bid.toBytes());
    schedule.write(out);
    inBook.write(out);
  }

  static BookLeaf read(CanonicalReader in) {
    return new BookLeaf(
        SignedEnvelope.ofBytes(in.bytes(MAX_BID_BYTES)), Schedule.read(in), MerkleProof.read(in));
  }
}
