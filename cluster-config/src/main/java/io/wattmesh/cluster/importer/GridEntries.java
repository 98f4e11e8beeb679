package io.wattmesh.cluster.importer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The files in a grid file: itself, or what a zip holds, whose size is bounded before it is read.
 */
final class GridEntries {
  private static final int MAX_ENTRIES = 1000;
  private static final int MAX_BYTES = 512 << 20;
  private static final int MAX_NESTING = 1;
  private static final int PROLOGUE_CHARS = 4096;

  private final String file;
  private final Map<String, byte[]> entries = new TreeMap<>();
  private long total;

  private GridEntries(String file) {
    this.file = file;
  }

  /**
   * @throws GridImportException if it is too large, or holds XML with a document type, which could
   *     make a parser read other files
   */
  static Map<String, byte[]> of(String file, byte[] bytes) {
    var reader = new GridEntries(file);
    if (isZip(file)) {
      reader.unzip(bytes, 0);
    } else {
      reader.put(file.replaceFirst(".*/", ""), bytes);
    }
    if (reader.entries.isEmpty()) {
      throw new GridImportException(file + " holds no file; zip the grid's files into it");
    }
    return reader.entries;
  }

  private static boolean isZip(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".zip");
  }

  private void unzip(byte[] bytes, int depth) {
    try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName().replaceFirst(".*/", "");
        if (!entry.isDirectory() && !entry.getName().startsWith("__MACOSX")) {
          byte[] content = bounded(zip);
          if (isZip(name) && depth < MAX_NESTING) {
            unzip(content, depth + 1);
          } else {
            put(name, content);
          }
        }
      }
    } catch (IOException e) {
      throw new GridImportException(file + " cannot be unzipped: " + e.getMessage(), e);
    }
  }

  private byte[] bounded(InputStream zip) throws IOException {
    byte[] content = zip.readNBytes(Math.toIntExact(MAX_BYTES - total + 1));
    total += content.length;
    if (total > MAX_BYTES) {
      throw new GridImportException(
          "%s holds more than %d bytes; cut the grid into smaller ones".formatted(file, MAX_BYTES));
    }
    return content;
  }

  private void put(String name, byte[] content) {
    if (isXml(name) && !isPlainXml(content)) {
      throw new GridImportException(
          "%s: %s has a document type or is not in UTF-8; remove <!DOCTYPE ...>, save it in UTF-8"
              .formatted(file, name));
    }
    entries.put(name, content);
    if (entries.size() > MAX_ENTRIES) {
      throw new GridImportException(
          "%s holds more than %d files; zip the grid's alone".formatted(file, MAX_ENTRIES));
    }
  }

  private static boolean isXml(String name) {
    return GridFormat.ofName(name)
        .filter(format -> format == GridFormat.CGMES || format == GridFormat.XIIDM)
        .isPresent();
  }

  /** Whether it is in an encoding like ASCII and declares neither document type nor entities. */
  private static boolean isPlainXml(byte[] content) {
    for (int k = 0; k + 1 < content.length; k++) {
      boolean wide = k < 4 && (content[k] == 0 || content[k] == (byte) 0xFF);
      boolean declares =
          content[k] == '<'
              && content[k + 1] == '!'
              && (startsWith(content, k, "<!DOCTYPE") || startsWith(content, k, "<!ENTITY"));
      if (wide || declares) {
        return false;
      }
    }
    return true;
  }

  private static boolean startsWith(byte[] content, int from, String text) {
    for (int k = 0; k < text.length(); k++) {
      if (from + k >= content.length || content[from + k] != text.charAt(k)) {
        return false;
      }
    }
    return true;
  }

  /**
   * @throws GridImportException if it is none, or if a zip holds several grids
   */
  static GridFormat format(String file, Map<String, byte[]> entries) {
    String first = entries.keySet().iterator().next();
    GridFormat format =
        GridFormat.ofName(first)
            .orElseThrow(
                () ->
                    new GridImportException(
                        "%s: %s is of no format that is read: %s"
                            .formatted(file, first, GridFiles.formats())));
    boolean several = entries.size() > 1;
    if (several
        && !entries.keySet().stream()
            .allMatch(name -> GridFormat.ofName(name).equals(Optional.of(format)))) {
      throw new GridImportException(
          "%s holds files of several formats, %s and others; zip one grid alone"
              .formatted(file, first));
    }
    if (several && format != GridFormat.CGMES) {
      throw new GridImportException(
          "%s holds %d grids; give one of them".formatted(file, entries.size()));
    }
    return format == GridFormat.CGMES && isXiidm(entries.get(first)) ? GridFormat.XIIDM : format;
  }

  private static boolean isXiidm(byte[] xml) {
    return new String(xml, 0, Math.min(xml.length, PROLOGUE_CHARS), StandardCharsets.UTF_8)
        .contains("<iidm:network");
  }
}
