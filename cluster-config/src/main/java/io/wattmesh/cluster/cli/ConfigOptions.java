package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a command's settings are from. */
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A file with settings of the node, in HOCON; `wattmesh config --effective` lists them.")
  private Path file;

  Settings settings(Map<String, Object> options) {
    return Settings.load(Optional.ofNullable(file), System.getenv(), options);
  }
}
