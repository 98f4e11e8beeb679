package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.UserErrorException;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the password of a store of private keys is from; never the command line itself. */
final class VaultPassword {
  private static final int MAX_BYTES = 1_024;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The key store's password, the first line of a file.")
  private Path file;

  /**
   * @param variable the environment's, if there is no file; a terminal is asked if neither is there
   */
  char[] read(Path store, String variable) throws IOException {
    if (file != null) {
      if (Files.size(file) > MAX_BYTES) {
        throw new UserErrorException(file + " is too long to be a password.");
      }
      return Files.readString(file).lines().findFirst().orElse("").toCharArray();
    }
    String given = System.getenv(variable);
    if (given != null) {
      return given.toCharArray();
    }
    Console console = System.console();
    char[] typed = console.isTerminal() ? console.readPassword("Password of %s: ", store) : null;
    if (typed == null) {
      throw new UserErrorException(
          "The password of %s is not known. Give --password-file FILE or set %s."
              .formatted(store, variable));
    }
    return typed;
  }
}
