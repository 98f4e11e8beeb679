package io.wattmesh.cluster.cli;

import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.market.ValidatorRoster;
import io.wattmesh.cluster.run.LedgerFolder;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.explore.LedgerReplay;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.StepWatch;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.KeyVault;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.ParticipantId;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Of which chain, as whom and with which key a governor signs, and where the file goes. */
final class GovernorOptions {
  private static final String PASSWORD_VARIABLE = "WATTMESH_KEY_PASSWORD";
  private static final int MAX_PASSWORD_BYTES = 1_024;

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private Chain chain = new Chain();

  private static final class Chain {
    @Option(
        names = "--run",
        paramLabel = "DIR",
        description = "The market, by a run's folder (default: the newest run here).")
    private Path run;

    @Option(
        names = "--genesis",
        paramLabel = "FILE",
        description = "The market, by its genesis.bin: all that signing away from it needs.")
    private Path genesis;

    @Option(
        names = "--scenario",
        paramLabel = "SCENARIO",
        description = "The market of a run that is still to begin, by its scenario as it is.")
    private String scenario;
  }

  @Option(
      names = {"--governor", "--validator"},
      required = true,
      paramLabel = "ID",
      description = "Who signs, for example validator-00.")
  private String governor;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Key key;

  private static final class Key {
    @Option(
        names = "--key",
        paramLabel = "KEYSTORE",
        description = {
          "The PKCS#12 store with the governor's key under its name. Its password is asked for, or"
              + " taken from --password-file or "
              + PASSWORD_VARIABLE
              + "."
        })
    private Path store;

    @Option(
        names = "--demo-seed",
        paramLabel = "S",
        description = "The demonstration key that a run of this seed gives the governor.")
    private Long seed;
  }

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The key store's password, the first line of a file.")
  private Path passwordFile;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The transaction's file; one that is there is not overwritten.")
  private Path out;

  ParticipantId governor() {
    try {
      return new ParticipantId(governor);
    } catch (IllegalArgumentException e) {
      throw new UsageErrorException("--governor " + governor + ": " + e.getMessage());
    }
  }

  Path out() {
    return out;
  }

  Genesis genesis() throws IOException {
    if (chain.scenario != null) {
      Path base = Path.of(chain.scenario).toAbsolutePath().getParent();
      return ScenarioMarket.of(Scenarios.load(chain.scenario), base).genesis();
    }
    if (chain.genesis == null) {
      Path root = chain.run == null ? LedgerFolder.newestRun(Path.of("")) : chain.run;
      try (LedgerFolder folder = LedgerFolder.open(root)) {
        return folder.export().genesis();
      }
    }
    long size = Files.size(chain.genesis);
    if (size > Genesis.MAX_BYTES) {
      throw new UserErrorException(
          "%s: %d bytes, a genesis has at most %d"
              .formatted(chain.genesis, size, Genesis.MAX_BYTES));
    }
    try {
      return Genesis.ofBytes(Files.readAllBytes(chain.genesis));
    } catch (MalformedBytesException e) {
      throw new UserErrorException(chain.genesis + ": " + e.getMessage(), e);
    }
  }

  /**
   * Who validates by now: by the run's ledger, or as the ends of epochs prove it, or else those of
   * the genesis.
   *
   * @param epochs an export's file of them, which goes with a genesis alone
   */
  ValidatorSet presentValidators(Genesis genesis, Optional<Path> epochs) throws IOException {
    if (epochs.isPresent() && chain.genesis == null) {
      throw new UsageErrorException("--epochs goes with --genesis.");
    }
    if (chain.scenario != null) {
      return genesis.validators();
    }
    if (chain.genesis == null) {
      Path root = chain.run == null ? LedgerFolder.newestRun(Path.of("")) : chain.run;
      try (LedgerFolder folder = LedgerFolder.open(root)) {
        var state =
            new LedgerState(
                LedgerReplay.run(
                        folder.export(),
                        genesis,
                        LedgerReplay.EVERYTHING,
                        StepWatch.NONE,
                        replayed -> {})
                    .layer());
        return state.validators().orElse(genesis.validators());
      }
    }
    EpochChanges ends =
        epochs.isEmpty() ? EpochChanges.NONE : LedgerExport.readEpochs(epochs.orElseThrow());
    ends.refusal(genesis.validators(), genesis.chainId())
        .ifPresent(
            why -> {
              throw new UserErrorException(epochs.orElseThrow() + ": " + why);
            });
    return ends.last(genesis.validators());
  }

  /** Signs for the market and writes the transaction. */
  void write(Genesis genesis, MessageType type, byte[] payload) throws IOException {
    write(
        genesis.signingContext().sign(type, governor().value(), payload, signingKeys().getFirst()));
  }

  /** Writes a transaction that is signed. */
  void write(SignedEnvelope envelope) throws IOException {
    try {
      Files.write(out, envelope.toBytes(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      throw new UserErrorException(out + " is there already. Choose another --out file.", e);
    }
  }

  /** The seed of demonstration keys, if it signs with one of these. */
  OptionalLong demoSeed() {
    return key.seed == null ? OptionalLong.empty() : OptionalLong.of(key.seed);
  }

  /** The keys that it may sign with, the first one first: one, but for demonstration keys. */
  List<SigningKey> signingKeys() throws IOException {
    if (key.seed != null) {
      return ValidatorRoster.demoKeys(key.seed, governor());
    }
    char[] password = password();
    try (InputStream in = Files.newInputStream(key.store)) {
      return List.of(KeyVault.open(in, password).key(governor().value()));
    } finally {
      Arrays.fill(password, ' ');
    }
  }

  private char[] password() throws IOException {
    if (passwordFile != null) {
      if (Files.size(passwordFile) > MAX_PASSWORD_BYTES) {
        throw new UserErrorException(passwordFile + " is too long to be a password.");
      }
      return Files.readString(passwordFile).lines().findFirst().orElse("").toCharArray();
    }
    String given = System.getenv(PASSWORD_VARIABLE);
    if (given != null) {
      return given.toCharArray();
    }
    Console console = System.console();
    char[] typed =
        console.isTerminal() ? console.readPassword("Password of %s: ", key.store) : null;
    if (typed == null) {
      throw new UserErrorException(
          "The password of %s is not known. Give --password-file FILE or set %s."
              .formatted(key.store, PASSWORD_VARIABLE));
    }
    return typed;
  }
}
