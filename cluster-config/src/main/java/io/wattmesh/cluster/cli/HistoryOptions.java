package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.cluster.run.HistoryWindow;
import io.wattmesh.ledger.explore.KeptStates;
import picocli.CommandLine.Option;

/** Which states of a ledger are kept, so that looking at the past need not replay all of it. */
final class HistoryOptions {
  @Option(
      names = "--history-window",
      paramLabel = "BLOCKS",
      defaultValue = "" + KeptStates.WINDOW_BLOCKS,
      description = {
        "States of so many of the newest blocks are kept for `wattmesh ledger ... --at`; 0: of none"
            + " (default: ${DEFAULT-VALUE})."
      })
  private long window;

  @Option(
      names = "--history-every",
      paramLabel = "BLOCKS",
      defaultValue = "" + KeptStates.EVERY_BLOCKS,
      description = "So many blocks lie between two of them (default: ${DEFAULT-VALUE}).")
  private long every;

  HistoryWindow window() {
    if (window < 0 || every < 1) {
      throw new UsageErrorException(
          "--history-window %d --history-every %d: at least 0 and 1.".formatted(window, every));
    }
    return new HistoryWindow(every, window);
  }
}
