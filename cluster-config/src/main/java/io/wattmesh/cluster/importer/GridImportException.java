package io.wattmesh.cluster.importer;

/** A grid file that cannot be taken; the message is one line: file, what, rule, remedy. */
public final class GridImportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GridImportException(String message) {
    super(oneLine(message));
  }

  GridImportException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ").strip();
  }
}
