package io.wattmesh.load.clearing;

import io.wattmesh.grid.clearing.central.CentralClearing;
import io.wattmesh.grid.clearing.central.CentralFailure;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Network;
import java.time.Duration;
import java.util.Map;

/** Who solves the whole problem in one place. */
enum CentralSolver {
  /** Dispatch and prices by ojAlgo, as in {@code wattmesh clear --check}. */
  OJALGO("ojAlgo") {
    @Override
    ResultPart solve(Network network, Map<Integer, CostCurve> curves, Duration limit) {
      try {
        return CentralClearing.clear(network, curves, limit);
      } catch (CentralFailure e) {
        throw new NoOptimum(e.getMessage(), e);
      }
    }
  },
  /** One linear or quadratic program by HiGHS; prices are its rows' duals. */
  HIGHS("HiGHS") {
    @Override
    ResultPart solve(Network network, Map<Integer, CostCurve> curves, Duration limit) {
      return new HighsClearing(network, curves).solve(limit);
    }
  };

  /** There is no answer to compare with; it says why. */
  static final class NoOptimum extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoOptimum(String message) {
      super(message);
    }

    NoOptimum(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final String label;

  CentralSolver(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /**
   * @param curves one cost curve a bus
   * @throws NoOptimum if it finds none in time
   */
  abstract ResultPart solve(Network network, Map<Integer, CostCurve> curves, Duration limit);
}
