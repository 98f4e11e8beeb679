package io.wattmesh.proto.book;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * That an aggregator broke its word: the bid that it acknowledged, and what its committed book has
 * in the bid's place. The entries of a book rise strictly by their signers, so two entries side by
 * side show that nobody between them is in it, the first that nobody comes before it, and the last
 * that nobody comes after it. A path tells by its directions whether it is the first, the last or
 * the next one's neighbour, whatever size is stated in it.
 *
 * @param acknowledgement signed by the aggregator
 * @param bid the signed bid whose digest is in the acknowledgement
 * @param leaves nothing, of a book that is empty or never came; the participant's own entry; the
 *     first or the last; or the two between which the participant's would have to be
 */
public record OmissionClaim(
    SignedEnvelope acknowledgement, SignedEnvelope bid, List<BookLeaf> leaves) {
  private static final int MAX_ACKNOWLEDGEMENT_BYTES =
      MessageType.BID_ACKNOWLEDGEMENT.maxPayloadBytes() + 512;
  private static final int MAX_BID_BYTES = MessageType.BID.maxPayloadBytes() + 512;
  private static final int MAX_LEAVES = 2;
  private static final Hash EMPTY = MerkleTree.root(List.of());

  public OmissionClaim {
    Objects.requireNonNull(acknowledgement);
    Objects.requireNonNull(bid);
    leaves = List.copyOf(leaves);
    if (leaves.size() > MAX_LEAVES) {
      throw new IllegalArgumentException(
          "A claim shows at most %d entries of a book, this has %d."
              .formatted(MAX_LEAVES, leaves.size()));
    }
  }

  /**
   * What the committed book shows of an acknowledged bid; whether that convicts is for the rule.
   */
  public static OmissionClaim of(
      SignedEnvelope acknowledgement, SignedEnvelope bid, Optional<BidBook> book) {
    var leaves = new ArrayList<BookLeaf>(MAX_LEAVES);
    if (book.isPresent()) {
      int place = 0;
      List<SignedEnvelope> bids = book.get().bids();
      while (place < bids.size() && bids.get(place).signer().compareTo(bid.signer()) < 0) {
        place++;
      }
      boolean own = place < bids.size() && bids.get(place).signer().equals(bid.signer());
      if (!own && place > 0) {
        leaves.add(BookLeaf.of(book.get(), place - 1));
      }
      if (place < bids.size()) {
        leaves.add(BookLeaf.of(book.get(), place));
      }
    }
    return new OmissionClaim(acknowledgement, bid, leaves);
  }

  /** The participant's entry in the book with this root, if the claim shows one. */
  public Optional<BookLeaf> ownLeaf(Hash bookRoot) {
    return leaves.size() == 1
            && leaves.getFirst().bid().signer().equals(bid.signer())
            && leaves.getFirst().isIn(bookRoot)
        ? Optional.of(leaves.getFirst())
        : Optional.empty();
  }

  /** Whether the claim shows that a book with this root has no entry of the bid's signer. */
  public boolean showsAbsence(Hash bookRoot) {
    if (!leaves.stream().allMatch(leaf -> leaf.isIn(bookRoot))) {
      return false;
    }
    return switch (leaves.size()) {
      case 0 -> bookRoot.equals(EMPTY);
      case 1 -> isBeyondEnd(leaves.getFirst());
      default -> isBetween(leaves.getFirst(), leaves.getLast());
    };
  }

  private boolean isBeyondEnd(BookLeaf leaf) {
    int order = leaf.bid().signer().compareTo(bid.signer());
    return (order > 0 && leaf.inBook().index() == 0)
        || (order < 0 && leaf.inBook().index() == leaf.inBook().size() - 1);
  }

  private boolean isBetween(BookLeaf before, BookLeaf after) {
    return before.bid().signer().compareTo(bid.signer()) < 0
        && after.bid().signer().compareTo(bid.signer()) > 0
        && before.inBook().size() == after.inBook().size()
        && before.inBook().index() + 1 == after.inBook().index();
  }

  public byte[] toBytes() {
    var out =
        new CanonicalWriter()
            .bytes(acknowledgement.toBytes())
            .bytes(bid.toBytes())
            .i32(leaves.size());
    leaves.forEach(leaf -> leaf.write(out));
    return out.toByteArray();
  }

  public static OmissionClaim ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, OmissionClaim::read);
  }

  private static OmissionClaim read(CanonicalReader in) {
    SignedEnvelope acknowledgement = SignedEnvelope.ofBytes(in.bytes(MAX_ACKNOWLEDGEMENT_BYTES));
    SignedEnvelope bid = SignedEnvelope.ofBytes(in.bytes(MAX_BID_BYTES));
    int count = in.count(MAX_LEAVES, 20);
    var leaves = new ArrayList<BookLeaf>(count);
    for (int k = 0; k < count; k++) {
      leaves.add(BookLeaf.read(in));
    }
    return new OmissionClaim(acknowledgement, bid, leaves);
  }
}
