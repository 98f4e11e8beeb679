package io.wattmesh.load.workload;

import io.wattmesh.agents.scenario.ScenarioException;
import io.wattmesh.agents.scenario.Section;
import io.wattmesh.load.fleet.DeviceFleet;
import io.wattmesh.load.objective.Objective;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads workloads: shipped ones by name, others by path. A key that is not known is refused. */
public final class WorkloadFile {
  private static final List<String> SHIPPED =
      List.of("quick", "gate-burst", "day", "soak", "million");
  private static final long MOST_BYTES = 1024 * 1024;
  private static final int MOST_DIURNAL = 1_440;
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("description", "A workload."),
          Map.entry("warm-up-intervals", "1"),
          Map.entry("book", "4s"),
          Map.entry("readings", "20s"),
          Map.entry("grid", "pglib_opf_case118_ieee"),
          Map.entry("regions", "3"),
          Map.entry("validators", "4"),
          Map.entry("prune-every", "0"),
          Map.entry("workers", "1"),
          Map.entry("max-lag", "250ms"),
          Map.entry("resend-after", "5s"),
          Map.entry("seed", "20261130"));
  private static final Map<String, String> BURST_DEFAULTS =
      Map.of("model", "gate", "burst-share", "0.5", "burst", "10s", "guard", "500ms");

  private WorkloadFile() {}

  /** The names of the shipped workloads. */
  public static List<String> shippedNames() {
    return SHIPPED;
  }

  /**
   * @param nameOrPath a shipped workload's name, or the path of a YAML file
   * @throws ScenarioException if it can't be found, read or understood
   */
  public static Workload load(String nameOrPath) {
    if (SHIPPED.contains(nameOrPath)) {
      return parse(nameOrPath + ".yaml", resource(nameOrPath + ".yaml"));
    }
    Path path = Path.of(nameOrPath);
    try {
      if (!Files.isRegularFile(path)) {
        throw new ScenarioException(
            nameOrPath,
            "there is no such workload file, nor a shipped workload of that name (%s)."
                .formatted(String.join(", ", SHIPPED)));
      }
      if (Files.size(path) > MOST_BYTES) {
        throw new ScenarioException(
            nameOrPath, "a workload file has at most " + MOST_BYTES + " bytes.");
      }
      return parse(nameOrPath, Files.readString(path));
    } catch (IOException e) {
      throw new ScenarioException(nameOrPath, "the file can't be read as UTF-8 text.", e);
    }
  }

  /** The text of a shipped workload. */
  static String resource(String file) {
    try (InputStream in = WorkloadFile.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("Workload " + file + " is missing in this jar.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " can't be read.", e);
    }
  }

  /**
   * Reads a workload from its text.
   *
   * @param file the name that messages give
   */
  public static Workload parse(String file, String yaml) {
    Section root = Section.of(file, yaml, DEFAULTS);
    String name = root.text("name");
    String description = root.text("description");
    int devices = (int) root.integer("devices", 1, DeviceFleet.MOST_DEVICES);
    int intervals = (int) root.integer("intervals", 1, 1_000_000);
    int warmUp = (int) root.integer("warm-up-intervals", 0, 1_000);
    int interval = seconds(root, "interval", 1, 3_600);
    int lead = seconds(root, "lead", 2, 3_600);
    int book = seconds(root, "book", 1, lead - 1);
    int readings = seconds(root, "readings", 1, 3_600);
    String grid = root.text("grid");
    int regions = (int) root.integer("regions", 1, 10_000);
    int validators = (int) root.integer("validators", 1, 1_000);
    Arrivals arrivals = arrivals(root);
    List<Double> diurnal = root.numbers("diurnal", 0, 1);
    if (diurnal.size() > MOST_DIURNAL) {
      throw new ScenarioException(
          root.where(), "'diurnal' has at most %d values.".formatted(MOST_DIURNAL));
    }
    var workload =
        new Workload(
            name,
            description,
            devices,
            intervals,
            warmUp,
            interval,
            lead,
            book,
            readings,
            grid,
            regions,
            validators,
            arrivals,
            diurnal,
            root.integer("prune-every", 0, 1_000_000),
            (int) root.integer("workers", 1, 256),
            millis(root, "max-lag"),
            millis(root, "resend-after"),
            root.values(
                "objectives",
                text -> Objective.parse(text).text(),
                "it must be an objective such as finality.p99<5s"),
            root.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE));
    root.end();
    return workload;
  }

  private static Arrivals arrivals(Section root) {
    Section section = root.section("arrivals", BURST_DEFAULTS);
    String model = section.choice("model", List.of("gate", "stages", "closed"));
    Arrivals arrivals;
    try {
      arrivals =
          switch (model) {
            case "stages" ->
                new Arrivals.InStages(
                    section.values("stages", Stage::parse, "it must be " + Stage.FORM));
            case "closed" -> new Arrivals.Closed((int) section.integer("in-flight", 1, 1_000_000));
            default ->
                new Arrivals.AtGate(
                    section.number("burst-share", 0, 1),
                    millis(section, "burst"),
                    millis(section, "guard"));
          };
    } catch (ScenarioException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new ScenarioException(section.where(), e.getMessage(), e);
    }
    section.end();
    return arrivals;
  }

  private static long millis(Section section, String key) {
    return section.value(
        key, Durations::parseMillis, "it must be a duration such as 250ms, 10s or 5m");
  }

  private static int seconds(Section section, String key, int least, int most) {
    return section.value(
        key,
        text -> {
          long millis = Durations.parseMillis(text);
          if (millis % 1_000 != 0 || millis < least * 1_000L || millis > most * 1_000L) {
            throw new IllegalArgumentException("Not within its bounds.");
          }
          return (int) (millis / 1_000);
        },
        "it must be whole seconds from %ds to %ds".formatted(least, most));
  }
}
