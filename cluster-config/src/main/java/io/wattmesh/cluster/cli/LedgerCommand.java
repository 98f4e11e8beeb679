package io.wattmesh.cluster.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code wattmesh ledger}: a look at a run's ledger. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    description = {
      "Looks at a run's ledger, also while the run goes on; all but `history` read only. It is"
          + " replayed, and each block must lead to the roots that its validators' quorum certified."
          + " `wattmesh verify` checks in addition that they kept the rules.",
      "See docs/explorer.md."
    },
    subcommands = {
      LedgerBlocksCommand.class,
      LedgerTxCommand.class,
      LedgerAccountCommand.class,
      LedgerTokenCommand.class,
      LedgerContractsCommand.class,
      LedgerProofCommand.class,
      LedgerGasCommand.class,
      LedgerHistoryCommand.class
    })
final class LedgerCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Name what to look at: blocks, tx, account, token, contracts, proof, gas or history.");
  }
}
