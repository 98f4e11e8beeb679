package io.wattmesh.load.plan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What each stage costs of processor time, fitted to measured points: a {@link Law} a stage over
 * its units, and what collection and compilation add over all others' seconds.
 */
final class CostModel {
  private final List<Point> points;
  private final Map<Stage, Law> laws = new EnumMap<>(Stage.class);
  private final Law busy;

  private CostModel(List<Point> points) {
    this.points = List.copyOf(points);
    for (Stage stage : Stage.values()) {
      List<Law.Sample> samples =
          points.stream()
              .map(point -> new Law.Sample(units(stage, point), point.cpuSeconds().get(stage)))
              .toList();
      laws.put(stage, Law.fit(samples));
    }
    var phases = new ArrayList<Law.Sample>();
    for (Point point : points) {
      Scale scale = point.scale();
      phases.add(new Law.Sample(booksSeconds(scale), point.booksCpuSeconds()));
      phases.add(new Law.Sample(settlementSeconds(scale), point.settlementCpuSeconds()));
    }
    busy = Law.fit(phases);
  }

  /** CPU seconds of the stages that books need after the gate, without collection. */
  double booksSeconds(Scale scale) {
    return law(Stage.EXECUTION).seconds(Stage.EXECUTION.units(scale))
        + forSignatures(scale, scale.bids());
  }

  /** CPU seconds of the stages from readings to payments, without collection. */
  double settlementSeconds(Scale scale) {
    return law(Stage.READINGS).seconds(Stage.READINGS.units(scale))
        + law(Stage.SETTLEMENT).seconds(Stage.SETTLEMENT.units(scale))
        + forSignatures(scale, scale.devices());
  }

  /** Checking, ordering and carrying so many; half of what does not grow is each half's. */
  private double forSignatures(Scale scale, double signatures) {
    double each = law(Stage.CHECKS).eachSeconds() + law(Stage.CONSENSUS).eachSeconds();
    double fixed = law(Stage.CONSENSUS).fixedSeconds() + law(Stage.NODE).fixedSeconds();
    return signatures * (scale.validators() * each + law(Stage.NODE).eachSeconds()) + fixed / 2;
  }

  /**
   * What the process used in these two phases as a function of what their stages need: collection
   * and compilation are not spread evenly over a run.
   */
  Law busy() {
    return busy;
  }

  /**
   * @throws IllegalArgumentException if there is no point
   */
  static CostModel fit(List<Point> points) {
    if (points.isEmpty()) {
      throw new IllegalArgumentException("A model needs a measured run; give at least one.");
    }
    return new CostModel(points);
  }

  private static double units(Stage stage, Point point) {
    return stage == Stage.MACHINE
        ? point.totalCpuSeconds() - point.cpuSeconds().get(stage)
        : stage.units(point.scale());
  }

  List<Point> points() {
    return points;
  }

  Law law(Stage stage) {
    return laws.get(stage);
  }

  /** CPU seconds of an interval by stage. */
  Map<Stage, Double> seconds(Scale scale) {
    var seconds = new EnumMap<Stage, Double>(Stage.class);
    double sum = 0;
    for (Stage stage : Stage.values()) {
      if (stage != Stage.MACHINE) {
        double one = laws.get(stage).seconds(stage.units(scale));
        seconds.put(stage, one);
        sum += one;
      }
    }
    seconds.put(Stage.MACHINE, laws.get(Stage.MACHINE).seconds(sum));
    return seconds;
  }

  double totalSeconds(Scale scale) {
    return seconds(scale).values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** By how much collection and compilation lengthen all else, for whom runs without end. */
  double overhead() {
    return laws.get(Stage.MACHINE).eachSeconds();
  }

  /** The model without one of its points, which is then predicted; empty if there is only one. */
  List<CostModel> without(Point left) {
    List<Point> others = points.stream().filter(point -> !point.equals(left)).toList();
    return others.isEmpty() ? List.of() : List.of(new CostModel(others));
  }

  /** Each stage's formula. */
  Map<String, Object> formulas() {
    var formulas = new LinkedHashMap<String, Object>();
    for (Stage stage : Stage.values()) {
      Law law = laws.get(stage);
      formulas.put(
          stage.key(),
          String.format(
              Locale.ROOT,
              stage == Stage.MACHINE ? "%.3g s + %.3g x (%s)" : "%.3g s + %.4g us x (%s)",
              law.fixedSeconds(),
              stage == Stage.MACHINE ? law.eachSeconds() : 1e6 * law.eachSeconds(),
              stage.unit()));
    }
    formulas.put(
        "booksAndSettlement",
        String.format(
            Locale.ROOT,
            "%.3g s + %.3g x (CPU seconds of their stages)",
            busy.fixedSeconds(),
            busy.eachSeconds()));
    return formulas;
  }

  /** Measured beside model, each point. */
  List<Map<String, Object>> fits() {
    var fits = new ArrayList<Map<String, Object>>();
    for (Point point : points) {
      Map<Stage, Double> model = seconds(point.scale());
      var stages = new LinkedHashMap<String, Object>();
      model.forEach(
          (stage, seconds) -> stages.put(stage.key(), fit(point.cpuSeconds().get(stage), seconds)));
      var fit = new LinkedHashMap<String, Object>();
      fit.put("source", point.source());
      fit.put("devices", point.scale().devices());
      fit.put("loadAverage", Figures.rounded(point.loadAverage()));
      fit.put("total", fit(point.totalCpuSeconds(), totalSeconds(point.scale())));
      for (CostModel other : without(point)) {
        fit.put(
            "totalWithoutThisPoint",
            fit(point.totalCpuSeconds(), other.totalSeconds(point.scale())));
      }
      fit.put("stages", stages);
      fits.add(fit);
    }
    return fits;
  }

  static Map<String, Object> fit(double measured, double model) {
    var fit = new LinkedHashMap<String, Object>();
    fit.put("measured", Figures.rounded(measured));
    fit.put("model", Figures.rounded(model));
    if (measured > 0) {
      fit.put("percent", Math.round(10 * Figures.percent(model, measured)) / 10.0);
    }
    return fit;
  }
}
