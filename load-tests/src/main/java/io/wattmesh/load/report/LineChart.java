package io.wattmesh.load.report;

import io.wattmesh.cluster.report.PageText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over an axis as inline SVG: no script, no file beside the page. */
final class LineChart {
  private static final int WIDTH = 1160;
  private static final int LEFT = 64;
  private static final int TOP = 16;
  private static final int BOTTOM = 34;

  private record Line(String name, double[] xs, double[] ys) {}

  private record Mark(double x, String label) {}

  private final String title;
  private final String xTitle;
  private final Axis xs;
  private final Axis ys;
  private final int height;
  private final List<Line> lines = new ArrayList<>();
  private final List<Double> rules = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();

  LineChart(String title, String xTitle, Axis xs, Axis ys, int height) {
    this.title = title;
    this.xTitle = xTitle;
    this.xs = xs;
    this.ys = ys;
    this.height = height;
  }

  /** A line; where a value is no number it is broken. */
  LineChart line(String name, double[] at, double[] values) {
    lines.add(new Line(name, at, values));
    return this;
  }

  /** A thin vertical rule. */
  LineChart rule(double at) {
    rules.add(at);
    return this;
  }

  /** Something that happened, as a fault that was made on purpose. */
  LineChart event(double at, String label) {
    marks.add(new Mark(at, label));
    return this;
  }

  String html() {
    var out = new StringBuilder("<div class=\"chart\"><div class=\"legend\"><b>");
    out.append(PageText.escape(title)).append("</b>");
    for (int k = 0; k < lines.size(); k++) {
      out.append(Html.swatch(k, lines.get(k).name()));
    }
    out.append("</div>")
        .append(
            String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
                WIDTH,
                height))
        .append(PageText.escape(title))
        .append("\">");
    axes(out);
    for (double rule : rules) {
      vertical(out, "gate", rule);
    }
    for (int k = 0; k < lines.size(); k++) {
      path(out, lines.get(k), k);
    }
    for (Mark mark : marks) {
      vertical(out, "event", mark.x());
      out.append(
              String.format(
                  Locale.ROOT,
                  "<text class=\"event-label\" x=\"%.1f\" y=\"%d\">",
                  x(mark.x()) + 4,
                  TOP))
          .append(PageText.escape(mark.label()))
          .append("</text>");
    }
    return out.append("</svg></div>\n").toString();
  }

  private void axes(StringBuilder out) {
    for (double tick : ys.ticks()) {
      out.append(
          String.format(
              Locale.ROOT,
              "<line class=\"rule\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text class=\"tick end\" x=\"%d\" y=\"%.1f\">%s</text>",
              LEFT,
              WIDTH,
              y(tick),
              y(tick),
              LEFT - 8,
              y(tick) + 4,
              Axis.label(tick)));
    }
    for (double tick : xs.ticks()) {
      out.append(
          String.format(
              Locale.ROOT,
              "<text class=\"tick middle\" x=\"%.1f\" y=\"%d\">%s</text>",
              x(tick),
              height - BOTTOM + 16,
              Axis.label(tick)));
    }
    out.append(
        String.format(
            Locale.ROOT,
            "<line class=\"base\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>"
                + "<text class=\"axis-title end\" x=\"%d\" y=\"%d\">",
            LEFT,
            WIDTH,
            height - BOTTOM,
            height - BOTTOM,
            WIDTH,
            height - 2));
    out.append(PageText.escape(xTitle)).append("</text>");
  }

  private void vertical(StringBuilder out, String style, double at) {
    out.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
            style,
            x(at),
            x(at),
            TOP,
            height - BOTTOM));
  }

  private void path(StringBuilder out, Line line, int colour) {
    out.append(String.format(Locale.ROOT, "<path class=\"line c%d\" d=\"", colour % Html.COLOURS));
    boolean open = false;
    for (int k = 0; k < line.xs().length; k++) {
      boolean known = !Double.isNaN(line.ys()[k]);
      if (known) {
        out.append(
            String.format(
                Locale.ROOT, "%s%.1f,%.1f", open ? "L" : "M", x(line.xs()[k]), y(line.ys()[k])));
        if (!open) {
          // A point by itself is a line of no length, and is seen by its cap.
          out.append("h0.1");
        }
      }
      open = known;
    }
    out.append("\"/>");
  }

  private double x(double value) {
    return LEFT + xs.place(value) * (WIDTH - LEFT);
  }

  private double y(double value) {
    return height - BOTTOM - ys.place(value) * (height - BOTTOM - TOP);
  }
}
