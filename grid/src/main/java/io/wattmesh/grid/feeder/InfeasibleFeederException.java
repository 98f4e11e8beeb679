package io.wattmesh.grid.feeder;

/** What must be injected or withdrawn below a line whatever the price does not fit its limits. */
public final class InfeasibleFeederException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InfeasibleFeederException(String message) {
    super(message);
  }

  static InfeasibleFeederException of(FeederLine line, double exportMw, double limitMw) {
    return new InfeasibleFeederException(
        ("branch row %d between buses %d and %d must carry %s MW from bus %d whatever the price,"
                + " but its limit in that direction is %s MW; raise the limit, or let more of the"
                + " injections below answer to prices")
            .formatted(
                line.branch().row(),
                line.branch().fromBus(),
                line.branch().toBus(),
                exportMw,
                line.bus(),
                limitMw));
  }

  static InfeasibleFeederException ofIsland(int bus, double minMw, double maxMw) {
    return new InfeasibleFeederException(
        ("bus %d and its feeders inject %s to %s MW whatever the price, but with no other line they"
                + " must inject 0 MW together; let more injections answer to prices")
            .formatted(bus, minMw, maxMw));
  }
}
