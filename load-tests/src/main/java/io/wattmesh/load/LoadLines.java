package io.wattmesh.load;

import io.wattmesh.load.measure.Second;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/**
 * The line of each second on a terminal; where there is none, or in CI, one of ten, so that a log
 * does not fill up.
 */
final class LoadLines {
  private static final int RARELY = 10;
  private static final int HEADED = 20;
  private static final double MICROS_PER_MILLI = 1e3;

  private final PrintWriter out;
  private final boolean each;
  private int lines;

  LoadLines(PrintWriter out) {
    this.out = out;
    this.each =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
            && System.getenv("CI") == null;
  }

  void note(String text) {
    out.println(text);
    out.flush();
  }

  void show(Second second) {
    if (!each && second.second() % RARELY != RARELY - 1) {
      return;
    }
    if (lines++ % HEADED == 0) {
      out.println(
          "  time interval   asked/s    sent/s     ack/s in flight  refused"
              + "   p50 ms   p99 ms   max ms   lag ms  heap MB");
    }
    out.printf(
        Locale.ROOT,
        "%5ds %7d%s %9d %9d %9d %9d %8d %8.1f %8.1f %8.1f %8.1f %8d%n",
        second.second(),
        second.interval(),
        second.measured() ? " " : "w",
        second.asked(),
        second.sent(),
        second.acknowledged(),
        second.inFlight(),
        second.refused(),
        second.p50Micros() / MICROS_PER_MILLI,
        second.p99Micros() / MICROS_PER_MILLI,
        second.maxMicros() / MICROS_PER_MILLI,
        second.lagMicros() / MICROS_PER_MILLI,
        second.heapBytes() >> 20);
    out.flush();
  }
}
