package io.wattmesh.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.cluster.cli.Cli;
import io.wattmesh.consensus.replica.ReplicaStatus;
import io.wattmesh.consensus.replica.ReplicaStatus.FailedRound;
import io.wattmesh.consensus.replica.ReplicaStatus.Lack;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusBoardTest {
  private static final ValidatorSet VALIDATORS = validators(1, 4);

  private static ValidatorSet validators(long epoch, int size) {
    return new ValidatorSet(
        epoch,
        IntStream.range(0, size)
            .mapToObj(
                k ->
                    new Validator(
                        name(k), DemoKeys.derive(1, name(k).value()).verificationKey(), 1))
            .toList());
  }

  private static ParticipantId name(int index) {
    return new ParticipantId("validator-0" + index);
  }

  @TempDir private Path run;
  private final AtomicLong clock = new AtomicLong(1_800_000_000_000L);
  private Path file;
  private StatusBoard board;

  @BeforeEach
  void makeFolder() throws IOException {
    Path state = Files.createDirectory(run.resolve("state"));
    file = state.resolve("status.json");
    board = new StatusBoard(file, Hash.ZERO, clock::get);
  }

  private static ReplicaStatus stalled() {
    var refusals = new TreeMap<RefusalReason, Long>();
    refusals.put(RefusalReason.STALE_ROUND, 2L);
    refusals.put(RefusalReason.ALREADY_VOTED, 1L);
    return new ReplicaStatus(
        VALIDATORS,
        false,
        false,
        8,
        name(0),
        8,
        5,
        7,
        4,
        true,
        List.of(name(0), name(3)),
        Optional.of(new FailedRound(7, name(3), false, List.of(name(3)))),
        Optional.of(new Lack(4, RefusalReason.PRUNED_EVERYWHERE, "No validator has the blocks.")),
        refusals);
  }

  private static ReplicaStatus idle(long height) {
    return idle(VALIDATORS, false, height);
  }

  private static ReplicaStatus idle(ValidatorSet validators, boolean observes, long height) {
    return new ReplicaStatus(
        validators,
        observes,
        false,
        9,
        name(1),
        8,
        8,
        0,
        height,
        false,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        new TreeMap<>());
  }

  @Test
  void the_file_has_this_form() throws IOException {
    board.publish(name(2), stalled());
    String json = Files.readString(file);
    String golden =
        """
        {
          "schemaVersion" : 1,
          "pid" : PID,
          "processStartedMillis" : STARTED,
          "writtenMillis" : 1800000000000,
          "chainId" : "0000000000000000000000000000000000000000000000000000000000000000",
          "epoch" : 1,
          "members" : [ {
            "validator" : "validator-00",
            "power" : 1
          }, {
            "validator" : "validator-01",
            "power" : 1
          }, {
            "validator" : "validator-02",
            "power" : 1
          }, {
            "validator" : "validator-03",
            "power" : 1
          } ],
          "validators" : [ {
            "validator" : "validator-02",
            "epoch" : 1,
            "observes" : false,
            "halted" : false,
            "round" : 8,
            "leader" : "validator-00",
            "lastVotedRound" : 8,
            "highQcRound" : 5,
            "highTcRound" : 7,
            "committedHeight" : 4,
            "waiting" : true,
            "missing" : [ "validator-00", "validator-03" ],
            "lastFailed" : {
              "round" : 7,
              "leader" : "validator-03",
              "votedHere" : false,
              "silent" : [ "validator-03" ]
            },
            "refusals" : {
              "STALE_ROUND" : 2,
              "ALREADY_VOTED" : 1
            },
            "lack" : {
              "aboveHeight" : 4,
              "reason" : "PRUNED_EVERYWHERE",
              "what" : "No validator has the blocks."
            }
          } ]
        }
        """;
    assertThat(
            json.replaceFirst("\"pid\" : [0-9]+", "\"pid\" : PID")
                .replaceFirst("Millis\" : [0-9]+", "Millis\" : STARTED"))
        .isEqualTo(golden);
  }

  @Test
  void the_file_is_replaced_once_a_second_however_often_validators_publish() throws IOException {
    board.publish(name(1), idle(10));
    board.publish(name(1), idle(11));
    assertThat(Files.readString(file)).contains("\"committedHeight\" : 10");
    clock.addAndGet(1_000);
    board.publish(name(1), idle(12));
    assertThat(Files.readString(file)).contains("\"committedHeight\" : 12");
  }

  @Test
  void the_command_tells_rounds_heights_and_for_whom_a_stalled_validator_waits() {
    board.publish(name(2), stalled());
    Cli status = Cli.run("status", run);
    assertThat(status.code()).isZero();
    assertThat(status.out())
        .contains("process " + ProcessHandle.current().pid())
        .contains("waits for validator-00, validator-03")
        .contains("round 7 of validator-03 failed, without a vote here, silent: validator-03")
        .contains("ALREADY_VOTED 1");
    assertThat(status.err()).isEmpty();
  }

  @Test
  void the_command_tells_the_newest_epoch_who_is_in_it_and_who_only_observes() {
    board.publish(name(5), idle(VALIDATORS, true, 3));
    clock.addAndGet(1_000);
    board.publish(name(0), idle(validators(2, 5), false, 7));
    Cli status = Cli.run("status", run);
    assertThat(status.out())
        .contains(
            "epoch 2: validator-00 (1), validator-01 (1), validator-02 (1), validator-03 (1),"
                + " validator-04 (1)\n")
        .containsPattern("validator-05 .* observes epoch 1, idle\n");
  }

  @Test
  void the_command_gives_the_file_as_json() throws IOException {
    board.publish(name(0), idle(3));
    assertThat(Cli.run("status", run, "--json").out()).isEqualTo(Files.readString(file));
  }

  @Test
  void without_a_process_that_runs_the_folder_the_command_ends_with_3() throws IOException {
    assertThat(Cli.run("status", run).code()).as("never run").isEqualTo(3);

    board.publish(name(0), idle(3));
    String left = Files.readString(file);
    board.close();
    assertThat(file).doesNotExist();
    assertThat(Cli.run("status", run).code()).as("ended").isEqualTo(3);
    board.publish(name(0), idle(4));
    assertThat(file).as("a late validator").doesNotExist();

    Files.writeString(
        file, left.replaceFirst("StartedMillis\" : [0-9]+", "StartedMillis\" : 12345"));
    Cli killed = Cli.run("status", run);
    assertThat(killed.code()).as("killed, its number used again").isEqualTo(3);
    assertThat(killed.err()).contains("no process runs");
    assertThat(killed.out()).isEmpty();
  }

  @Test
  void a_status_of_another_schema_is_refused() throws IOException {
    Files.writeString(file, "{\"schemaVersion\": 2}");
    Cli status = Cli.run("status", run);
    assertThat(status.code()).isEqualTo(1);
    assertThat(status.err()).contains("schema version 2");
  }
}
