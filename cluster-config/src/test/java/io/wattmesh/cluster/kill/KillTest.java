package io.wattmesh.cluster.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed goes on without losing an acknowledged bid or a committed block. */
@Tag("seed-5")
class KillTest {
  private static final int INTERVALS = 3;
  private static final int BUSES = 118;
  private static final long FIRST_BIDS_BYTES = 4_000;

  @TempDir private Path temp;

  private Object[] settings(Object... more) {
    var all =
        new ArrayList<Object>(
            List.of("--devices", 60, "--intervals", INTERVALS, "--out", temp.resolve("run")));
    all.addAll(List.of(more));
    return all.toArray();
  }

  @Test
  void killsAtEveryStageLoseNothing() throws Exception {
    Path run = temp.resolve("run");
    var killed = new ArrayList<FolderState>();
    killed.add(killWhen(child -> () -> storedBytes(run) > FIRST_BIDS_BYTES));
    assertThat(killed.getFirst().promised()).as("acknowledged, in no book yet").isNotEmpty();
    killed.add(
        killWhen(
            child ->
                () ->
                    FolderState.glance(run, temp)
                        .filter(FolderState::isBetweenBooksAndClearing)
                        .isPresent()));
    assertThat(killed.get(1).isBetweenBooksAndClearing()).as("killed in time").isTrue();
    int before = killed.get(1).cleared().size();
    killed.add(killWhen(child -> () -> child.rows() > before));
    assertThat(killed.get(2).cleared()).hasSizeGreaterThan(before);
    refusesOtherSettings();

    finish(killed.get(2).blocks().size());
    FolderState end = state();
    assertThat(end.cleared()).as("each once").containsExactlyElementsOf(intervals());
    for (FolderState state : killed) {
      int height = state.blocks().size();
      assertThat(end.blocks().subList(0, height)).isEqualTo(state.blocks());
      assertThat(state.bids()).allMatch(end::holds);
    }
    assertThat(Cli.run("verify", run).code()).isZero();
  }

  private interface Moment {
    Callable<Boolean> of(ChildRun child);
  }

  private FolderState killWhen(Moment moment) throws Exception {
    ChildRun child = ChildRun.start(temp, settings());
    try (child) {
      await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(5))
          .failFast(() -> assertThat(child.isAlive()).as(child.said()).isTrue())
          .until(moment.of(child));
      child.kill();
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("The moment did not come; it said: " + child.said(), e);
    }
    return state();
  }

  private FolderState state() throws IOException {
    return FolderState.of(
        temp.resolve("run"), temp, IntStream.rangeClosed(1, BUSES).boxed().toList());
  }

  private static long storedBytes(Path run) throws IOException {
    Path bids = run.resolve("state/bids");
    if (!Files.isDirectory(bids)) {
      return 0;
    }
    try (var files = Files.list(bids)) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  private static List<Long> intervals() {
    return IntStream.range(0, INTERVALS).mapToObj(k -> (long) k).toList();
  }

  private void refusesOtherSettings() {
    Cli cli = Cli.run(arguments(settings("--seed", 7)));
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).contains("another market").contains("seed");
  }

  private static Object[] arguments(Object... settings) {
    var all = new ArrayList<Object>(List.of("run"));
    all.addAll(List.of(settings));
    return all.toArray();
  }

  /** Lets it finish, and meanwhile sees a second process refused. */
  private void finish(int blocksBefore) throws Exception {
    try (ChildRun child = ChildRun.start(temp, settings("--json"))) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> child.stderr().contains("going on at block "));
      Cli second = Cli.run(arguments(settings()));
      assertThat(second.code()).as(second.err()).isEqualTo(1);
      assertThat(second.out()).isEmpty();
      assertThat(second.err()).contains("in use by another process");

      assertThat(child.await()).as(child.stderr()).isZero();
      JsonNode summary = new ObjectMapper().readTree(child.stdout());
      assertThat(summary.get("intervals").findValues("interval"))
          .extracting(JsonNode::asLong)
          .containsExactlyElementsOf(intervals());
      assertThat(summary.get("intervals").findValues("voided"))
          .extracting(JsonNode::asBoolean)
          .containsOnly(false);
      assertThat(summary.get("blocks").asInt()).isGreaterThanOrEqualTo(blocksBefore);
    }
  }
}
