package io.wattmesh.cluster.cli;

import java.util.List;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code wattmesh} command. */
@Command(
    name = "wattmesh",
    description =
        "An electricity market whose prices are found by messages and proven to everyone.",
    versionProvider = VersionProvider.class,
    mixinStandardHelpOptions = true,
    subcommands = {
      RunCommand.class,
      NodeCommand.class,
      ClusterCommand.class,
      ConfigCommand.class,
      ExportCommand.class,
      KeysCommand.class,
      SubmitCommand.class,
      StatusCommand.class,
      ClearCommand.class,
      VerifyCommand.class,
      ReceiptCommand.class,
      StatementCommand.class,
      LedgerCommand.class,
      GovernanceCommand.class,
      RecordCommand.class,
      DiscloseCommand.class,
      SimulateCommand.class,
      CassandraCommand.class,
      FeasibilityCommand.class,
      CompareConsensusCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it worked",
      "1:it failed; one line on stderr says why",
      "2:the command line is wrong",
      "3:a node or database cannot be reached",
      "4:a verification failed"
    })
public final class Wattmesh implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show stack traces and informational logs on stderr.")
  private boolean verbose;

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    System.exit(execute(args));
  }

  static int execute(String... args) {
    if (List.of(args).contains("--verbose")) {
      System.setProperty("WATTMESH_LOG_LEVEL", "INFO");
    }
    // Logging must be up before Pekko's many threads ask for it at once.
    LoggerFactory.getLogger(Wattmesh.class);
    var wattmesh = new Wattmesh();
    var commands = new CommandLine(wattmesh);
    ServiceLoader.load(CommandExtension.class)
        .forEach(extension -> commands.addSubcommand(extension.command()));
    return commands
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (exception, command, parsed) -> {
              CommandErrors.print(command.getErr(), exception, wattmesh.verbose);
              return CommandErrors.exitCode(exception);
            })
        .execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Name a command: run, node, cluster, config, export, keys, submit, status, clear, verify,"
            + " receipt, statement, ledger, governance, record, disclose, simulate, cassandra,"
            + " feasibility or compare-consensus.");
  }
}
