package io.wattmesh.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.wattmesh.load.objective.Objective;
import io.wattmesh.load.workload.WorkloadFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The page about load tests and the README show commands that parse, and leave no name out. */
class LoadPageTest {
  private static final Path PAGE = Path.of("../cluster-config/docs/load.md");
  private static final Path README = Path.of("../README.md");
  private static final String COMMAND = "load-tests/bin/load ";

  private static List<String> commands(Path page) throws IOException {
    var commands = new ArrayList<String>();
    for (String line : Files.readAllLines(page)) {
      if (line.startsWith(COMMAND)) {
        commands.add(line.substring(COMMAND.length()).replaceFirst("\\s+#.*", "").strip());
      }
    }
    return commands;
  }

  @Test
  void every_command_parses() throws IOException {
    assertThat(commands(PAGE)).hasSizeGreaterThan(3);
    assertThat(commands(README)).isNotEmpty();
    for (Path page : List.of(PAGE, README)) {
      for (String command : commands(page)) {
        assertThatCode(
                () ->
                    new CommandLine(new LoadCommand())
                        .parseArgs(command.replace("'", "").split("\\s+")))
            .as("%s: %s", page, command)
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void every_workload_latency_and_count_is_named() throws IOException {
    String page = Files.readString(PAGE);

    WorkloadFile.shippedNames().forEach(name -> assertThat(page).contains("`" + name + "`"));
    Objective.LATENCIES.forEach(name -> assertThat(page).contains("`" + name + "`"));
    Objective.COUNTS.forEach(name -> assertThat(page).contains("`" + name + "`"));
  }
}
