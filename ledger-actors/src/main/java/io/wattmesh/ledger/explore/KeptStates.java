package io.wattmesh.ledger.explore;

import io.wattmesh.ledger.audit.AuditFailedException;
import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.merkle.TreeEntry;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * States after some of a chain's blocks, one file each, so that a replay need not begin at genesis.
 * They are believed no further than the roots that the chain states: whoever begins with one
 * compares.
 *
 * <pre>
 *   HEIGHT.state   "wattmesh state 1\n", height (64 bits), number of entries (32 bits), then of
 *                  each, by rising hash of the key: length (32 bits) and bytes of the key, length
 *                  and bytes of the value
 * </pre>
 */
public final class KeptStates {
  /** As many blocks lie between two states, unless it is said otherwise. */
  public static final long EVERY_BLOCKS = 50;

  /** States of so many of the newest blocks are kept, unless it is said otherwise. */
  public static final long WINDOW_BLOCKS = 1_000;

  private static final byte[] MAGIC = "wattmesh state 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern NAME = Pattern.compile("([0-9]{12})\\.state");
  private static final int MAX_KEY_BYTES = 64 * 1024;
  private static final int MAX_VALUE_BYTES = 16 * 1024 * 1024;

  private final Path folder;

  private KeptStates(Path folder) {
    this.folder = folder;
  }

  /** Those in a folder, which need not be there. */
  public static KeptStates in(Path folder) {
    return new KeptStates(folder);
  }

  /** The heights of all that there are. */
  public NavigableSet<Long> heights() throws IOException {
    var heights = new TreeSet<Long>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .map(file -> NAME.matcher(file.getFileName().toString()))
            .filter(Matcher::matches)
            .forEach(name -> heights.add(Long.parseLong(name.group(1))));
      }
    }
    return heights;
  }

  private Path file(long height) {
    return folder.resolve(String.format(Locale.ROOT, "%012d.state", height));
  }

  /**
   * Reads the state after the block of a height.
   *
   * @throws AuditFailedException if the file is not one
   */
  public ReplayStart read(long height) throws IOException {
    Path file = file(height);
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC) || in.readLong() != height) {
        throw damaged(height);
      }
      var entries = new ArrayList<TreeEntry>();
      for (int left = in.readInt(); left > 0; left--) {
        byte[] key = bytes(in, MAX_KEY_BYTES, height);
        entries.add(new TreeEntry(key, bytes(in, MAX_VALUE_BYTES, height)));
      }
      if (in.read() >= 0) {
        throw damaged(height);
      }
      return new ReplayStart(height, StateLayer.of(SparseTree.of(entries)));
    } catch (EOFException | IllegalArgumentException e) {
      throw damaged(height);
    }
  }

  private byte[] bytes(DataInputStream in, int most, long height) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > most) {
      throw damaged(height);
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw damaged(height);
    }
    return bytes;
  }

  private AuditFailedException damaged(long height) {
    return new AuditFailedException(
        "%s is damaged: make kept states anew by `wattmesh ledger history --anew`"
            .formatted(file(height)));
  }

  /** Forgets all of them. */
  public void clear() throws IOException {
    forget(heights());
  }

  private void forget(Iterable<Long> heights) throws IOException {
    for (long height : heights) {
      Files.deleteIfExists(file(height));
    }
  }

  /** What they take together. */
  public long bytes() throws IOException {
    long bytes = 0;
    for (long height : heights()) {
      bytes += Files.size(file(height));
    }
    return bytes;
  }

  /** Keeps a state, unless there is one of its height; there is the whole file or none. */
  public void keep(long height, SparseTree tree) throws IOException {
    Path file = file(height);
    if (Files.exists(file)) {
      return;
    }
    Files.createDirectories(folder);
    Path draft = folder.resolve(file.getFileName() + ".new");
    List<TreeEntry> entries = new ArrayList<>();
    tree.forEach(entries::add);
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(draft)))) {
      out.write(MAGIC);
      out.writeLong(height);
      out.writeInt(entries.size());
      for (TreeEntry entry : entries) {
        out.writeInt(entry.key().length);
        out.write(entry.key());
        out.writeInt(entry.value().length);
        out.write(entry.value());
      }
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Follows a replay and keeps the state after each block whose height is a multiple of a number
   * and that lies in the window below the chain's last one; states below the window go.
   *
   * @param window in blocks; 0: nothing is kept
   */
  public Consumer<Replayed> keeper(long every, long window, long tip) {
    return replayed -> {
      long height = replayed.block().header().height();
      try {
        if (height % every == 0 && height > tip - window) {
          keep(height, replayed.executed().layer().tree());
        }
        if (height == tip) {
          forget(heights().headSet(tip - window, true));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
