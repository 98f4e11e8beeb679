package io.wattmesh.cluster.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One call of the command line within this process: what it ended with and what it wrote. */
public record Cli(int code, String out, String err) {
  /** Runs a command with its output caught. */
  public static Cli run(Object... args) {
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int code;
    try (var toOut = new PrintStream(out, true, StandardCharsets.UTF_8);
        var toErr = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      System.setOut(toOut);
      System.setErr(toErr);
      code = Wattmesh.execute(java.util.Arrays.stream(args).map(Cli::text).toArray(String[]::new));
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
    }
    return new Cli(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static String text(Object arg) {
    return arg instanceof Path path ? path.toString() : String.valueOf(arg);
  }
}
