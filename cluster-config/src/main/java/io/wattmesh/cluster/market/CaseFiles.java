package io.wattmesh.cluster.market;

import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.importer.GridFiles;
import io.wattmesh.cluster.importer.GridNames;
import io.wattmesh.cluster.importer.ImportedGrid;
import io.wattmesh.grid.importer.CostTable;
import io.wattmesh.grid.importer.MatpowerReader;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Finds and reads grids: files by path, shipped MATPOWER cases by name. */
public final class CaseFiles {
  private static final String FOLDER = "/io/wattmesh/grid/cases/";
  private static final long MAX_BYTES = 256L * 1024 * 1024;

  private CaseFiles() {}

  /**
   * @param nameOrPath a shipped case's name, or the path of a MATPOWER case
   * @throws UserErrorException if there is no such case or it cannot be read
   */
  public static Network read(String nameOrPath, DcModel model) {
    return read(nameOrPath, model, Optional.empty()).network();
  }

  /**
   * @param nameOrPath a shipped case's name, or the path of a grid file
   * @param costs a table of costs, for formats that have none
   * @throws UserErrorException if there is no such file or it cannot be read
   * @throws RuntimeException if it or the costs cannot be taken; the message says why and what to
   *     do
   */
  public static ImportedGrid read(String nameOrPath, DcModel model, Optional<Path> costs) {
    return read(nameOrPath, model, costs, OptionalDouble.empty());
  }

  /**
   * @param angleLimitDegrees if present, in place of a MATPOWER case's own angle limits; in (0,
   *     360]
   * @throws UserErrorException if there is no such file or it cannot be read, or its format has no
   *     angle limits
   */
  public static ImportedGrid read(
      String nameOrPath, DcModel model, Optional<Path> costs, OptionalDouble angleLimitDegrees) {
    Path path = Path.of(nameOrPath);
    boolean isFile = Files.isRegularFile(path);
    if (isFile && GridFiles.isOurs(nameOrPath)) {
      if (angleLimitDegrees.isPresent()) {
        throw new UserErrorException(
            "%s: angle limits are for MATPOWER cases (.m); this format has none to replace."
                .formatted(nameOrPath));
      }
      Optional<CostTable> table =
          costs.map(file -> CostTable.read(file.toString(), text(file, StandardCharsets.UTF_8)));
      return GridFiles.read(path.toString(), bytes(path), model, table);
    }
    if (isFile && !nameOrPath.endsWith(".m")) {
      throw new UserErrorException(
          "%s: its extension tells no format; what is read: MATPOWER text (.m), %s."
              .formatted(nameOrPath, GridFiles.formats()));
    }
    Network network =
        isFile
            ? MatpowerReader.read(
                path.toString(), text(path, StandardCharsets.ISO_8859_1), model, angleLimitDegrees)
            : shipped(nameOrPath, model, angleLimitDegrees);
    if (costs.isPresent()) {
      throw new UserErrorException(
          "%s: a table of costs is for formats without; a MATPOWER case has its own in mpc.gencost."
              .formatted(costs.get()));
    }
    return new ImportedGrid(network, GridNames.NONE, List.of());
  }

  private static Network shipped(
      String nameOrPath, DcModel model, OptionalDouble angleLimitDegrees) {
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
                            + " path of a grid file."));
    return MatpowerReader.read(name + ".m", text, model, angleLimitDegrees);
  }

  private static String text(Path path, Charset charset) {
    return new String(bytes(path), charset);
  }

  private static byte[] bytes(Path path) {
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new UserErrorException(
            "%s has %d bytes; at most %d are read.".formatted(path, Files.size(path), MAX_BYTES));
      }
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new UserErrorException(path + ": there is no such file.", e);
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
