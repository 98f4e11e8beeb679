package io.wattmesh.cluster.report;

import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The energy of small devices apart from that of the grid's large participants, beside which a
 * chart would not show it.
 *
 * @param types types of devices
 * @param leftOut types of large participants in the run
 * @param injectedMwh energy that devices fed in over the run, in MWh
 * @param withdrawnMwh energy that devices took over the run, in MWh
 * @param allInjectedMwh energy that all types fed in over the run, in MWh
 * @param allWithdrawnMwh energy that all types took over the run, in MWh
 */
record DeviceEnergy(
    SortedSet<String> types,
    SortedSet<String> leftOut,
    double injectedMwh,
    double withdrawnMwh,
    double allInjectedMwh,
    double allWithdrawnMwh) {
  private static final Set<String> LARGE = Set.of("bulk-load", "fixed-curve", "generator");

  /** Sums the finite energies of a run. */
  static DeviceEnergy of(RunData data) {
    SortedSet<String> types = new TreeSet<>();
    SortedSet<String> leftOut = new TreeSet<>();
    double injected = 0;
    double withdrawn = 0;
    double allInjected = 0;
    double allWithdrawn = 0;
    for (IntervalData interval : data.intervals()) {
      for (Map.Entry<String, EnergyByType> entry : interval.byType().entrySet()) {
        double in = finite(entry.getValue().injectedMwh());
        double out = finite(entry.getValue().withdrawnMwh());
        allInjected += in;
        allWithdrawn += out;
        if (LARGE.contains(entry.getKey())) {
          leftOut.add(entry.getKey());
        } else {
          types.add(entry.getKey());
          injected += in;
          withdrawn += out;
        }
      }
    }
    return new DeviceEnergy(types, leftOut, injected, withdrawn, allInjected, allWithdrawn);
  }

  /** Whether a run has both, so that a chart of devices alone shows something new. */
  boolean worthShowing() {
    return !types.isEmpty() && !leftOut.isEmpty();
  }

  private static double finite(double energy) {
    return Double.isFinite(energy) ? energy : 0;
  }
}
