package io.wattmesh.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.proto.crypto.MessageType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of formats, the verifier among the documents and the code allow the same lengths. */
class MessageLimitsTest {
  private static final Path DOCS = Path.of("..", "cluster-config", "docs");
  private static final Pattern ROW =
      Pattern.compile("\\| `([A-Z_]+)` \\| (\\d+) \\| \\w+ \\| (.+) \\|");
  private static final Pattern PYTHON_LINE = Pattern.compile("(?m)^MAX_PAYLOAD \\|?= \\{(.*)}$");
  private static final Pattern PYTHON_ENTRY = Pattern.compile("(\\d+): ([^,]+)");
  private static final Pattern TERM = Pattern.compile("(\\d+) ?(KiB|MiB|<< 10|<< 20)?");

  private static long bytes(String words) {
    long sum = 0;
    for (String term : words.replaceAll("[()]", "").split(" \\+ ", -1)) {
      Matcher number = TERM.matcher(term.strip());
      assertThat(number.matches()).as(words).isTrue();
      String unit = number.group(2) == null ? "" : number.group(2);
      int shift = unit.equals("KiB") || unit.endsWith("10") ? 10 : unit.isEmpty() ? 0 : 20;
      sum += Long.parseLong(number.group(1)) << shift;
    }
    return sum;
  }

  private static Map<Integer, Long> ofTheCode() {
    return Arrays.stream(MessageType.values())
        .collect(Collectors.toMap(MessageType::code, type -> (long) type.maxPayloadBytes()));
  }

  @Test
  void the_page_of_formats_has_them() throws IOException {
    var stated = new TreeMap<Integer, Long>();
    Matcher rows = ROW.matcher(Files.readString(DOCS.resolve("formats.md")));
    while (rows.find()) {
      int code = Integer.parseInt(rows.group(2));
      assertThat(MessageType.valueOf(rows.group(1)).code()).isEqualTo(code);
      stated.put(code, bytes(rows.group(3)));
    }
    assertThat(stated).containsExactlyInAnyOrderEntriesOf(ofTheCode());
  }

  @Test
  void the_independent_verifier_has_them() throws IOException {
    var allowed = new TreeMap<Integer, Long>();
    Matcher lines =
        PYTHON_LINE.matcher(Files.readString(DOCS.resolve("examples/verify_export.py")));
    while (lines.find()) {
      Matcher entries = PYTHON_ENTRY.matcher(lines.group(1));
      while (entries.find()) {
        allowed.put(Integer.parseInt(entries.group(1)), bytes(entries.group(2)));
      }
    }
    assertThat(allowed).containsExactlyInAnyOrderEntriesOf(ofTheCode());
  }
}
