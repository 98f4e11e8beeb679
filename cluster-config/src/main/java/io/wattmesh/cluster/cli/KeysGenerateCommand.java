package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.keys.KeyStoreFile;
import io.wattmesh.cluster.keys.PublicKeyList;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.proto.crypto.KeyVault;
import io.wattmesh.proto.crypto.KeyVaultException;
import io.wattmesh.proto.crypto.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh keys generate}: new keys in a store, their public ones on stdout. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    description =
        "Makes a new Ed25519 key for each name and puts it into a PKCS 12 file, encrypted under a"
            + " password, which its owner alone may read. A name that has a key there keeps it."
            + " Prints the public keys' lines for the market's list.")
final class KeysGenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "NAME",
      description = "Who signs, as validator-00; `wattmesh keys names` tells a market's names.")
  private List<String> names;

  @Option(
      names = "--store",
      required = true,
      paramLabel = "FILE",
      description = "The store; one that is there is added to.")
  private Path store;

  @Mixin private VaultPassword password;

  @Override
  public Integer call() throws IOException {
    char[] word = password.read(store, KeysCommand.PASSWORD_VARIABLE);
    try {
      KeyVault vault = Files.exists(store) ? KeyStoreFile.read(store, word) : KeyVault.EMPTY;
      var random = new SecureRandom();
      for (String name : names) {
        if (!vault.aliases().contains(name)) {
          byte[] seed = new byte[SigningKey.SEED_BYTES];
          random.nextBytes(seed);
          vault = vault.with(name, SigningKey.ofSeed(seed));
          Arrays.fill(seed, (byte) 0);
        }
      }
      KeyStoreFile.write(store, vault, word);
      for (String name : names) {
        String line = PublicKeyList.line(name, vault.key(name).verificationKey());
        spec.commandLine().getOut().println(line);
      }
    } catch (KeyVaultException e) {
      throw new UserErrorException(store + ": " + e.getMessage(), e);
    } finally {
      Arrays.fill(word, ' ');
    }
    spec.commandLine().getOut().flush();
    return ExitCodes.OK;
  }
}
