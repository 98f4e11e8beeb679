package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.disclosure.Disclosure;
import io.wattmesh.cluster.disclosure.DisclosureDesk;
import io.wattmesh.cluster.disclosure.PersonalRecordStore;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.ledger.audit.AuditFailedException;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.genesis.AuditArea;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh disclose}: what an auditor is given of a run, and its check. */
@Command(
    name = "disclose",
    mixinStandardHelpOptions = true,
    description =
        "Hands an auditor the personal records, settlements and trades of the participants in its"
            + " area, for a request that it signed; or checks such a disclosure against the"
            + " ledger.")
final class DiscloseCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "DIR", description = "A run's folder.")
  private Path folder;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private What what;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The disclosure's file (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("disclosure.bin");

  @Option(
      names = "--auditor",
      paramLabel = "ID",
      description = "With --check: whose area it must be of.")
  private String auditor;

  private static final class What {
    @Option(names = "--request", paramLabel = "FILE", description = "The signed request.")
    private Path request;

    @Option(names = "--check", paramLabel = "FILE", description = "A disclosure to be checked.")
    private Path check;
  }

  @Override
  public Integer call() throws IOException {
    LedgerExport export = LedgerExport.open(folder.resolve("ledger"));
    var desk = new DisclosureDesk(export, new PersonalRecordStore(folder));
    return what.request != null ? disclose(desk) : check(desk, export);
  }

  private int disclose(DisclosureDesk desk) throws IOException {
    SignedEnvelope request = SignedEnvelope.ofBytes(Files.readAllBytes(what.request));
    Disclosure disclosure = desk.disclose(request, System.currentTimeMillis());
    Files.write(out, disclosure.toBytes());
    tell(disclosure);
    return ExitCodes.OK;
  }

  private int check(DisclosureDesk desk, LedgerExport export) throws IOException {
    if (auditor == null) {
      throw new UserErrorException("--check needs --auditor ID: whose area it must be of.");
    }
    AuditArea area =
        export
            .genesis()
            .parameters()
            .accountability()
            .areaOf(new ParticipantId(auditor))
            .orElseThrow(() -> new UserErrorException(auditor + " is no auditor of this market."));
    Disclosure disclosure = Disclosure.ofBytes(Files.readAllBytes(what.check));
    Optional<String> refusal = desk.refusal(disclosure, area);
    if (refusal.isPresent()) {
      throw new AuditFailedException("INVALID: " + refusal.get());
    }
    tell(disclosure);
    return ExitCodes.OK;
  }

  private void tell(Disclosure disclosure) {
    spec.commandLine()
        .getOut()
        .printf(
            "%d personal records, %d settlements, %d trades%n",
            disclosure.records().size(),
            disclosure.statements().size(),
            disclosure.trades().size());
  }
}
