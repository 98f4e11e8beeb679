package io.wattmesh.cluster.cli;

import java.io.Console;
import java.util.Optional;

/** A line on stderr that is overwritten; nothing where there is no terminal, or in CI. */
final class Progress {
  private final boolean shown;

  Progress() {
    shown =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
            && System.getenv("CI") == null;
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
