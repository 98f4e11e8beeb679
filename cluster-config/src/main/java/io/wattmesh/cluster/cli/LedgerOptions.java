package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.run.LedgerFolder;
import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.explore.KeptStates;
import io.wattmesh.ledger.explore.LedgerReplay;
import io.wattmesh.ledger.explore.ReplayStart;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.StepWatch;
import io.wattmesh.ledger.state.StateLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Which ledger a command looks at, and its replay with progress. */
final class LedgerOptions {
  private static final long SHOWN_EVERY = 16;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description =
          "A run's folder, also while the run goes on, or an export's (default: the newest run in"
              + " the working directory).")
  private Path run;

  /** What a command does with a ledger. */
  interface Work {
    int on(Opened ledger) throws IOException;
  }

  /**
   * An open ledger.
   *
   * @param history states that a replay may begin with
   */
  record Opened(Path root, LedgerExport export, Genesis genesis, long tip, KeptStates history) {
    /** The last state that is kept of heights up to one, or else the genesis's. */
    ReplayStart start(long height) throws IOException {
      NavigableSet<Long> heights = history.heights();
      Long nearest = heights.floor(height);
      if (nearest != null) {
        return history.read(nearest);
      }
      if (height > 0 && !heights.isEmpty()) {
        System.err.printf(
            "height %d is below the kept states, which begin after block %d: replaying from"
                + " genesis%n",
            height, heights.first());
      }
      return ReplayStart.genesis(genesis);
    }

    /** Replays all of it, block by block, with progress on a terminal. */
    LedgerReplay.End replay(long through, StepWatch watch, Consumer<Replayed> follower)
        throws IOException {
      return replay(ReplayStart.genesis(genesis), through, watch, follower);
    }

    /** The state after the block of a height. */
    StateLayer stateAt(long height) throws IOException {
      return replay(start(height), height, StepWatch.NONE, replayed -> {}).layer();
    }

    /** Replays it from a state on. */
    LedgerReplay.End replay(
        ReplayStart start, long through, StepWatch watch, Consumer<Replayed> follower)
        throws IOException {
      var progress = new Progress();
      long last = Math.min(through, tip);
      try {
        return LedgerReplay.run(
            export,
            genesis,
            start,
            through,
            watch,
            replayed -> {
              long height = replayed.block().header().height();
              if (height % SHOWN_EVERY == 0) {
                progress.show("replaying block %,d of %,d ...".formatted(height, last));
              }
              follower.accept(replayed);
            });
      } finally {
        progress.clear();
      }
    }

    /** A height that the chain has. */
    long requireHeight(String option, long height) {
      if (height < 1 || height > tip) {
        throw new UserErrorException(
            "%s %d: %s has blocks of heights 1 to %d.".formatted(option, height, root, tip));
      }
      return height;
    }
  }

  /** The folder that is given otherwise; false if there is one by the option already. */
  boolean use(Path folder) {
    boolean isFirst = run == null;
    run = isFirst ? folder : run;
    return isFirst;
  }

  int open(Work work) throws IOException {
    Path root = run == null ? LedgerFolder.newestRun(Path.of("")) : run;
    try (LedgerFolder folder = LedgerFolder.open(root)) {
      LedgerExport export = folder.export();
      return work.on(
          new Opened(
              root,
              export,
              export.genesis(),
              export.proof().committedHeight(),
              KeptStates.in(folder.history())));
    }
  }
}
