package io.wattmesh.cluster.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.consensus.replica.ReplicaStatus;
import io.wattmesh.ledger.store.NoteFile;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this node's validators stand, as a file for other processes: replaced each second as a
 * whole, and gone when the node has stopped. A node that was killed leaves it; then the process
 * that it names is gone.
 */
public final class StatusBoard implements AutoCloseable {
  public static final int SCHEMA_VERSION = 1;

  private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);
  private static final long EVERY_MILLIS = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Hash chainId;
  private final LongSupplier realMillis;
  private final Map<ParticipantId, ReplicaStatus> validators = new TreeMap<>();
  private long writtenMillis = Long.MIN_VALUE;
  private boolean closed;

  /**
   * @param realMillis the real time, milliseconds since 1970 UTC
   */
  public StatusBoard(Path file, Hash chainId, LongSupplier realMillis) {
    this.file = file;
    this.chainId = chainId;
    this.realMillis = realMillis;
  }

  /** Where one validator stands now; called on the validators' threads. */
  public synchronized void publish(ParticipantId validator, ReplicaStatus status) {
    validators.put(validator, status);
    long now = realMillis.getAsLong();
    if (!closed && (writtenMillis == Long.MIN_VALUE || now - writtenMillis >= EVERY_MILLIS)) {
      writtenMillis = now;
      write();
    }
  }

  /** A validator runs here no more. */
  public synchronized void remove(ParticipantId validator) {
    validators.remove(validator);
  }

  /** A validator must not stop because nobody can be told how it is. */
  private void write() {
    try {
      NoteFile.write(file, json(ProcessHandle.current()));
    } catch (IllegalStateException e) {
      LOG.atWarn().addKeyValue("event", "status-not-written").log("{}", e.getMessage());
    }
  }

  /** The file's content. */
  synchronized String json(ProcessHandle process) {
    var json = new LinkedHashMap<String, Object>();
    json.put("schemaVersion", SCHEMA_VERSION);
    json.put("pid", process.pid());
    json.put(
        "processStartedMillis",
        process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    json.put("writtenMillis", writtenMillis);
    json.put("chainId", chainId.hex());
    validators.values().stream()
        .map(ReplicaStatus::validators)
        .max(Comparator.comparingLong(ValidatorSet::epoch))
        .ifPresent(
            newest -> {
              json.put("epoch", newest.epoch());
              json.put("members", newest.validators().stream().map(StatusBoard::member).toList());
            });
    json.put(
        "validators",
        validators.entrySet().stream().map(one -> row(one.getKey(), one.getValue())).toList());
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The status cannot be written as JSON.", e);
    }
  }

  private static Map<String, Object> member(Validator validator) {
    var member = new LinkedHashMap<String, Object>();
    member.put("validator", validator.id().value());
    member.put("power", validator.power());
    return member;
  }

  private static Map<String, Object> row(ParticipantId validator, ReplicaStatus status) {
    var row = new LinkedHashMap<String, Object>();
    row.put("validator", validator.value());
    row.put("epoch", status.validators().epoch());
    row.put("observes", status.observes());
    row.put("halted", status.halted());
    row.put("round", status.round());
    row.put("leader", status.leader().value());
    row.put("lastVotedRound", status.lastVotedRound());
    row.put("highQcRound", status.highQcRound());
    row.put("highTcRound", status.highTcRound());
    row.put("committedHeight", status.committedHeight());
    row.put("waiting", status.waiting());
    row.put("missing", names(status.missing()));
    row.put("lastFailed", status.lastFailed().map(StatusBoard::failed).orElse(null));
    var refusals = new LinkedHashMap<String, Long>();
    status.refusals().forEach((reason, count) -> refusals.put(reason.name(), count));
    row.put("refusals", refusals);
    row.put("lack", status.lack().map(StatusBoard::lack).orElse(null));
    return row;
  }

  private static Map<String, Object> lack(ReplicaStatus.Lack lack) {
    var json = new LinkedHashMap<String, Object>();
    json.put("aboveHeight", lack.aboveHeight());
    json.put("reason", lack.reason().name());
    json.put("what", lack.what());
    return json;
  }

  private static Map<String, Object> failed(ReplicaStatus.FailedRound failed) {
    var json = new LinkedHashMap<String, Object>();
    json.put("round", failed.round());
    json.put("leader", failed.leader().value());
    json.put("votedHere", failed.votedHere());
    json.put("silent", names(failed.silent()));
    return json;
  }

  private static List<String> names(List<ParticipantId> validators) {
    return validators.stream().map(ParticipantId::value).toList();
  }

  /** The node has stopped: takes the file away. */
  @Override
  public synchronized void close() {
    closed = true;
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
