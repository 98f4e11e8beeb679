package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.keys.KeyStoreFile;
import io.wattmesh.cluster.keys.PublicKeyList;
import io.wattmesh.proto.crypto.KeyVault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh keys show}: the public keys of a store. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Prints the names and public keys of a store, a line each; never a private one.")
final class KeysShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The store.")
  private Path store;

  @Mixin private VaultPassword password;

  @Option(names = "--json", description = "One JSON document on stdout.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    char[] word = password.read(store, KeysCommand.PASSWORD_VARIABLE);
    Map<String, Object> keys = new LinkedHashMap<>();
    try {
      KeyVault vault = KeyStoreFile.read(store, word);
      for (String name : vault.aliases()) {
        String line = PublicKeyList.line(name, vault.key(name).verificationKey());
        keys.put(name, line.substring(name.length() + 1));
        if (!json) {
          spec.commandLine().getOut().println(line);
        }
      }
    } finally {
      Arrays.fill(word, ' ');
    }
    if (json) {
      JsonOut.print(spec.commandLine().getOut(), JsonOut.object("publicKeys", keys));
    }
    spec.commandLine().getOut().flush();
    return ExitCodes.OK;
  }
}
