package io.wattmesh.load.report;

import static io.wattmesh.cluster.report.PageText.escape;

import java.util.List;

/** Pieces of the page that are this report's own. */
final class Html {
  /** As many as the page's style has. */
  static final int COLOURS = 8;

  private Html() {}

  /** One entry of a legend. */
  static String swatch(int colour, String name) {
    return "<span><svg width=\"12\" height=\"12\" aria-hidden=\"true\"><rect class=\"fill c"
        + colour % COLOURS
        + "\" width=\"12\" height=\"12\"/></svg>"
        + escape(name)
        + "</span>";
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
}
