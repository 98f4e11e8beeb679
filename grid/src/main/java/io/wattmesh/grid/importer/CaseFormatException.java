package io.wattmesh.grid.importer;

/** A case text that cannot be read; the message is one line: file, line, value, rule, remedy. */
public final class CaseFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_VALUE_CHARS = 60;
  private final int line;

  CaseFormatException(String file, int line, String value, String rule, String remedy) {
    super(
        oneLine(file) + ":" + line + ": " + shorten(oneLine(value)) + ": " + rule + "; " + remedy);
    this.line = line;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  private static String shorten(String value) {
    return value.length() <= MAX_VALUE_CHARS ? value : value.substring(0, MAX_VALUE_CHARS) + "...";
  }

  /** The line of the text, from 1. */
  public int line() {
    return line;
  }
}
