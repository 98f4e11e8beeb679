package io.wattmesh.cluster.disclosure;

import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.privacy.PersonalRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Participants' personal records with their salts, a file each, which no hash of a run's results
 * covers. What is erased is overwritten before it is deleted; copies that a file system or a backup
 * keeps are beyond its reach.
 */
public final class PersonalRecordStore {
  private static final String SUFFIX = ".record";

  private final Path folder;

  /**
   * @param run a run's folder
   */
  public PersonalRecordStore(Path run) {
    this.folder = run.resolve("state").resolve("private");
  }

  private Path file(ParticipantId participant) {
    return folder.resolve(participant + SUFFIX);
  }

  /** Keeps a record in the place of an earlier one, which is erased. */
  public void put(ParticipantId participant, PersonalRecord record) throws IOException {
    Files.createDirectories(folder);
    Path draft = folder.resolve(participant + SUFFIX + ".new");
    Files.write(
        draft,
        record.toBytes(),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    erase(participant);
    Files.move(draft, file(participant), StandardCopyOption.ATOMIC_MOVE);
  }

  public Optional<PersonalRecord> find(ParticipantId participant) throws IOException {
    Path file = file(participant);
    return Files.exists(file)
        ? Optional.of(PersonalRecord.ofBytes(Files.readAllBytes(file)))
        : Optional.empty();
  }

  /**
   * Erases data and salt.
   *
   * @return whether there was a record
   */
  public boolean erase(ParticipantId participant) throws IOException {
    Path file = file(participant);
    if (!Files.exists(file)) {
      return false;
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      var zeros = ByteBuffer.allocate(Math.toIntExact(channel.size()));
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      channel.force(true);
    }
    Files.delete(file);
    return true;
  }
}
