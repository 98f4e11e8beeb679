package io.wattmesh.grid.clearing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.grid.importer.MatpowerReader;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalDouble;

/** Cases and their central optima, from the class path. */
final class Cases {
  private Cases() {}

  static Network read(String name, DcModel model) {
    String file = file(name);
    return MatpowerReader.read(file, text(file), model);
  }

  /** A case with other angle limits than its own. */
  static Network read(String name, DcModel model, double angleLimitDegrees) {
    String file = file(name);
    return MatpowerReader.read(file, text(file), model, OptionalDouble.of(angleLimitDegrees));
  }

  private static String file(String name) {
    return (name.equals("case3_market") ? "" : "pglib_opf_") + name + ".m";
  }

  private static String text(String file) {
    try (InputStream stream = Cases.class.getResourceAsStream("/io/wattmesh/grid/cases/" + file)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The truth of a case's variant: objective, lmp, dispatch and so on. */
  static JsonNode truth(String name, String variant) {
    try (InputStream stream = Cases.class.getResourceAsStream("/truth/" + name + ".json")) {
      return new ObjectMapper().readTree(stream).get("models").get(variant);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode truth(String name, DcModel model) {
    return truth(
        name,
        name.equals("case3_market")
            ? "uncongested_rateA_300MW"
            : model.name().toLowerCase(Locale.ROOT));
  }
}
