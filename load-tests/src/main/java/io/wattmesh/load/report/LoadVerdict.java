package io.wattmesh.load.report;

import io.wattmesh.load.generate.LoadOutcome;
import io.wattmesh.load.measure.Latency;
import io.wattmesh.load.objective.Figures;
import io.wattmesh.load.objective.Objective;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Whether a run's figures may be believed, and whether it met its objectives.
 *
 * @param invalid why its figures say nothing of the market; empty if they may be believed
 * @param objectives what became of each objective
 */
public record LoadVerdict(List<String> invalid, List<Objective.Verdict> objectives) {
  /** An objective was not met. */
  public static final int BREACH = 99;

  /** Somebody ended the run before its time. */
  public static final int INTERRUPTED = 105;

  private static final double LAG_PERCENTILE = 99;

  public LoadVerdict {
    invalid = List.copyOf(invalid);
    objectives = List.copyOf(objectives);
  }

  public static LoadVerdict of(LoadOutcome outcome) {
    var figures =
        new Figures() {
          @Override
          public OptionalDouble latencyMicros(String latency, double percentile) {
            return outcome.latencies().micros(latency, percentile);
          }

          @Override
          public OptionalDouble count(String name) {
            return outcome.counts().of(name);
          }
        };
    return new LoadVerdict(
        invalid(outcome),
        outcome.workload().objectives().stream()
            .map(text -> Objective.parse(text).judge(figures))
            .toList());
  }

  private static List<String> invalid(LoadOutcome outcome) {
    var reasons = new ArrayList<String>();
    OptionalDouble lag = outcome.latencies().micros(Latency.SCHEDULE_LAG.key(), LAG_PERCENTILE);
    double mostMicros = outcome.workload().maxLagMillis() * 1e3;
    if (lag.isPresent() && lag.getAsDouble() > mostMicros) {
      reasons.add(
          ("the generator was late itself: the 99th percentile of its schedule lag is %.0f ms, more"
                  + " than max-lag %d ms; ask less, add workers or processors")
              .formatted(lag.getAsDouble() / 1e3, outcome.workload().maxLagMillis()));
    }
    if (outcome.counts().intended() == 0) {
      reasons.add("no bid of a measured interval was meant to be sent");
    }
    if (outcome.counts().lost() > 0) {
      reasons.add("%d acknowledged bids have no outcome".formatted(outcome.counts().lost()));
    }
    return reasons;
  }

  /** The same, with further reasons not to believe the figures. */
  public LoadVerdict also(List<String> further) {
    var all = new LinkedHashSet<String>(invalid);
    all.addAll(further);
    return new LoadVerdict(List.copyOf(all), objectives);
  }

  public boolean isBreached() {
    return objectives.stream().anyMatch(objective -> !objective.holds());
  }
}
