package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.ledger.audit.LedgerAudit;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.audit.ReceiptBuilder;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Parameters(index = "0", paramLabel = "DIR", description = "A run's folder.")
  private Path folder;

  @Parameters(index = "1", paramLabel = "PARTICIPANT", description = "For example house-0001.")
  private String participant;

  @Parameters(index = "2", paramLabel = "INTERVAL", description = "From 0.")
  private long interval;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The receipt's file (default: PARTICIPANT-INTERVAL.receipt).")
  private Path out;

  @Override
  public Integer call() throws IOException {
    LedgerExport export = LedgerExport.open(folder.resolve("ledger"));
    var builder = new ReceiptBuilder(export.genesis(), interval);
    LedgerAudit.check(export, builder::follow);
    builder.finish(export.proof(), export.epochs());
    Receipt receipt =
        builder
            .receipt(new ParticipantId(participant))
            .orElseThrow(
                () ->
                    new UserErrorException(
                        ("%s has no settled bid in interval %d of %s. settlements.csv lists who"
                                + " has.")
                            .formatted(participant, interval, folder)));
    Path file = out == null ? Path.of("%s-%d.receipt".formatted(participant, interval)) : out;
    Files.write(file, receipt.toBytes());
    spec.commandLine().getOut().println(file);
    return ExitCodes.OK;
  }
}
