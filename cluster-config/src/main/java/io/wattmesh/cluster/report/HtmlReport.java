package io.wattmesh.cluster.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/**
 * Renders a run as one self-contained HTML page, to be stored as UTF-8.
 *
 * <p>The page's content security policy names the hashes of its one style and its one script, so
 * nothing else can run in it or be loaded by it, whatever strings the run carries.
 */
public final class HtmlReport {
  private HtmlReport() {}

  /** The page of a run; the same data give the same text. */
  public static String render(RunData data) {
    String css = "\n" + PageText.houseStyle();
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
            Map.entry("title", PageText.escape(data.title())),
            Map.entry("scenario", PageText.escape(data.scenario())),
            Map.entry("seed", Long.toString(data.seed())),
            Map.entry("chainId", PageText.escape(data.chainId())),
            Map.entry("banner", data.demoKeys() ? resource("demo-keys.html") : ""),
            Map.entry("facts", PageText.facts(data.facts())),
            Map.entry("css", css),
            Map.entry("data", ReportJson.write(data)),
            Map.entry("js", js));
    return PageText.fill(resource("report.html"), values);
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

  private static String resource(String name) {
    return PageText.resource(HtmlReport.class, name);
  }
}
