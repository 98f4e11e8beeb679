package io.wattmesh.cluster.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every package of main code says what it is. */
class PackageInfoTest {
  @TempDir private Path temp;

  @Test
  void everyPackageHasAPackageInfo() throws IOException {
    try (var modules = Files.list(Path.of(".."));
        var nested = Files.list(Path.of("."))) {
      List<Path> sources =
          Stream.concat(modules, nested)
              .map(module -> module.resolve("src/main/java"))
              .filter(Files::isDirectory)
              .toList();
      assertThat(sources).hasSizeGreaterThanOrEqualTo(8);
      for (Path source : sources) {
        assertThat(silentPackages(source)).isEmpty();
      }
    }
  }

  @Test
  void aPackageWithoutOneIsNamed() throws IOException {
    Path silent = Files.createDirectories(temp.resolve("a/silent"));
    Files.writeString(silent.resolve("Thing.java"), "package a.silent;");
    assertThat(silentPackages(temp)).containsExactly(silent);
    Files.writeString(silent.resolve("package-info.java"), "package a.silent;");
    assertThat(silentPackages(temp)).as("one that says nothing").containsExactly(silent);
    Files.writeString(silent.resolve("package-info.java"), "/** It is. */\npackage a.silent;");
    assertThat(silentPackages(temp)).isEmpty();
  }

  private static List<Path> silentPackages(Path source) throws IOException {
    try (var walk = Files.walk(source)) {
      return walk.filter(path -> path.toString().endsWith(".java"))
          .map(Path::getParent)
          .distinct()
          .filter(folder -> !explains(folder.resolve("package-info.java")))
          .toList();
    }
  }

  private static boolean explains(Path info) {
    try {
      return Files.exists(info) && Files.readString(info).contains("/**");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
