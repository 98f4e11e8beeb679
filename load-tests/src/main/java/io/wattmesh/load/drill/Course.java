package io.wattmesh.load.drill;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How one fault went, by what could be seen while it lasted.
 *
 * @param step which of the drill's faults, if it has several
 * @param begunAt from when acknowledged bids are this fault's
 * @param faultAt when it happened
 * @param detectSeconds until others missed the node, or a joining one had a share; empty where
 *     nobody is left to miss anybody, or nobody was to
 * @param recoverySeconds until an interval was cleared with bids that was open when it happened, or
 *     a later one
 * @param wholeSeconds until an interval was cleared with as many bids as any had before the fault
 * @param nextInterval the first interval whose gate opened after that recovery
 * @param aim what was under way when it was to happen, if that is part of the drill
 * @param notes what the drill alone has to say
 */
record Course(
    String step,
    Instant begunAt,
    Instant faultAt,
    OptionalDouble detectSeconds,
    double recoverySeconds,
    OptionalDouble wholeSeconds,
    long nextInterval,
    Optional<Aim> aim,
    Map<String, Object> notes) {
  /**
   * @param interval the one that was to be in the phase
   */
  record Aim(String role, Phase phase, long interval) {}

  /** What of it there is, for people. */
  String line() {
    return "%s: noticed after %s, market again after %.1f s, whole after %s"
        .formatted(
            aim.map(at -> at.role() + " in " + at.phase().key()).orElse(step),
            seconds(detectSeconds),
            recoverySeconds,
            seconds(wholeSeconds));
  }

  private static String seconds(OptionalDouble seconds) {
    return seconds.isPresent() ? "%.1f s".formatted(seconds.getAsDouble()) : "(not looked at)";
  }
}
