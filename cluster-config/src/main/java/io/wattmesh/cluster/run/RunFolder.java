package io.wattmesh.cluster.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.proto.codec.MalformedBytesException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run's folder: {@code state/} holds what survives a crash (the validators' stores, the bid book,
 * the genesis, what was measured), beside it stand the results.
 */
public final class RunFolder implements AutoCloseable {
  private static final String GENESIS = "genesis.bin";
  private static final String STATE = "state";
  private static final String DRAFT = "genesis.bin.new";
  private static final String LOCK = "lock";
  private static final String MEASURED = "measured.jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;
  private final FileChannel lock;

  private RunFolder(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Opens a new folder, or one of a run of the very same market, and keeps other processes out
   * until it is closed.
   *
   * @throws UserErrorException if the folder holds another market's run, or a process uses it
   */
  public static RunFolder open(Path root, ScenarioMarket market) throws IOException {
    Path state = root.resolve(STATE);
    Path genesis = state.resolve(GENESIS);
    if (!Files.exists(genesis)) {
      requireUnused(root);
      Files.createDirectories(state);
    }
    var folder = new RunFolder(root, lock(root));
    try {
      folder.claim(genesis, market.genesis().toBytes());
      return folder;
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static FileChannel lock(Path root) throws IOException {
    var channel =
        FileChannel.open(
            root.resolve(STATE).resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Held by this very process: refused like any other's.
    }
    channel.close();
    throw new UserErrorException(
        root + " is in use by another process. Wait for it, or choose another --out folder.");
  }

  /** A genesis is there whole or not at all, whenever the process dies. */
  private void claim(Path genesis, byte[] own) throws IOException {
    if (!Files.exists(genesis)) {
      Path draft = state().resolve(DRAFT);
      Files.write(
          draft,
          own,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
      Files.move(draft, genesis, StandardCopyOption.ATOMIC_MOVE);
    } else if (!Arrays.equals(Files.readAllBytes(genesis), own)) {
      throw new UserErrorException(
          ("%s holds the run of another market (its genesis differs: scenario, seed, devices or"
                  + " grid). Choose another --out folder, or run it with its own settings.")
              .formatted(root));
    }
  }

  /** Nothing is there but what a process may leave that dies before it has written the genesis. */
  private static void requireUnused(Path root) throws IOException {
    if (!contains(root, Set.of(STATE)) || !contains(root.resolve(STATE), Set.of(LOCK, DRAFT))) {
      throw new UserErrorException(
          root + " is not empty and holds no run. Choose another --out folder.");
    }
  }

  private static boolean contains(Path folder, Set<String> atMost) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (var entries = Files.list(folder)) {
      return entries.allMatch(entry -> atMost.contains(entry.getFileName().toString()));
    }
  }

  public Path root() {
    return root;
  }

  public Path state() {
    return root.resolve(STATE);
  }

  /** Where states of the ledger are kept for who looks at it later. */
  Path history() {
    return LedgerFolder.history(root);
  }

  public Path ledger() {
    return root.resolve("ledger");
  }

  /** Keeps what was measured of an interval for a later process on the same folder. */
  void append(MeasuredInterval measured) {
    try {
      Files.writeString(
          state().resolve(MEASURED),
          JSON.writeValueAsString(measured) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UserErrorException(
          "%s cannot be written: %s".formatted(state().resolve(MEASURED), e.getMessage()), e);
    }
  }

  /** What was measured so far, by interval. A line that a crash cut short is taken out. */
  SortedMap<Long, MeasuredInterval> measured() {
    var measured = new TreeMap<Long, MeasuredInterval>();
    try {
      List<String> lines =
          Files.exists(state().resolve(MEASURED))
              ? Files.readAllLines(state().resolve(MEASURED))
              : List.of();
      List<String> whole = lines.stream().filter(line -> line.endsWith("}")).toList();
      if (whole.size() < lines.size()) {
        Files.write(state().resolve(MEASURED), whole);
      }
      for (String line : whole) {
        MeasuredInterval one = JSON.readValue(line, MeasuredInterval.class);
        measured.put(one.interval(), one);
      }
      return measured;
    } catch (IOException e) {
      throw new MalformedBytesException(
          state().resolve(MEASURED) + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Lets other processes in. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
