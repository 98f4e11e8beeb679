package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.disclosure.PersonalRecordStore;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.privacy.PersonalRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh record}: keeps or erases a participant's personal record beside the ledger. */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    description =
        "Keeps a participant's personal record beside a run's ledger under a new salt and prints"
            + " the commitment that the participant may anchor; or erases record and salt.")
final class RecordCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "DIR", description = "A run's folder.")
  private Path folder;

  @Parameters(index = "1", paramLabel = "PARTICIPANT", description = "For example house-0001.")
  private String participant;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private What what;

  private static final class What {
    @Option(names = "--keep", paramLabel = "FILE", description = "The record's data.")
    private Path keep;

    @Option(names = "--erase", description = "Erase the record and its salt.")
    private boolean erase;
  }

  @Override
  public Integer call() throws IOException {
    var store = new PersonalRecordStore(folder);
    var id = new ParticipantId(participant);
    if (what.erase) {
      if (!store.erase(id)) {
        throw new UserErrorException("%s keeps no record of %s.".formatted(folder, id));
      }
      return ExitCodes.OK;
    }
    byte[] salt = new byte[PersonalRecord.SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    var record = new PersonalRecord(salt, Files.readAllBytes(what.keep));
    store.put(id, record);
    spec.commandLine().getOut().println(record.commitment());
    return ExitCodes.OK;
  }
}
