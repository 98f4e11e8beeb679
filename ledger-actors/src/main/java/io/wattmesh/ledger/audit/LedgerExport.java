package io.wattmesh.ledger.audit;

import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.LedgerStore.CommitMark;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * A chain as three files, of which every byte is under a signature or a hash:
 *
 * <pre>
 *   genesis.bin   the genesis
 *   blocks.bin    "wattmesh blocks 1\n", then for each height from 1: length (32 bits), block with
 *                 its batches' transactions, the quorum certificate on its parent
 *   epochs.bin    only if an epoch has ended: "wattmesh epochs 1\n", the changes of epochs
 *   proof.bin     the commit proof of the last block
 * </pre>
 */
public final class LedgerExport {
  public static final String GENESIS = "genesis.bin";
  public static final String BLOCKS = "blocks.bin";
  public static final String PROOF = "proof.bin";

  /** Is there only if an epoch ended before the last block. */
  public static final String EPOCHS = "epochs.bin";

  private static final byte[] EPOCHS_MAGIC =
      "wattmesh epochs 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MAGIC = "wattmesh blocks 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_BLOCK_BYTES = 16 * 1024 * 1024;
  private static final int MAX_EPOCHS_BYTES = 256 * 1024 * 1024;
  private static final int MAX_PROOF_BYTES = 1024 * 1024;

  private final Path folder;

  private LedgerExport(Path folder) {
    this.folder = folder;
  }

  /** Writes what a store has committed; a chain without blocks has no proof and no export. */
  public static void write(LedgerStore store, Genesis genesis, Path folder) throws IOException {
    CommitMark tip =
        store
            .tip()
            .orElseThrow(() -> new IOException("There is no committed block to export yet."));
    Files.createDirectories(folder);
    Files.write(folder.resolve(GENESIS), genesis.toBytes());
    try (var out =
        new DataOutputStream(
            new BufferedOutputStream(Files.newOutputStream(folder.resolve(BLOCKS))))) {
      out.write(MAGIC);
      for (long height = 1; height <= tip.height(); height++) {
        byte[] bytes = bytes(blockAt(store, height));
        out.writeInt(bytes.length);
        out.write(bytes);
      }
    }
    Files.write(folder.resolve(PROOF), tip.proof().toBytes());
    List<EpochChange> ended =
        store.epochs().stream().filter(change -> change.last().height() < tip.height()).toList();
    if (!ended.isEmpty()) {
      var out = new CanonicalWriter().raw(EPOCHS_MAGIC);
      new EpochChanges(ended).write(out);
      Files.write(folder.resolve(EPOCHS), out.toByteArray());
    }
  }

  private static LinkedBlock blockAt(LedgerStore store, long height) throws IOException {
    return store
        .committedAt(height)
        .orElseThrow(
            () ->
                new IOException(
                    ("The block of height %d is not kept here any more, and an export needs all of"
                            + " them; export from an archive.")
                        .formatted(height)));
  }

  private static byte[] bytes(LinkedBlock linked) {
    var out = new CanonicalWriter();
    linked.write(out);
    return out.toByteArray();
  }

  public static LedgerExport open(Path folder) {
    return new LedgerExport(folder);
  }

  public Genesis genesis() throws IOException {
    return Genesis.ofBytes(bounded(GENESIS, Genesis.MAX_BYTES));
  }

  public CommitProof proof() throws IOException {
    return CanonicalReader.readAll(bounded(PROOF, MAX_PROOF_BYTES), CommitProof::read);
  }

  /** The ends of epochs before the last block, oldest first. */
  public EpochChanges epochs() throws IOException {
    return Files.exists(folder.resolve(EPOCHS))
        ? readEpochs(folder.resolve(EPOCHS))
        : EpochChanges.NONE;
  }

  /** Reads the ends of epochs of an export, away from its other files. */
  public static EpochChanges readEpochs(Path file) throws IOException {
    return CanonicalReader.readAll(
        bounded(file, MAX_EPOCHS_BYTES),
        in -> {
          if (!Arrays.equals(in.raw(EPOCHS_MAGIC.length), EPOCHS_MAGIC)) {
            throw new MalformedBytesException(file + " does not begin as a file of epochs does.");
          }
          return EpochChanges.read(in);
        });
  }

  private byte[] bounded(String file, long maxBytes) throws IOException {
    return bounded(folder.resolve(file), maxBytes);
  }

  private static byte[] bounded(Path path, long maxBytes) throws IOException {
    long size = Files.size(path);
    if (size > maxBytes) {
      throw new MalformedBytesException(
          "%s has %d bytes, at most %d are read.".formatted(path, size, maxBytes));
    }
    return Files.readAllBytes(path);
  }

  /** Takes the blocks in order of height. */
  public interface BlockVisitor {
    void visit(LinkedBlock linked);
  }

  /** Takes the headers of blocks that are not needed as a whole. */
  public interface HeaderVisitor {
    void visit(BlockHeader header);
  }

  /** Reads block by block, so that memory does not grow with the chain. */
  public void forEachBlock(BlockVisitor visitor) throws IOException {
    forEachBlock(height -> true, header -> {}, visitor);
  }

  /**
   * Reads block by block, of some only the header: that is what links the chain and states the
   * roots.
   *
   * @param whole by the place in the file, from 1, whether the whole block is needed
   */
  public void forEachBlock(LongPredicate whole, HeaderVisitor headers, BlockVisitor blocks)
      throws IOException {
    try (var in =
        new DataInputStream(
            new BufferedInputStream(Files.newInputStream(folder.resolve(BLOCKS))))) {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw new MalformedBytesException(BLOCKS + " does not begin as a block file does.");
      }
      for (long height = 1; ; height++) {
        byte[] head = in.readNBytes(Integer.BYTES);
        if (head.length == 0) {
          return;
        }
        int length = length(head, height);
        if (whole.test(height)) {
          blocks.visit(
              CanonicalReader.readAll(bytes(in, length, length, height), LinkedBlock::read));
        } else {
          headers.visit(
              CanonicalReader.readAll(
                  bytes(in, Math.min(BlockHeader.BYTES, length), length, height),
                  BlockHeader::read));
        }
      }
    }
  }

  private static int length(byte[] head, long height) throws IOException {
    if (head.length < Integer.BYTES) {
      throw new EOFException(BLOCKS + " ends within the length of block " + height + ".");
    }
    int length = new CanonicalReader(head).i32();
    if (length < 0 || length > MAX_BLOCK_BYTES) {
      throw new MalformedBytesException(
          "Block %d has length %d, at most %d are read."
              .formatted(height, length, MAX_BLOCK_BYTES));
    }
    return length;
  }

  /** The first bytes of a block; the others are passed over. */
  private static byte[] bytes(DataInputStream in, int first, int length, long height)
      throws IOException {
    byte[] bytes = in.readNBytes(first);
    try {
      in.skipNBytes(length - first);
    } catch (EOFException e) {
      throw new EOFException(BLOCKS + " ends within block " + height + ".");
    }
    if (bytes.length < first) {
      throw new EOFException(BLOCKS + " ends within block " + height + ".");
    }
    return bytes;
  }
}
