package io.wattmesh.load.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.cluster.settings.StoreKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DrillCommandTest {
  private static final String COMMAND = "load-tests/bin/drill ";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... args) {
    return new CommandLine(new DrillCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  @Test
  void list_names_every_drill_once_with_what_it_does() {
    assertThat(execute("list")).isZero();

    assertThat(out.toString().lines().map(line -> line.substring(0, line.indexOf(' '))))
        .containsExactly(
            "kill",
            "role-kill",
            "join-leave",
            "grow-shrink",
            "rolling-restart",
            "drain",
            "partition-halves",
            "partition-minority",
            "partition-one-way",
            "cassandra-kill",
            "pause",
            "disk-full",
            "clock-jump",
            "kill-all");
    assertThat(out.toString().lines()).allMatch(line -> line.substring(19).length() > 20);
  }

  @Test
  void a_drill_that_does_not_exist_is_refused_with_those_that_do() {
    assertThat(execute("nothing")).isEqualTo(2);

    assertThat(err.toString()).contains("Drill nothing: say list or one of kill, role-kill");
  }

  @Test
  void an_option_that_a_drill_would_pass_over_is_refused() {
    assertThat(execute("pause", "--store", "cassandra")).isEqualTo(2);
    assertThat(execute("kill", "--phase", "books")).isEqualTo(2);

    assertThat(err.toString())
        .contains("--store is for kill, not for pause.")
        .contains("--phase is for role-kill, not for kill.");
  }

  @Test
  void help_says_what_each_exit_code_means() {
    assertThat(execute("--help")).isZero();

    assertThat(out.toString()).contains("77", "lacks what the drill needs", "nextInTime");
  }

  @Test
  void every_command_that_the_page_shows_parses_and_names_a_drill() throws IOException {
    List<String> commands =
        Files.readAllLines(Path.of("../cluster-config/docs/operations.md")).stream()
            .filter(line -> line.startsWith(COMMAND))
            .map(line -> line.substring(COMMAND.length()))
            .toList();
    assertThat(commands).hasSizeGreaterThan(3);
    List<String> names =
        Stream.concat(
                Stream.of("list"),
                Drills.all(StoreKind.ROCKSDB, new RoleKillDrill(List.of(), List.of())).stream()
                    .map(Drill::key))
            .toList();
    for (String command : commands) {
      List<String> words = List.of(command.split(" ", -1));
      assertThat(names).contains(words.getFirst());
      new CommandLine(new DrillCommand())
          .setCaseInsensitiveEnumValuesAllowed(true)
          .parseArgs(words.toArray(String[]::new));
    }
  }
}
