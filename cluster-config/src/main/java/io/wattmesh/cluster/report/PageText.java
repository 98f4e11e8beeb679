package io.wattmesh.cluster.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a self-contained page is made of: resources, filled templates, and text that is safe. */
public final class PageText {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-zA-Z]+)\\}\\}");

  private PageText() {}

  /** The style that all of the project's reports share. */
  public static String houseStyle() {
    return resource(PageText.class, "report.css");
  }

  /** Text made safe for HTML content and quoted attributes. */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** Pairs of a definition list. */
  public static String facts(Map<String, String> facts) {
    var rows = new StringBuilder();
    facts.forEach(
        (label, fact) ->
            rows.append("<div><dt>")
                .append(escape(label))
                .append("</dt><dd>")
                .append(escape(fact))
                .append("</dd></div>\n"));
    return rows.toString();
  }

  /**
   * Fills a template in one pass: a placeholder inside a value stays text.
   *
   * @throws IllegalStateException if the template asks for what nothing gives
   */
  public static String fill(String template, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(match -> Matcher.quoteReplacement(value(values, match)));
  }

  private static String value(Map<String, String> values, MatchResult match) {
    String value = values.get(match.group(1));
    if (value == null) {
      throw new IllegalStateException(
          "The report's template asks for %s, which nothing gives.".formatted(match.group()));
    }
    return value;
  }

  /** A text that lies beside a class. */
  public static String resource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "Resource %s is missing beside %s. Maybe the jar was repacked without resources."
                .formatted(name, beside.getName()));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read resource " + name + ".", e);
    }
  }
}
