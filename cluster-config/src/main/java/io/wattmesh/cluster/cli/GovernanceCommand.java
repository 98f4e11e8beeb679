package io.wattmesh.cluster.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code wattmesh governance}: the rules of a market, who changed them, and how to. */
@Command(
    name = "governance",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a market's rules and what governors proposed and voted; makes signed proposals,"
          + " votes and changes of validators, which are files, to be handed in by `wattmesh run"
          + " --submit`.",
      "See docs/governance.md."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  wattmesh governance propose --scenario rule-changes --governor validator-00 \\",
      "      --demo-seed 1 --contract payment-token=2 --out proposal.tx",
      "  wattmesh governance vote proposal.tx --scenario rule-changes --governor validator-01 \\",
      "      --demo-seed 1 --out vote-1.tx",
      "  wattmesh governance vote proposal.tx --scenario rule-changes --governor validator-02 \\",
      "      --demo-seed 1 --out vote-2.tx",
      "  wattmesh run rule-changes --out market --submit proposal.tx vote-1.tx vote-2.tx",
      "  wattmesh governance show market"
    },
    subcommands = {
      GovernanceShowCommand.class,
      GovernanceProposeCommand.class,
      GovernanceVoteCommand.class,
      GovernanceValidatorsCommand.class
    })
final class GovernanceCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name what to do: show, propose, vote or validators.");
  }
}
