package io.wattmesh.cluster.run;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A CSV file by RFC 4180, with units in the column names. */
final class CsvFile implements AutoCloseable {
  private final BufferedWriter out;

  CsvFile(Path path, String... columns) throws IOException {
    out = Files.newBufferedWriter(path);
    row((Object[]) columns);
  }

  void row(Object... values) {
    try {
      out.write(Arrays.stream(values).map(CsvFile::text).collect(Collectors.joining(",")));
      out.write("\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A double that is not a number is an empty field. */
  private static String text(Object value) {
    if (value instanceof Double number && !Double.isFinite(number)) {
      return "";
    }
    String text = String.valueOf(value);
    boolean quoted = text.indexOf(',') >= 0 || text.indexOf('"') >= 0 || text.indexOf('\n') >= 0;
    return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
