package io.wattmesh.cassandra.server;

import io.wattmesh.cassandra.CassandraException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The JDK that Cassandra 5.0 runs on; later ones lack the security manager that it needs. */
final class JavaSeventeen {
  private static final Pattern VERSION = Pattern.compile("version \"17[.\"]");
  private static final int ANSWER_SECONDS = 20;

  private JavaSeventeen() {}

  /**
   * Where it is.
   *
   * @throws CassandraException if it is nowhere, saying where was looked
   */
  static Path find() {
    return find(System.getenv(), Path.of("/usr/lib/jvm"));
  }

  static Path find(Map<String, String> environment, Path usualFolder) {
    return candidates(environment, usualFolder).stream()
        .filter(JavaSeventeen::is17)
        .findFirst()
        .orElseThrow(
            () ->
                new CassandraException(
                    ("Cassandra needs a Java 17, and there is none: looked at JAVA17_HOME, JAVA_HOME,"
                            + " %s and the PATH. Install one (for example openjdk-17-jre-headless),"
                            + " or set JAVA17_HOME.")
                        .formatted(usualFolder)));
  }

  private static List<Path> candidates(Map<String, String> environment, Path usualFolder) {
    var found = new ArrayList<Path>();
    for (String name : List.of("JAVA17_HOME", "JAVA_HOME")) {
      Optional.ofNullable(environment.get(name))
          .ifPresent(home -> found.add(Path.of(home, "bin", "java")));
    }
    if (Files.isDirectory(usualFolder)) {
      try (Stream<Path> homes = Files.list(usualFolder)) {
        homes.sorted().map(home -> home.resolve("bin").resolve("java")).forEach(found::add);
      } catch (IOException e) {
        // A folder that cannot be read has none for us; the message will name it.
      }
    }
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!folder.isEmpty()) {
        found.add(Path.of(folder, "java"));
      }
    }
    return found;
  }

  private static boolean is17(Path java) {
    if (!Files.isExecutable(java)) {
      return false;
    }
    try {
      Process process =
          new ProcessBuilder(java.toString(), "-version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        boolean found = out.lines().anyMatch(line -> VERSION.matcher(line).find());
        return process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS) && found;
      }
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
