package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The README and the docs show commands that parse, and link to files that exist. */
class ReadmeTest {
  private static final Path README = Path.of("../README.md");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");
  private static final String COMMAND = "bin/wattmesh ";

  static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
      return Stream.concat(Stream.of(README), docs.filter(p -> p.toString().endsWith(".md")))
          .toList();
    }
  }

  private static List<String> commands(Path page) throws IOException {
    var commands = new ArrayList<String>();
    boolean code = false;
    for (String line : Files.readAllLines(page)) {
      if (line.strip().startsWith("```")) {
        code = !code;
      } else if ((code || line.startsWith("    ")) && line.contains(COMMAND)) {
        String command = line.substring(line.indexOf(COMMAND) + COMMAND.length());
        commands.add(command.replaceFirst("\\s+(#|>|\\||&&|2>).*", "").strip());
      }
    }
    return commands;
  }

  @Test
  void theReadmeShowsTheMainCommands() throws IOException {
    assertThat(commands(README))
        .anyMatch(command -> command.startsWith("run"))
        .anyMatch(command -> command.startsWith("clear"))
        .anyMatch(command -> command.startsWith("verify"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandParses(Path page) throws IOException {
    for (String command : commands(page)) {
      assertThatCode(() -> parse(command)).as("%s: %s", page, command).doesNotThrowAnyException();
    }
  }

  @Test
  void aWrongCommandWouldBeFound() {
    assertThatCode(() -> parse("run --no-such-option"))
        .isInstanceOf(CommandLine.ParameterException.class);
  }

  private static void parse(String command) {
    new CommandLine(new Wattmesh())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(command.split("\\s+"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkedFileExists(Path page) throws IOException {
    var links = LINK.matcher(Files.readString(page));
    while (links.find()) {
      String link = links.group(1);
      if (!link.contains("://") && !link.startsWith("mailto:")) {
        assertThat(page.resolveSibling(link)).as("linked from %s", page).exists();
      }
    }
  }
}
