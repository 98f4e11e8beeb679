package io.wattmesh.cluster.run;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.node.WholeMarketNode;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.store.LedgerStore.CommitMark;
import io.wattmesh.ledger.store.RocksLedgerStore;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A ledger to look at, read only: an export, a finished run's, or, of a run that goes on or was
 * interrupted, what one of its validators has stored by now. The latter is copied into a folder of
 * its own, which goes when this is closed.
 */
public final class LedgerFolder implements AutoCloseable {
  private static final String STATE = "state";
  private static final String LEDGER = "ledger";

  private final Path root;
  private final Path folder;
  private final boolean copied;

  private LedgerFolder(Path root, Path folder, boolean copied) {
    this.root = root;
    this.folder = folder;
    this.copied = copied;
  }

  /**
   * @param root a run's folder, or one with the files of an export
   * @throws UserErrorException if it is neither, or has no committed block yet
   */
  public static LedgerFolder open(Path root) throws IOException {
    if (isExport(root)) {
      return new LedgerFolder(root, root, false);
    }
    if (isExport(root.resolve(LEDGER))) {
      return new LedgerFolder(root, root.resolve(LEDGER), false);
    }
    if (isRun(root)) {
      return copyOfStore(root);
    }
    throw new UserErrorException(
        root
            + " holds no ledger. Give a run's folder, the one that `wattmesh run` names, or one with"
            + " an export's genesis.bin, blocks.bin and proof.bin.");
  }

  private static boolean isExport(Path folder) {
    return Files.exists(folder.resolve(LedgerExport.GENESIS))
        && Files.exists(folder.resolve(LedgerExport.BLOCKS))
        && Files.exists(folder.resolve(LedgerExport.PROOF));
  }

  private static boolean isRun(Path folder) {
    return Files.exists(folder.resolve(STATE).resolve(LedgerExport.GENESIS));
  }

  /**
   * The newest run in a folder, by when its genesis was written.
   *
   * @throws UserErrorException if there is none
   */
  public static Path newestRun(Path in) throws IOException {
    try (Stream<Path> entries = Files.list(in)) {
      return entries
          .filter(LedgerFolder::isRun)
          .max(Comparator.comparing(LedgerFolder::begun).thenComparing(Path::toString))
          .map(Path::normalize)
          .orElseThrow(
              () ->
                  new UserErrorException(
                      "There is no run's folder in %s. Make one by `wattmesh run`, or name one."
                          .formatted(in.toAbsolutePath().normalize())));
    }
  }

  private static FileTime begun(Path run) {
    try {
      return Files.getLastModifiedTime(run.resolve(STATE).resolve(LedgerExport.GENESIS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LedgerFolder copyOfStore(Path root) throws IOException {
    Genesis genesis =
        Genesis.ofBytes(Files.readAllBytes(root.resolve(STATE).resolve(LedgerExport.GENESIS)));
    Path copy = Files.createTempDirectory("wattmesh-ledger-");
    var opened = new LedgerFolder(root, copy, true);
    try (RocksLedgerStore store = fullest(root, genesis)) {
      LedgerExport.write(store, genesis, copy);
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * Whichever validator has committed most has all that any of them can show. Those who came later
   * are told by the ends of epochs in the others' stores.
   */
  private static RocksLedgerStore fullest(Path root, Genesis genesis) {
    var names = new ArrayList<ParticipantId>();
    genesis.validators().validators().forEach(validator -> names.add(validator.id()));
    Optional<RocksLedgerStore> best = Optional.empty();
    for (int k = 0; k < names.size(); k++) {
      Path folder = WholeMarketNode.validatorFolder(root.resolve(STATE), names.get(k));
      if (!Files.exists(folder.resolve("CURRENT"))) {
        continue;
      }
      RocksLedgerStore store = RocksLedgerStore.openReadOnly(folder);
      store.epochs().stream()
          .flatMap(end -> end.next().validators().stream())
          .map(Validator::id)
          .distinct()
          .filter(name -> !names.contains(name))
          .toList()
          .forEach(names::add);
      if (best.isEmpty() || height(store) > height(best.get())) {
        best.ifPresent(RocksLedgerStore::close);
        best = Optional.of(store);
      } else {
        store.close();
      }
    }
    return best.orElseThrow(
        () -> new UserErrorException(root + " has no validator's store yet. Try again."));
  }

  private static long height(RocksLedgerStore store) {
    return store.tip().map(CommitMark::height).orElse(0L);
  }

  /** The folder that was given. */
  public Path root() {
    return root;
  }

  public LedgerExport export() {
    return LedgerExport.open(folder);
  }

  /** Where states are kept that a replay may begin with: beside a run's own state, if it is one. */
  public Path history() {
    return history(root);
  }

  /** The same of a run that is known by its folder. */
  static Path history(Path root) {
    return (isRun(root) ? root.resolve(STATE) : root).resolve("history");
  }

  @Override
  public void close() throws IOException {
    if (!copied) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
