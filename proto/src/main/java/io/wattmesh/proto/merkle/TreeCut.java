package io.wattmesh.proto.merkle;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a {@link SparseTree} is cut into chunks to be sent: the top of the tree down to subtrees that
 * are small enough, each of which is one chunk. The root follows from the chunks' hashes, so a cut
 * whose root is certified proves each of its chunks by itself: a wrong chunk is known at once, from
 * whomever it came, and a wrong cut before any chunk is asked for.
 *
 * <pre>
 *   TreeCut   Part                     from the root, left before right
 *   Part      u8 0                     an empty subtree
 *             u8 1, hash               a subtree that is one chunk
 *             u8 2, Part, Part         a node
 *   chunk     list(bytes key, bytes value), by rising hash of the key
 * </pre>
 */
public final class TreeCut {
  /** The most chunks of a tree. */
  public static final int MAX_CHUNKS = 65_536;

  /** The most bytes of a chunk with several entries. */
  public static final int MAX_SHARED_BYTES = 1024 * 1024;

  /** The most bytes of a chunk with a single entry, which can't be cut. */
  public static final int MAX_CHUNK_BYTES = 15 * 1024 * 1024;

  private static final int ENTRY_OVERHEAD_BYTES = 8;
  private static final int MAX_DEPTH = 256;

  private sealed interface Part {}

  private record Empty() implements Part {}

  private record Chunk(Hash hash) implements Part {}

  private record Split(Part left, Part right) implements Part {}

  /** A part with what it takes in bytes; a part that is split takes too much for one chunk. */
  private record Sized(Part part, long bytes) {}

  /** Where a chunk belongs: the bits above it, one a byte, and what its subtree hashes to. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Place(byte[] path, Hash hash) {}

  private final Part top;
  private final List<Place> places = new ArrayList<>();
  private final Hash root;

  private TreeCut(Part top) {
    this.top = top;
    this.root = place(top, new byte[0]);
    if (places.size() > MAX_CHUNKS) {
      throw new IllegalArgumentException(
          "A tree is cut into at most %d chunks, this into %d; take larger chunks."
              .formatted(MAX_CHUNKS, places.size()));
    }
  }

  private Hash place(Part part, byte[] path) {
    return switch (part) {
      case Empty() -> Hash.ZERO;
      case Chunk(Hash hash) -> {
        places.add(new Place(path, hash));
        yield hash;
      }
      case Split(Part left, Part right) ->
          SparseTree.nodeHash(place(left, down(path, 0)), place(right, down(path, 1)));
    };
  }

  private static byte[] down(byte[] path, int bit) {
    byte[] below = Arrays.copyOf(path, path.length + 1);
    below[path.length] = (byte) bit;
    return below;
  }

  /**
   * Cuts a tree into the fewest subtrees of at most so many bytes each, or of a single entry.
   *
   * @param chunkBytes at most {@link #MAX_SHARED_BYTES}
   * @throws IllegalArgumentException if the chunks are too many, or one entry is too large for any
   */
  public static TreeCut of(SparseTree tree, int chunkBytes) {
    if (chunkBytes < 1 || chunkBytes > MAX_SHARED_BYTES) {
      throw new IllegalArgumentException(
          "Chunks have 1 to %d bytes, not %d.".formatted(MAX_SHARED_BYTES, chunkBytes));
    }
    return new TreeCut(cut(tree.top(), chunkBytes).part());
  }

  private static Sized cut(SparseTree.Subtree tree, int chunkBytes) {
    return switch (tree.node()) {
      case null -> new Sized(new Empty(), 0);
      case SparseTree.Leaf leaf -> new Sized(new Chunk(tree.hash()), sizeOf(leaf.entry()));
      case SparseTree.Inner inner -> {
        Sized left = cut(inner.left(), chunkBytes);
        Sized right = cut(inner.right(), chunkBytes);
        long bytes = left.bytes() + right.bytes();
        yield new Sized(
            bytes + Integer.BYTES <= chunkBytes
                ? new Chunk(tree.hash())
                : new Split(left.part(), right.part()),
            bytes);
      }
    };
  }

  private static long sizeOf(TreeEntry entry) {
    long bytes = (long) entry.key().length + entry.value().length + ENTRY_OVERHEAD_BYTES;
    if (bytes + Integer.BYTES > MAX_CHUNK_BYTES) {
      throw new IllegalArgumentException(
          "An entry takes %d bytes, a chunk has at most %d.".formatted(bytes, MAX_CHUNK_BYTES));
    }
    return bytes;
  }

  /** The root of the whole tree, as the chunks' hashes give it. */
  public Hash root() {
    return root;
  }

  /** How many chunks there are. */
  public int chunks() {
    return places.size();
  }

  /** Which keys a chunk holds: the first bits of their hashes, as 0 and 1. */
  public String keyPrefix(int index) {
    var bits = new StringBuilder();
    for (byte bit : places.get(index).path()) {
      bits.append(bit);
    }
    return bits.toString();
  }

  /** A chunk's bytes out of the tree that was cut, or of one that is the same there. */
  public byte[] chunk(SparseTree tree, int index) {
    var entries = new ArrayList<TreeEntry>();
    SparseTree.forEach(under(tree, places.get(index).path()).node(), entries::add);
    var out = new CanonicalWriter().i32(entries.size());
    entries.forEach(entry -> out.bytes(entry.key()).bytes(entry.value()));
    return out.toByteArray();
  }

