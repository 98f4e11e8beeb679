package io.wattmesh.load.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The small market of drills, of short intervals.
 *
 * @param bookSeconds how long its books are accepted
 */
record DrillMarket(int bookSeconds) implements CarriedMarket {
  private static final int INTERVAL_SECONDS = 6;

  /** For clearing, after the last book. */
  private static final int CLEARING_SECONDS = 4;

  private static final int FIRST_GATE_SECONDS = 20;

  @Override
  public int intervalSeconds() {
    return INTERVAL_SECONDS;
  }

  @Override
  public int leadSeconds() {
    return bookSeconds + CLEARING_SECONDS;
  }

  @Override
  public int firstGateSeconds() {
    return FIRST_GATE_SECONDS;
  }

  @Override
  public int guests() {
    return 0;
  }

  @Override
  public List<String> javaOptions() {
    return List.of();
  }

  @Override
  public String preamble() {
    return "";
  }

  @Override
  public void write(Path folder) throws IOException {
    Files.writeString(
        scenario(folder),
        """
        name: drill
        description: Five buses in three regions, generators, loads and some prosumers.
        seed: 11
        grid:
          case: pglib_opf_case5_pjm
          regions: 3
        start: 2025-04-10T12:00:00Z
        intervals: 10000
        interval-seconds: %d
        price-cap: 1000
        validators: 4
        prosumers:
          count: 12
        """
            .formatted(INTERVAL_SECONDS));
  }

  private static Path scenario(Path folder) {
    return folder.resolve("drill.yaml");
  }

  @Override
  public String setting(Path folder) {
    return "scenario = \"%s\", gate-lead = %d s, book-window = %d s, reading-window = %d s"
        .formatted(scenario(folder), leadSeconds(), bookSeconds, bookSeconds);
  }
}
