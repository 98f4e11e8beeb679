package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.ledger.explore.GovernanceLog;
import io.wattmesh.ledger.explore.LedgerReplay;
import io.wattmesh.ledger.governance.RulesInForce;
import io.wattmesh.ledger.governance.RulesReader;
import io.wattmesh.ledger.market.StepWatch;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.MarketSchedule;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh governance show}: rules, proposals and who decided what. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a market's rules by the intervals in which they hold, who governs, the proposals with"
          + " their votes, and all that governors did and what came of it, block by block.",
      "It is replayed from the ledger as `wattmesh ledger` does; amounts are in the ledger's own"
          + " units."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  wattmesh governance show wattmesh-run-20260101-120000",
      "  wattmesh governance show --at 20 --json"
    })
final class GovernanceShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "DIR", description = "The same as --run.")
  private Path folder;

  @Mixin private LedgerOptions ledger;

  @Option(
      names = "--at",
      paramLabel = "HEIGHT",
      description = "After the block of this height (default: the newest).")
  private Long at;

  @Option(names = "--json", description = "All of it as one JSON document.")
  private boolean json;

  /**
   * What is shown.
   *
   * @param validators of the epoch of the next block, who govern if nobody else does
   * @param nextInterval the interval whose gate closes next
   */
  record Shown(
      long height,
      long blockMillis,
      ValidatorSet validators,
      long nextInterval,
      RulesInForce rules,
      GovernanceLog log) {
    ValidatorSet governors() {
      return rules.governors().orElse(validators);
    }
  }

  @Override
  public Integer call() throws IOException {
    if (folder != null && !ledger.use(folder)) {
      throw new UsageErrorException("Give the run's folder once: as DIR or by --run.");
    }
    return ledger.open(this::show);
  }

  private int show(LedgerOptions.Opened opened) throws IOException {
    long height = at == null ? opened.tip() : opened.requireHeight("--at", at);
    var log = new GovernanceLog();
    long[] blockMillis = {0};
    LedgerReplay.End end =
        opened.replay(
            height,
            StepWatch.NONE,
            replayed -> {
              log.follow(replayed);
              blockMillis[0] = replayed.block().header().timestampMillis();
            });
    var state = new LedgerState(end.layer());
    MarketSchedule schedule = opened.genesis().parameters().schedule();
    var shown =
        new Shown(
            height,
            blockMillis[0],
            state.validators().orElse(opened.genesis().validators()),
            Math.max(0, schedule.lastClosedInterval(blockMillis[0]) + 1),
            RulesInForce.of(new RulesReader(opened.genesis()).read(state)),
            log);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOut.print(out, GovernanceJson.of(shown));
    } else {
      GovernanceText.print(out, shown);
    }
    out.flush();
    return ExitCodes.OK;
  }
}
