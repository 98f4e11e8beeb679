package io.wattmesh.load.report;

import io.wattmesh.cluster.report.HtmlReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pieces of a page. */
final class Html {
  /** As many as the page's style has. */
  static final int COLOURS = 8;

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-zA-Z]+)\\}\\}");

  private Html() {}

  /** Text made safe for content and quoted attributes. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** One entry of a legend. */
  static String swatch(int colour, String name) {
    return "<span><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><rect class=\"fill c"
        + colour % COLOURS
        + "\" width=\"12\" height=\"12\"/></svg>"
        + escape(name)
        + "</span>";
  }

  /** Pairs of a definition list. */
  static String facts(Map<String, String> facts) {
    var out = new StringBuilder();
    facts.forEach(
        (label, fact) ->
            out.append("<div><dt>")
                .append(escape(label))
                .append("</dt><dd>")
                .append(escape(fact))
                .append("</dd></div>\n"));
    return out.toString();
  }

  /** A table; cells are text. */
  static String table(List<String> head, List<List<String>> rows) {
    var out = new StringBuilder("<div class=\"wide\"><table><thead><tr>");
    head.forEach(cell -> out.append("<th>").append(escape(cell)).append("</th>"));
    out.append("</tr></thead><tbody>");
    for (List<String> row : rows) {
      out.append("<tr>");
      row.forEach(cell -> out.append("<td>").append(escape(cell)).append("</td>"));
      out.append("</tr>");
    }
    return out.append("</tbody></table></div>\n").toString();
  }

  /** Fills a template in one pass: a placeholder inside a value stays text. */
  static String fill(String template, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(match -> Matcher.quoteReplacement(value(values, match)));
  }

  private static String value(Map<String, String> values, MatchResult match) {
    String value = values.get(match.group(1));
    if (value == null) {
      throw new IllegalStateException(
          "The template asks for %s, which nothing gives.".formatted(match.group()));
    }
    return value;
  }

  /** The style that all of the project's reports share. */
  static String houseStyle() {
    return resource(HtmlReport.class, "report.css");
  }

  static String resource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "Resource %s is missing beside %s.".formatted(name, beside.getName()));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read resource " + name + ".", e);
    }
  }
}
