package io.wattmesh.agents.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds scenarios: those that are shipped by name, others by path. */
public final class Scenarios {
  private static final String FOLDER = "/io/wattmesh/agents/scenarios/";
  private static final List<String> SHIPPED =
      List.of(
          "credit-limits",
          "default",
          "horizon-day",
          "rule-changes",
          "seed-3bus",
          "seed-3bus-f12",
          "seed-3bus-f23",
          "seed-3bus-triangle",
          "seed-3bus-triangle-open",
          "validator-changes");

  private Scenarios() {}

  /** The names of the shipped scenarios. */
  public static List<String> shippedNames() {
    return SHIPPED;
  }

  /**
   * @param nameOrPath a shipped scenario's name, or the path of a YAML file
   * @throws ScenarioException if it can't be found, read or understood
   */
  public static Scenario load(String nameOrPath) {
    if (SHIPPED.contains(nameOrPath)) {
      String file = nameOrPath + ".yaml";
      return parse(file, resource(file).orElseThrow());
    }
    Path path = Path.of(nameOrPath);
    if (!Files.isRegularFile(path)) {
      throw new ScenarioException(
          nameOrPath,
          "there is no such scenario file, nor a shipped scenario of that name (%s)."
              .formatted(String.join(", ", SHIPPED)));
    }
    try {
      return parse(nameOrPath, Files.readString(path));
    } catch (IOException e) {
      throw new ScenarioException(nameOrPath, "the file can't be read as UTF-8 text.", e);
    }
  }

  /**
   * Reads a scenario from its text.
   *
   * @param file the name that messages give
   */
  public static Scenario parse(String file, String yaml) {
    return ScenarioReader.read(file, yaml);
  }

  /** The MATPOWER text of a grid case that is shipped beside the scenarios, if it is one. */
  public static Optional<String> shippedCase(String caseName) {
    return resource(caseName + ".m");
  }

  private static Optional<String> resource(String file) {
    try (InputStream in = Scenarios.class.getResourceAsStream(FOLDER + file)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(FOLDER + file + " can't be read.", e);
    }
  }
}
