package io.wattmesh.cluster.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.proto.codec.MalformedBytesException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run's folder: {@code state/} holds what survives a crash (the validators' stores, the bid book,
 * the genesis, what was measured), beside it stand the results.
 */
public final class RunFolder {
  private static final String GENESIS = "genesis.bin";
  private static final String MEASURED = "measured.jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;

  private RunFolder(Path root) {
    this.root = root;
  }

  /**
   * Opens a new folder, or one of a run of the very same market.
   *
   * @throws UserErrorException if the folder holds another market's run
   */
  public static RunFolder open(Path root, ScenarioMarket market) throws IOException {
    var folder = new RunFolder(root);
    Path genesis = folder.state().resolve(GENESIS);
    byte[] own = market.genesis().toBytes();
    if (!Files.exists(genesis)) {
      requireEmpty(root);
      Files.createDirectories(folder.state());
      Files.write(genesis, own, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
    } else if (!Arrays.equals(Files.readAllBytes(genesis), own)) {
      throw new UserErrorException(
          ("%s holds the run of another market (its genesis differs: scenario, seed, devices or"
                  + " grid). Choose another --out folder, or run it with its own settings.")
              .formatted(root));
    }
    return folder;
  }

  private static void requireEmpty(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (var entries = Files.list(root)) {
      if (entries.findAny().isPresent()) {
        throw new UserErrorException(
            root + " is not empty and holds no run. Choose another --out folder.");
      }
    }
  }

  public Path root() {
    return root;
  }

  public Path state() {
    return root.resolve("state");
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

  /** What was measured so far, by interval. A line that a crash cut short is left out. */
  SortedMap<Long, MeasuredInterval> measured() {
    var measured = new TreeMap<Long, MeasuredInterval>();
    try {
      List<String> lines =
          Files.exists(state().resolve(MEASURED))
              ? Files.readAllLines(state().resolve(MEASURED))
              : List.of();
      for (String line : lines) {
        if (line.endsWith("}")) {
          MeasuredInterval one = JSON.readValue(line, MeasuredInterval.class);
          measured.put(one.interval(), one);
        }
      }
      return measured;
    } catch (IOException e) {
      throw new MalformedBytesException(
          state().resolve(MEASURED) + " cannot be read: " + e.getMessage(), e);
    }
  }
}
