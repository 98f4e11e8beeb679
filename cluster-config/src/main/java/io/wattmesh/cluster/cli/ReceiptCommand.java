package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.run.LedgerFolder;
import io.wattmesh.ledger.audit.LedgerAudit;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.audit.ReceiptBuilder;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh receipt}: a participant's receipt out of a run's ledger. */
@Command(
    name = "receipt",
    mixinStandardHelpOptions = true,
    description =
        "Makes a participant's receipt of an interval from a run's ledger, verifying the ledger on"
            + " the way. `wattmesh verify` checks the receipt without the ledger.")
final class ReceiptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "2..3",
      paramLabel = "[DIR] PARTICIPANT INTERVAL",
      hideParamSyntax = true,
      description = {
        "DIR: a run's folder, also while the run goes on, or an export's (default: the newest run"
            + " in the working directory).",
        "PARTICIPANT: for example house-0001.",
        "INTERVAL: from 0."
      })
  private List<String> words;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The receipt's file (default: PARTICIPANT-INTERVAL.receipt).")
  private Path out;

  @Override
  public Integer call() throws IOException {
    long interval = interval(words.getLast());
    ParticipantId participant = new ParticipantId(words.get(words.size() - 2));
    Path root = words.size() == 3 ? Path.of(words.getFirst()) : LedgerFolder.newestRun(Path.of(""));
    try (LedgerFolder folder = LedgerFolder.open(root)) {
      Receipt receipt = receipt(folder, participant, interval);
      Path file = out == null ? Path.of("%s-%d.receipt".formatted(participant, interval)) : out;
      Files.write(file, receipt.toBytes());
      spec.commandLine().getOut().println(file);
    }
    return ExitCodes.OK;
  }

  private long interval(String word) {
    try {
      return Long.parseUnsignedLong(word);
    } catch (NumberFormatException e) {
      throw new ParameterException(
          spec.commandLine(),
          "INTERVAL '%s' is no number; intervals count from 0.".formatted(word));
    }
  }

  private static Receipt receipt(LedgerFolder folder, ParticipantId participant, long interval)
      throws IOException {
    LedgerExport export = folder.export();
    var builder = new ReceiptBuilder(export.genesis(), interval);
    LedgerAudit.check(export, builder::follow);
    builder.finish(export.proof(), export.epochs());
    return builder
        .receipt(participant)
        .orElseThrow(
            () ->
                new UserErrorException(
                    ("%s has no settled bid in interval %d of %s. settlements.csv and `wattmesh"
                            + " statement` tell who has.")
                        .formatted(participant, interval, folder.root())));
  }
}
