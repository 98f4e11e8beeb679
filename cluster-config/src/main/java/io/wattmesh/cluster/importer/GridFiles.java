package io.wattmesh.cluster.importer;

import com.powsybl.commons.PowsyblException;
import com.powsybl.commons.datasource.ReadOnlyMemDataSource;
import com.powsybl.iidm.network.Importer;
import com.powsybl.iidm.network.Network;
import com.powsybl.iidm.network.NetworkFactory;
import io.wattmesh.grid.importer.CaseFormatException;
import io.wattmesh.grid.importer.CostTable;
import io.wattmesh.grid.network.DcModel;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Reads a grid file of any format but MATPOWER text. */
public final class GridFiles {
  private GridFiles() {}

  /** Whether a file of that name is read here. */
  public static boolean isOurs(String file) {
    return file.toLowerCase(Locale.ROOT).endsWith(".zip") || GridFormat.ofName(file).isPresent();
  }

  /** The formats with their extensions, for messages and help. */
  public static String formats() {
    return GridFormat.list() + ", and any of these in a .zip";
  }

  /**
   * @param file its name, which tells the format
   * @param bytes its content
   * @param model which DC linearisation to take
   * @param costs of its generators
   * @throws GridImportException if the file or what it holds can't be taken
   * @throws CaseFormatException if the costs can't
   */
  public static ImportedGrid read(
      String file, byte[] bytes, DcModel model, Optional<CostTable> costs) {
    String name = file.replaceFirst(".*/", "").replaceFirst("\\.[^.]*$", "");
    Network network = network(file, GridEntries.of(file, bytes));
    try {
      return GridConverter.convert(name, network, model, costs);
    } catch (GridImportException | PowsyblException e) {
      throw new GridImportException(file + ": " + e.getMessage(), e);
    }
  }

  /** PowSyBl's network of a file. */
  static Network network(String file, Map<String, byte[]> entries) {
    GridFormat format = GridEntries.format(file, entries);
    var source = new ReadOnlyMemDataSource("grid");
    entries.forEach(
        (name, bytes) ->
            source.putData(format == GridFormat.CGMES ? name : "grid." + format.readAs(), bytes));
    Importer importer = format.importer();
    try {
      if (!importer.exists(source)) {
        throw new GridImportException(
            "%s does not look like a file of %s; what is read: %s, MATPOWER text (.m)"
                .formatted(file, format.title(), formats()));
      }
      return importer.importData(source, NetworkFactory.findDefault(), new Properties());
    } catch (GridImportException e) {
      throw e;
    } catch (RuntimeException e) {
      // Parsers of others end on broken input with exceptions of any kind.
      throw new GridImportException(
          "%s cannot be read as %s: %s; correct it, or export it again%s"
              .formatted(
                  file,
                  format.title(),
                  e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(),
                  format == GridFormat.CGMES
                      ? " with its profiles EQ, SSH, TP (and the boundary's) in one .zip"
                      : ""),
          e);
    }
  }
}
