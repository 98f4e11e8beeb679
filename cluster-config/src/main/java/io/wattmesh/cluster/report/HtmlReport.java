package io.wattmesh.cluster.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Renders a run as one self-contained HTML page, to be stored as UTF-8.
 *
 * <p>The page's content security policy names the hashes of its one style and its one script, so
 * nothing else can run in it or be loaded by it, whatever strings the run carries.
 */
public final class HtmlReport {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-zA-Z]+)\\}\\}");

  private HtmlReport() {}

  /** The page of a run; the same data give the same text. */
  public static String render(RunData data) {
    String css = "\n" + resource("report.css");
    String js =
        "\n"
            + resource("report-base.js")
            + resource("report-charts.js")
            + resource("report-traces.js")
            + resource("report-grid.js")
            + resource("report.js");
    Map<String, String> values =
        Map.ofEntries(
            Map.entry("policy", policy(css, js)),
            Map.entry("title", escape(data.title())),
            Map.entry("scenario", escape(data.scenario())),
            Map.entry("seed", Long.toString(data.seed())),
            Map.entry("chainId", escape(data.chainId())),
            Map.entry("banner", data.demoKeys() ? resource("demo-keys.html") : ""),
            Map.entry("facts", facts(data.facts())),
            Map.entry("css", css),
            Map.entry("data", ReportJson.write(data)),
            Map.entry("js", js));
    // One pass over the template: a placeholder inside a value stays text.
    return PLACEHOLDER
        .matcher(resource("report.html"))
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

  private static String facts(Map<String, String> facts) {
    StringBuilder rows = new StringBuilder();
    facts.forEach(
        (label, fact) ->
            rows.append("<div><dt>")
                .append(escape(label))
                .append("</dt><dd>")
                .append(escape(fact))
                .append("</dd></div>\n"));
    return rows.toString();
  }

  private static String policy(String css, String js) {
    return "default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; "
            .formatted(sha256(css), sha256(js))
        + "base-uri 'none'; form-action 'none'";
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  /** Text made safe for HTML content and quoted attributes. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "Resource %s is missing beside %s. Maybe the jar was repacked without resources."
                .formatted(name, HtmlReport.class.getName()));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read resource " + name + ".", e);
    }
  }
}
