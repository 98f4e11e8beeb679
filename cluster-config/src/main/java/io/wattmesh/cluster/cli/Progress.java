package io.wattmesh.cluster.cli;

/** A line on stderr that is overwritten; nothing where there is no terminal, or in CI. */
final class Progress {
  private final boolean shown;

  Progress() {
    shown = System.console().isTerminal() && System.getenv("CI") == null;
  }

  void show(String what) {
    if (shown) {
      System.err.print("\r\033[K" + what);
      System.err.flush();
    }
  }

  void clear() {
    show("");
  }
}
