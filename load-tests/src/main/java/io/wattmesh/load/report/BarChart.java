package io.wattmesh.load.report;

import io.wattmesh.cluster.report.PageText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Horizontal bars, each of some parts, as inline SVG. */
final class BarChart {
  private static final int WIDTH = 1160;
  private static final int LEFT = 150;
  private static final int RIGHT = 90;
  private static final int ROW = 22;
  private static final int BAR = 15;

  private record Bar(String label, double[] parts) {}

  private final List<String> names;
  private final String unit;
  private final List<Bar> bars = new ArrayList<>();

  /**
   * @param names of the parts; none if each bar has one
   * @param unit of the values
   */
  BarChart(List<String> names, String unit) {
    this.names = List.copyOf(names);
    this.unit = unit;
  }

  BarChart bar(String label, double... parts) {
    bars.add(new Bar(label, parts.clone()));
    return this;
  }

  String html() {
    if (bars.isEmpty()) {
      return "<p class=\"empty\">Nothing was measured.</p>\n";
    }
    var out = new StringBuilder("<div class=\"chart\"><div class=\"legend\">");
    for (int k = 0; k < names.size(); k++) {
      out.append(Html.swatch(k, names.get(k)));
    }
    out.append("</div>")
        .append(
            String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\">",
                WIDTH,
                ROW * bars.size() + 4));
    double most = bars.stream().mapToDouble(BarChart::sum).max().orElse(0);
    Axis axis = Axis.linear(most);
    for (int row = 0; row < bars.size(); row++) {
      bar(out, bars.get(row), row * ROW + 2, axis);
    }
    return out.append("</svg></div>\n").toString();
  }

  private void bar(StringBuilder out, Bar bar, int top, Axis axis) {
    out.append(
            String.format(
                Locale.ROOT, "<text class=\"end\" x=\"%d\" y=\"%d\">", LEFT - 8, top + BAR - 3))
        .append(PageText.escape(bar.label()))
        .append("</text>");
    double from = 0;
    for (int k = 0; k < bar.parts().length; k++) {
      double x = LEFT + axis.place(from) * (WIDTH - LEFT - RIGHT);
      double width = axis.place(bar.parts()[k]) * (WIDTH - LEFT - RIGHT);
      out.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"fill c%d\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
              k % Html.COLOURS,
              x,
              top,
              width,
              BAR));
      from += bar.parts()[k];
    }
    double end = LEFT + axis.place(from) * (WIDTH - LEFT - RIGHT);
    out.append(
        String.format(
            Locale.ROOT,
            "<text class=\"tick\" x=\"%.1f\" y=\"%d\">%.3f %s</text>",
            end + 6,
            top + BAR - 3,
            sum(bar),
            unit));
  }

  private static double sum(Bar bar) {
    double sum = 0;
    for (double part : bar.parts()) {
      sum += part;
    }
    return sum;
  }
}