  private static SparseTree.Subtree under(SparseTree tree, byte[] path) {
    SparseTree.Subtree at = tree.top();
    for (int depth = 0; depth < path.length; depth++) {
      if (!(at.node() instanceof SparseTree.Inner inner)) {
        // A single leaf stands for all the nodes above it, also for those it is not under.
        return !at.isEmpty() && isUnder(SparseTree.keyHash(at), path)
            ? at
            : SparseTree.Subtree.EMPTY;
      }
      at = path[depth] == 1 ? inner.right() : inner.left();
    }
    return at;
  }

  private static boolean isUnder(Hash keyHash, byte[] path) {
    for (int depth = 0; depth < path.length; depth++) {
      if (keyHash.bit(depth) != (path[depth] == 1)) {
        return false;
      }
    }
    return true;
  }

  /** Why these bytes are not the chunk, if they are not. */
  public Optional<String> refusal(int index, byte[] chunk) {
    Place place = places.get(index);
    var hasher = new NodeHasher();
    List<SparseTree.Subtree> leaves;
    try {
      List<TreeEntry> entries = entries(chunk);
      leaves = SparseTree.leaves(hasher, entries);
      if (!inOrder(leaves, entries)) {
        return Optional.of("its entries are not in order");
      }
    } catch (IllegalArgumentException | MalformedBytesException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    if (!leaves.stream().allMatch(leaf -> isUnder(SparseTree.keyHash(leaf), place.path()))) {
      return Optional.of("it holds keys of other chunks");
    }
    Hash hash = SparseTree.subtree(hasher, leaves, place.path().length).hash();
    return hash.equals(place.hash())
        ? Optional.empty()
        : Optional.of(
            "its entries lead to %s, certified is %s"
                .formatted(hash.shortHex(), place.hash().shortHex()));
  }

  /** Whether the leaves, by rising key hash, are those of the entries one by one. */
  private static boolean inOrder(List<SparseTree.Subtree> leaves, List<TreeEntry> entries) {
    for (int k = 0; k < leaves.size(); k++) {
      if (!SparseTree.isOf(leaves.get(k), entries.get(k))) {
        return false;
      }
    }
    return true;
  }

  /**
   * A chunk's entries.
   *
   * @throws MalformedBytesException if the bytes are too long or no chunk's
   */
  public static List<TreeEntry> entries(byte[] chunk) {
    if (chunk.length > MAX_CHUNK_BYTES) {
      throw new MalformedBytesException(
          "A chunk has at most %d bytes, this has %d.".formatted(MAX_CHUNK_BYTES, chunk.length));
    }
    return CanonicalReader.readAll(
        chunk,
        in -> {
          int count = in.count(MAX_SHARED_BYTES / ENTRY_OVERHEAD_BYTES, ENTRY_OVERHEAD_BYTES);
          if (count > 1 && chunk.length > MAX_SHARED_BYTES) {
            throw new MalformedBytesException(
                "A chunk of %d entries has at most %d bytes, this has %d."
                    .formatted(count, MAX_SHARED_BYTES, chunk.length));
          }
          var entries = new ArrayList<TreeEntry>(count);
          for (int k = 0; k < count; k++) {
            entries.add(new TreeEntry(in.bytes(MAX_CHUNK_BYTES), in.bytes(MAX_CHUNK_BYTES)));
          }
          return entries;
        });
  }

  /** Which chunks of this cut a tree holds otherwise, as their {@link #keyPrefix}. */
  public void forEachDifference(SparseTree tree, Consumer<String> consumer) {
    for (int index = 0; index < places.size(); index++) {
      Place place = places.get(index);
      if (!under(tree, place.path()).hash().equals(place.hash())) {
        consumer.accept(keyPrefix(index));
      }
    }
  }

  public void write(CanonicalWriter out) {
    write(top, out);
  }

  private static void write(Part part, CanonicalWriter out) {
    switch (part) {
      case Empty() -> out.u8(0);
      case Chunk(Hash hash) -> out.u8(1).hash(hash);
      case Split(Part left, Part right) -> {
        out.u8(2);
        write(left, out);
        write(right, out);
      }
    }
  }

  /** Reads a cut; whether its root is the right one is for the reader to see. */
  public static TreeCut read(CanonicalReader in) {
    return new TreeCut(new PartReader(in).read(0));
  }

  /** Stops before a cut takes more memory than a cut may. */
  private static final class PartReader {
    private final CanonicalReader in;
    private int parts;

    PartReader(CanonicalReader in) {
      this.in = in;
    }

    Part read(int depth) {
      if (depth > MAX_DEPTH || ++parts > 4 * MAX_CHUNKS) {
        throw new MalformedBytesException("The cut of a tree is too deep or has too many parts.");
      }
      int kind = in.u8();
      return switch (kind) {
        case 0 -> new Empty();
        case 1 -> new Chunk(in.hash());
        case 2 -> new Split(read(depth + 1), read(depth + 1));
        default ->
            throw new MalformedBytesException("A cut's part is 0, 1 or 2, this is " + kind + ".");
      };
    }
  }
}
