package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/wattmesh} on systems that lack something. */
class LauncherTest {
  private static final List<String> TOOLS =
      List.of("bash", "dirname", "readlink", "head", "grep", "find", "ls", "mktemp", "touch", "rm");

  @TempDir private Path temp;
  private Path tools;
  private Path launcher;

  /** A fresh clone's launcher, and a PATH with only what every system has. */
  @BeforeEach
  void prepare() throws IOException {
    tools = Files.createDirectories(temp.resolve("tools"));
    for (String tool : TOOLS) {
      script(tools.resolve(tool), "#!/bin/sh\nexec %s \"$@\"\n".formatted(which(tool)));
    }
    Path bin = Files.createDirectories(temp.resolve("clone/cluster-config/bin"));
    try (var scripts = Files.list(Path.of("bin"))) {
      for (Path script : scripts.toList()) {
        Files.copy(script, bin.resolve(script.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    launcher = bin.resolve("wattmesh");
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static Path which(String tool) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  private record Ended(int code, String out, String err) {}

  private Ended launch(String... settings) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("/usr/bin/env", "-i", "PATH=" + tools));
    command.addAll(List.of(settings));
    command.addAll(List.of(launcher.toString(), "--version"));
    Path out = temp.resolve("out");
    Path err = temp.resolve("err");
    int code =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    return new Ended(
        code,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void withoutAJdkItSaysWhatIsMissingAndWhereItLooked() throws Exception {
    Ended ended = launch("WATTMESH_JDK_ROOT=" + temp.resolve("nothing"));
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().strip().lines()).as(ended.err()).hasSize(1);
    assertThat(ended.err())
        .startsWith("wattmesh: no JDK 25 found.")
        .contains("JAVA_HOME", "PATH", "Install one");
  }

  @Test
  void anotherJdkIsNoneEither() throws Exception {
    Path old = Files.createDirectories(temp.resolve("old/bin"));
    for (String name : List.of("java", "javac")) {
      script(old.resolve(name), "#!/bin/sh\necho 'openjdk version \"17.0.9\"' >&2\n");
    }
    Ended ended =
        launch("WATTMESH_JDK_ROOT=" + temp.resolve("nothing"), "JAVA_HOME=" + old.getParent());
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).startsWith("wattmesh: no JDK 25 found.");
  }

  @Test
  void withoutMavenAnUnbuiltProjectSaysSo() throws Exception {
    Ended ended = launch("WATTMESH_JAVA_HOME=" + System.getProperty("java.home"));
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().strip().lines()).as(ended.err()).hasSize(1);
    assertThat(ended.err()).contains("not built yet", "Maven", "Install Maven");
  }
}
