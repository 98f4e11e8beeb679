package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.run.HistoryWindow;
import io.wattmesh.ledger.explore.KeptStates;
import io.wattmesh.ledger.market.StepWatch;
import java.io.IOException;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wattmesh ledger history}: keeps states, so that looking at the past is quick. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description = {
      "Replays a ledger and keeps the states after some of its newest blocks in files beside it."
          + " Commands that look at the ledger after an earlier block then begin with the nearest"
          + " one before it; what they show is the same. `wattmesh run` does this at its end.",
      "States that lie below the window are removed. Each is believed only if the chain states its"
          + " root."
    })
final class LedgerHistoryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LedgerOptions ledger;

  @Mixin private HistoryOptions options;

  @Option(names = "--anew", description = "Make those anew that are there already.")
  private boolean anew;

  @Override
  public Integer call() throws IOException {
    return ledger.open(this::keep);
  }

  private int keep(LedgerOptions.Opened opened) throws IOException {
    HistoryWindow window = options.window();
    KeptStates states = opened.history();
    if (anew) {
      states.clear();
    }
    opened.replay(opened.tip(), StepWatch.NONE, window.keeper(states, opened.tip()));
    NavigableSet<Long> heights = states.heights();
    spec.commandLine()
        .getOut()
        .println(
            heights.isEmpty()
                ? "no states are kept: the chain ends at height " + opened.tip()
                : String.format(
                    Locale.ROOT,
                    "%d states are kept, after blocks %d to %d of %d, %,d bytes",
                    heights.size(),
                    heights.first(),
                    heights.last(),
                    opened.tip(),
                    states.bytes()));
    spec.commandLine().getOut().flush();
    return ExitCodes.OK;
  }
}
