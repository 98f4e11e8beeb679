package io.wattmesh.cluster.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code wattmesh keys}: keys of the market's roles in files. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description =
        "Makes keys for validators and other roles, and shows public ones. Without such files all"
            + " keys derive from the market's seed, which is for demonstrations.",
    subcommands = {KeysGenerateCommand.class, KeysShowCommand.class, KeysNamesCommand.class})
final class KeysCommand implements Runnable {
  /** The same that a node takes its password from. */
  static final String PASSWORD_VARIABLE = "WATTMESH_KEYS_PASSWORD";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name what to do with keys: generate, show or names.");
  }
}
