package io.wattmesh.cluster.importer;

import com.powsybl.iidm.network.Branch;
import com.powsybl.iidm.network.FlowsLimitsHolder;
import com.powsybl.iidm.network.LoadingLimits;
import com.powsybl.iidm.network.OperationalLimitsGroup;
import com.powsybl.iidm.network.Terminal;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The flow limit of a branch in MW: the least of the permanent limits of its ends.
 *
 * <p>A limit of active power counts as it is; one of apparent power as if no reactive power flowed
 * (1 MVA = 1 MW); one of current at nominal voltage, sqrt(3) U I. Of several sets of limits the
 * selected one counts, and if none is selected all of them. Temporary limits don't count.
 */
final class PermanentLimit {
  private static final double WATTS_PER_VOLTAMPERE_THREE_PHASE = Math.sqrt(3);
  private static final double KILO = 1000;

  private PermanentLimit() {}

  static double ofBranchMw(Branch<?> branch) {
    return Math.min(
        sideMw(
            branch.getOperationalLimitsGroups1(),
            branch.getSelectedOperationalLimitsGroup1(),
            branch.getTerminal1()),
        sideMw(
            branch.getOperationalLimitsGroups2(),
            branch.getSelectedOperationalLimitsGroup2(),
            branch.getTerminal2()));
  }

  /** Of what has one end in the grid: a leg of a transformer, a line to a boundary. */
  static double ofEndMw(FlowsLimitsHolder holder, Terminal terminal) {
    return sideMw(
        holder.getOperationalLimitsGroups(), holder.getSelectedOperationalLimitsGroup(), terminal);
  }

  private static double sideMw(
      Collection<OperationalLimitsGroup> all,
      Optional<OperationalLimitsGroup> selected,
      Terminal terminal) {
    double nominalKilovolt = terminal.getVoltageLevel().getNominalV();
    Collection<OperationalLimitsGroup> counting =
        selected.<Collection<OperationalLimitsGroup>>map(java.util.List::of).orElse(all);
    return counting.stream()
        .flatMapToDouble(group -> groupMw(group, nominalKilovolt))
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static DoubleStream groupMw(OperationalLimitsGroup group, double nominalKilovolt) {
    DoubleStream powers =
        Stream.of(group.getActivePowerLimits(), group.getApparentPowerLimits())
            .flatMap(Optional::stream)
            .mapToDouble(LoadingLimits::getPermanentLimit);
    DoubleStream currents =
        group.getCurrentLimits().stream()
            .mapToDouble(
                limits ->
                    WATTS_PER_VOLTAMPERE_THREE_PHASE
                        * nominalKilovolt
                        * limits.getPermanentLimit()
                        / KILO);
    return DoubleStream.concat(powers, currents).filter(limit -> !Double.isNaN(limit));
  }
}
