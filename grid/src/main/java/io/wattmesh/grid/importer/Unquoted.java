package io.wattmesh.grid.importer;

/** Searches code outside of its quoted text. */
final class Unquoted {
  private Unquoted() {}

  /** Where the mark first stands outside of quotes, from a place that is itself outside; or -1. */
  static int indexOf(String code, String mark, int from) {
    char quote = 0;
    for (int k = from; k < code.length(); k++) {
      char c = code.charAt(k);
      if (quote == 0 && code.startsWith(mark, k)) {
        return k;
      }
      if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
    }
    return -1;
  }
}
