package io.wattmesh.cluster.market;

import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.grid.importer.MatpowerReader;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds and reads MATPOWER cases: files by path, shipped ones by name. */
public final class CaseFiles {
  private static final String FOLDER = "/io/wattmesh/grid/cases/";
  private static final long MAX_BYTES = 256L * 1024 * 1024;

  private CaseFiles() {}

  /**
   * @param nameOrPath a shipped case's name, or the path of a file
   * @throws UserErrorException if there is no such case or it cannot be read
   */
  public static Network read(String nameOrPath, DcModel model) {
    Path path = Path.of(nameOrPath);
    if (Files.isRegularFile(path)) {
      return MatpowerReader.read(path.toString(), text(path), model);
    }
    String name =
        nameOrPath.endsWith(".m") ? nameOrPath.substring(0, nameOrPath.length() - 2) : nameOrPath;
    String text =
        Scenarios.shippedCase(name)
            .or(() -> resource(FOLDER + name + ".m"))
            .orElseThrow(
                () ->
                    new UserErrorException(
                        nameOrPath
                            + ": there is no such file, nor a shipped case of that name. Give the"
                            + " path of a MATPOWER case."));
    return MatpowerReader.read(name + ".m", text, model);
  }

  private static String text(Path path) {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new UserErrorException(
            "%s has %d bytes; at most %d are read.".formatted(path, Files.size(path), MAX_BYTES));
      }
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UserErrorException(path + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Optional<String> resource(String name) {
    try (InputStream in = CaseFiles.class.getResourceAsStream(name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read.", e);
    }
  }
}
