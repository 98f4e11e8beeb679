package io.wattmesh.proto.client;

import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Proof of a committed block's outcomes root, which its child's header states: the headers from the
 * block's child up to a block whose commit is proven.
 *
 * @param headers from the block's child up to the one that the proof commits, oldest first; none if
 *     the proof commits the block itself
 */
public record BlockProof(List<BlockHeader> headers, CommitProof commit) {
  /** More blocks than that are not committed at once but by a validator that was behind. */
  public static final int MAX_HEADERS = 64;

  /** A commit proof has up to 4,096 headers of its own, and 1,024 signatures. */
  public static final int MAX_BYTES = 2 * 1024 * 1024;

  public BlockProof {
    headers = List.copyOf(headers);
    Objects.requireNonNull(commit);
    if (headers.size() > MAX_HEADERS) {
      throw new IllegalArgumentException(
          "A block's proof has at most %d headers below its commit proof, this has %d."
              .formatted(MAX_HEADERS, headers.size()));
    }
  }

  private BlockHeader child() {
    return headers.isEmpty() ? commit.above() : headers.getFirst();
  }

  /** The height of the block whose outcomes are proven. */
  public long height() {
    return child().height() - 1;
  }

  /** The root of the block's outcomes. */
  public Hash outcomesRoot() {
    return child().parentOutcomesRoot();
  }

  /** The epoch whose validators must have signed. */
  public long epoch() {
    return commit.child().epoch();
  }

  /** What is wrong with it before the commit proof is looked at. */
  public Optional<String> linkRefusal() {
    for (int k = 0; k < headers.size(); k++) {
      Hash above =
          k + 1 < headers.size() ? headers.get(k + 1).parentId() : commit.above().parentId();
      long height = k + 1 < headers.size() ? headers.get(k + 1).height() : commit.above().height();
      if (!above.equals(headers.get(k).id()) || height != headers.get(k).height() + 1) {
        return Optional.of("header %d does not lead to the next".formatted(k));
      }
    }
    return height() < 1
        ? Optional.of("height %d has no outcomes".formatted(height()))
        : Optional.empty();
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter().i32(headers.size());
    headers.forEach(header -> header.write(out));
    commit.write(out);
    return out.toByteArray();
  }

  public static BlockProof ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, BlockProof::read);
  }

  private static BlockProof read(CanonicalReader in) {
    int count = in.count(MAX_HEADERS, BlockHeader.BYTES);
    var headers = new ArrayList<BlockHeader>(count);
    for (int k = 0; k < count; k++) {
      headers.add(BlockHeader.read(in));
    }
    return new BlockProof(headers, CommitProof.read(in));
  }
}
