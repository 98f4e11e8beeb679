package io.wattmesh.cluster.cli;

import io.wattmesh.ledger.explore.ProofMaker;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.LedgerProof;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh ledger proof}: proofs of single facts. */
@Command(
    name = "proof",
    mixinStandardHelpOptions = true,
    description =
        "Writes a proof that an account, an interval's record or a transaction's outcome stands in"
            + " the ledger, or that an account or a record does not, with the certificate of the"
            + " block. `wattmesh verify FILE` checks it without the ledger.")
final class LedgerProofCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name what to prove: account, interval or tx.");
  }

  /** Where the proof goes, and of which height it is. */
  static final class Options {
    @Mixin private LedgerOptions ledger;

    @Option(
        names = "--out",
        paramLabel = "FILE",
        required = true,
        description = "The proof's file.")
    private Path out;

    /** Makes the proof. */
    interface Maker {
      LedgerProof make(ProofMaker maker, LedgerOptions.Opened opened) throws IOException;
    }

    int write(PrintWriter data, Maker maker) throws IOException {
      return ledger.open(
          opened -> {
            var proofs =
                new ProofMaker(
                    opened.export(), opened.genesis(), height -> opened.start(height - 1));
            LedgerProof proof = maker.make(proofs, opened);
            Files.write(out, proof.toBytes());
            data.println(out);
            data.flush();
            return ExitCodes.OK;
          });
    }
  }

  private static long height(Long at, LedgerOptions.Opened opened) {
    return at == null ? opened.tip() : opened.requireHeight("--at", at);
  }

  @Command(
      name = "account",
      mixinStandardHelpOptions = true,
      description = "Proves what an account holds after a block, or that there is none.")
  int account(
      @Mixin Options options,
      @Parameters(paramLabel = "ID", description = "The account.") String id,
      @Option(
              names = "--at",
              paramLabel = "HEIGHT",
              description = "After the block of this height (default: the newest).")
          Long at)
      throws IOException {
    var account = new ParticipantId(id);
    return options.write(
        spec.commandLine().getOut(), (maker, opened) -> maker.account(account, height(at, opened)));
  }

  @Command(
      name = "interval",
      mixinStandardHelpOptions = true,
      description = "Proves an interval's record after a block, or that there is none.")
  int interval(
      @Mixin Options options,
      @Parameters(paramLabel = "I", description = "The interval.") long interval,
      @Option(
              names = "--at",
              paramLabel = "HEIGHT",
              description = "After the block of this height (default: the newest).")
          Long at)
      throws IOException {
    return options.write(
        spec.commandLine().getOut(),
        (maker, opened) -> maker.interval(interval, height(at, opened)));
  }

  @Command(
      name = "tx",
      mixinStandardHelpOptions = true,
      description =
          "Proves what became of a transaction, and of a call what it used, paid, gave and told.")
  int tx(
      @Mixin Options options,
      @Parameters(paramLabel = "HASH", description = "SHA-256 of the transaction.") String hash)
      throws IOException {
    return options.write(
        spec.commandLine().getOut(),
        (maker, opened) -> {
          TransactionFinder.Found found = TransactionFinder.find(opened, hash);
          return maker.transaction(found.transaction(), found.height());
        });
  }
}
