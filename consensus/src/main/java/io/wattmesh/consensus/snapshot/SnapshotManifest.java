package io.wattmesh.consensus.snapshot;

import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.merkle.TreeCut;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The state after a committed block, cut into chunks, with the proof that it is: the block's
 * header, those above it up to one that a commit proof commits, and that proof. The header right
 * above the block states the state's root, which the cut must lead to. So of a manifest that exists
 * only the proof's signatures are still to be judged, and then each chunk proves itself; nothing
 * rests on who sent it.
 *
 * <p>Leaders are drawn by the newest committed headers, so those below the block's come along; its
 * header proves them.
 *
 * @param before the headers below the block's, oldest first, of its epoch: as many as the epoch's
 *     leaders are drawn by, or all
 * @param headers the block's header, then its descendants' up to the committed one of the proof
 * @param proof commits the last of the headers, and so all
 */
public record SnapshotManifest(
    List<BlockHeader> before, List<BlockHeader> headers, CommitProof proof, TreeCut cut) {
  /** Where rounds failed, a block is committed by a later one's proof; beyond this, no snapshot. */
  public static final int MAX_HEADERS = 64;

  /** As many as the leaders of the largest validator set are drawn by. */
  public static final int MAX_BEFORE = 10 * 1024 + 8;

  /** The most bytes of a manifest. */
  public static final int MAX_BYTES = 15 * 1024 * 1024;

  public SnapshotManifest {
    before = List.copyOf(before);
    headers = List.copyOf(headers);
    Objects.requireNonNull(proof);
    if (headers.isEmpty() || headers.size() > MAX_HEADERS) {
      throw new IllegalArgumentException(
          "A snapshot has 1 to %d headers, not %d.".formatted(MAX_HEADERS, headers.size()));
    }
    if (before.size() > MAX_BEFORE) {
      throw new IllegalArgumentException(
          "A snapshot has at most %d headers below its block's, not %d."
              .formatted(MAX_BEFORE, before.size()));
    }
    requireChain(Stream.of(before, headers, List.of(proof.above())).flatMap(List::stream).toList());
    Hash certified = above(headers, proof).parentStateRoot();
    if (!cut.root().equals(certified)) {
      throw new IllegalArgumentException(
          "The chunks lead to state root %s, the block above states %s."
              .formatted(cut.root().shortHex(), certified.shortHex()));
    }
  }

  private static void requireChain(List<BlockHeader> chain) {
    for (int k = 1; k < chain.size(); k++) {
      requireChild(chain.get(k - 1), chain.get(k - 1).id(), chain.get(k));
    }
  }

  private static void requireChild(BlockHeader below, Hash id, BlockHeader above) {
    if (!above.parentId().equals(id) || above.height() != below.height() + 1) {
      throw new IllegalArgumentException(
          "The header of height %d does not follow block %s of height %d."
              .formatted(above.height(), id.shortHex(), below.height()));
    }
  }

  private static BlockHeader above(List<BlockHeader> headers, CommitProof proof) {
    return headers.size() > 1 ? headers.get(1) : proof.above();
  }

  /** The header of the block after which the state is this. */
  public BlockHeader header() {
    return headers.getFirst();
  }

  /** The newest committed headers that it shows, up to the block's own. */
  public List<BlockHeader> newest() {
    return Stream.concat(before.stream(), Stream.of(header())).toList();
  }

  public Hash blockId() {
    return above(headers, proof).parentId();
  }

  public long height() {
    return header().height();
  }

  public Hash stateRoot() {
    return cut.root();
  }

  /** The root of the block's outcomes, certified like the state's. */
  public Hash outcomesRoot() {
    return above(headers, proof).parentOutcomesRoot();
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    write(before, out);
    write(headers, out);
    proof.write(out);
    cut.write(out);
    return out.toByteArray();
  }

  private static void write(List<BlockHeader> headers, CanonicalWriter out) {
    out.i32(headers.size());
    headers.forEach(header -> header.write(out));
  }

  /**
   * @throws MalformedBytesException if the bytes are too long or no manifest's
   */
  public static SnapshotManifest ofBytes(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedBytesException(
          "A manifest has at most %d bytes, this has %d.".formatted(MAX_BYTES, bytes.length));
    }
    return CanonicalReader.readAll(bytes, SnapshotManifest::read);
  }

  private static SnapshotManifest read(CanonicalReader in) {
    return new SnapshotManifest(
        headers(in, MAX_BEFORE), headers(in, MAX_HEADERS), CommitProof.read(in), TreeCut.read(in));
  }

  private static List<BlockHeader> headers(CanonicalReader in, int most) {
    int count = in.count(most, BlockHeader.BYTES);
    var headers = new ArrayList<BlockHeader>(count);
    for (int k = 0; k < count; k++) {
      headers.add(BlockHeader.read(in));
    }
    return headers;
  }

  @Override
  public String toString() {
    return "snapshot of height %d, state %s, %d chunks"
        .formatted(height(), stateRoot().shortHex(), cut.chunks());
  }
}
