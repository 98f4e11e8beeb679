import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks (or, given "write", rewrites) the format of every Java source of the modules. */
class FormatCheck {
  public static void main(String[] args) throws Exception {
    boolean write = args.length > 0 && args[0].equals("write");
    List<Path> sources;
    try (var walk = Files.walk(Path.of("."))) {
      sources =
          walk.filter(p -> p.toString().endsWith(".java"))
              .filter(p -> !p.toString().contains("/target/"))
              .sorted()
              .toList();
    }
    var formatter = new Formatter();
    int wrong = 0;
    for (Path path : sources) {
      String text = Files.readString(path);
      String tidy =
          ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(text), Style.GOOGLE);
      tidy = formatter.formatSource(tidy);
      if (tidy.equals(text)) {
        continue;
      }
      wrong++;
      if (write) {
        Files.writeString(path, tidy);
      } else {
        System.err.println("not formatted: " + path);
      }
    }
    if (wrong > 0 && !write) {
      System.err.println(wrong + " files differ; run: mvn -N -P format validate");
      System.exit(1);
    }
  }
}
