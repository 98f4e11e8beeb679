package io.wattmesh.cluster.importer;

import com.powsybl.cgmes.conversion.CgmesImport;
import com.powsybl.commons.config.PlatformConfig;
import com.powsybl.ieeecdf.converter.IeeeCdfImporter;
import com.powsybl.iidm.network.Importer;
import com.powsybl.iidm.serde.XMLImporter;
import com.powsybl.matpower.converter.MatpowerImporter;
import com.powsybl.psse.converter.PsseImporter;
import com.powsybl.ucte.converter.UcteImporter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats that PowSyBl reads for us. */
enum GridFormat {
  MATPOWER_BINARY("MATPOWER binary", "mat", "mat"),
  PSSE_RAW("PSS/E", "raw", "raw"),
  PSSE_RAWX("PSS/E", "rawx", "rawx"),
  UCTE("UCTE", "uct", "uct"),
  IEEE_CDF("IEEE CDF", "txt", "txt cdf"),
  XIIDM("PowSyBl", "xiidm", "xiidm iidm"),
  CGMES("CGMES", "xml", "xml");

  private final String title;
  private final String readAs;
  private final String extensions;

  GridFormat(String title, String readAs, String extensions) {
    this.title = title;
    this.readAs = readAs;
    this.extensions = extensions;
  }

  private static PlatformConfig emptyConfig() {
    return new PlatformConfig(module -> Optional.empty(), null);
  }

  String title() {
    return title;
  }

  private List<String> extensions() {
    return List.of(extensions.split(" ", -1));
  }

  /** The extension under which PowSyBl looks for it. */
  String readAs() {
    return readAs;
  }

  Importer importer() {
    return switch (this) {
      case MATPOWER_BINARY -> new MatpowerImporter();
      case PSSE_RAW, PSSE_RAWX -> new PsseImporter();
      case UCTE -> new UcteImporter(emptyConfig());
      case IEEE_CDF -> new IeeeCdfImporter();
      case XIIDM -> new XMLImporter(emptyConfig());
      case CGMES -> new CgmesImport(emptyConfig(), List.of(), List.of());
    };
  }

  static Optional<GridFormat> ofName(String file) {
    String extension = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> format.extensions().contains(extension))
        .findFirst();
  }

  /** All formats with their extensions, for messages. */
  static String list() {
    return Arrays.stream(values())
        .map(f -> f.title + " (." + String.join(", .", f.extensions()) + ")")
        .collect(Collectors.joining(", "));
  }
}
