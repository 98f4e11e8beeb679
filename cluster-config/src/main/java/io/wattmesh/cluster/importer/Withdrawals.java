package io.wattmesh.cluster.importer;

import com.powsybl.iidm.network.Battery;
import com.powsybl.iidm.network.Bus;
import com.powsybl.iidm.network.DanglingLine;
import com.powsybl.iidm.network.DanglingLineFilter;
import com.powsybl.iidm.network.HvdcConverterStation;
import com.powsybl.iidm.network.HvdcLine;
import com.powsybl.iidm.network.LccConverterStation;
import com.powsybl.iidm.network.Load;
import com.powsybl.iidm.network.Network;
import com.powsybl.iidm.network.ShuntCompensator;
import com.powsybl.iidm.network.Terminal;
import com.powsybl.iidm.network.extensions.HvdcAngleDroopActivePowerControl;
import com.powsybl.iidm.network.util.HvdcUtils;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What buses withdraw whatever the price, in MW: loads, shunt conductances at nominal voltage, and
 * what the market can't steer and takes at its set point: converters of direct-current lines,
 * batteries, flows at boundaries.
 */
final class Withdrawals {
  private final NodeTable nodes;
  private final Map<Integer, Double> demandMw = new HashMap<>();
  private final Map<Integer, Double> shuntMw = new HashMap<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * @param nodes with their numbers
   */
  Withdrawals(Network network, NodeTable nodes) {
    this.nodes = nodes;
    network.getLoadStream().forEach(load -> add(load, load.getP0()));
    network.getShuntCompensatorStream().forEach(this::addShunt);
    network.getBatteryStream().forEach(this::addBattery);
    network.getHvdcLineStream().forEach(this::addDirectCurrentLine);
    network.getDanglingLineStream(DanglingLineFilter.UNPAIRED).forEach(this::addBoundary);
    for (Bus bus : network.getBusView().getBuses()) {
      double fictitious = bus.getFictitiousP0();
      if (fictitious != 0 && !Double.isNaN(fictitious)) {
        add(nodes.number(NodeTable.key(bus)), fictitious, "bus " + bus.getId());
      }
    }
  }

  double demandMw(int bus) {
    return demandMw.getOrDefault(bus, 0.0);
  }

  double shuntMw(int bus) {
    return shuntMw.getOrDefault(bus, 0.0);
  }

  List<String> notes() {
    return notes;
  }

  private void add(Load load, double megawatts) {
    add(load.getTerminal(), megawatts, "load " + load.getId());
  }

  private void add(Terminal terminal, double megawatts, String what) {
    String node = NodeTable.of(terminal);
    if (node != null) {
      add(nodes.number(node), megawatts, what);
    }
  }

  private void add(int bus, double megawatts, String what) {
    if (!Double.isFinite(megawatts)) {
      throw new GridImportException(
          "%s: %s MW: what is withdrawn must be known; give it a set point (of CGMES: add the SSH)"
              .formatted(what, megawatts));
    }
    demandMw.merge(bus, megawatts, Double::sum);
  }

  private void addShunt(ShuntCompensator shunt) {
    String node = NodeTable.of(shunt.getTerminal());
    double nominal = shunt.getTerminal().getVoltageLevel().getNominalV();
    double drawn = shunt.getG() * nominal * nominal;
    if (node != null && drawn != 0 && Double.isFinite(drawn)) {
      shuntMw.merge(nodes.number(node), drawn, Double::sum);
    }
  }

  private void addBattery(Battery battery) {
    add(battery.getTerminal(), -battery.getTargetP(), "battery " + battery.getId());
    notes.add(
        "battery %s is held at its set point of %s MW"
            .formatted(battery.getId(), battery.getTargetP()));
  }

  private void addDirectCurrentLine(HvdcLine line) {
    double first = station(line.getConverterStation1());
    double second = station(line.getConverterStation2());
    HvdcAngleDroopActivePowerControl droop =
        line.getExtension(HvdcAngleDroopActivePowerControl.class);
    notes.add(
        "direct-current line %s is held at its set point: %s MW withdrawn at %s, %s MW at %s%s"
            .formatted(
                line.getId(),
                first,
                line.getConverterStation1().getId(),
                second,
                line.getConverterStation2().getId(),
                droop != null && droop.isEnabled() ? "; its angle droop is left out" : ""));
  }

  /** Adds and returns what a converter withdraws in MW. */
  private double station(HvdcConverterStation<?> station) {
    double target = HvdcUtils.getConverterStationTargetP(station);
    // PowSyBl counts what line-commutated converters withdraw, and what others inject.
    double withdrawn = station instanceof LccConverterStation ? target : -target;
    add(station.getTerminal(), withdrawn, "converter " + station.getId());
    return NodeTable.of(station.getTerminal()) == null ? 0 : withdrawn;
  }

  private void addBoundary(DanglingLine line) {
    if (NodeTable.of(line.getTerminal()) == null) {
      return;
    }
    DanglingLine.Generation generation = line.getGeneration();
    double injected = generation == null ? 0 : generation.getTargetP();
    double withdrawn = line.getP0() - injected;
    add(nodes.number(NodeTable.pointKey(line.getId())), withdrawn, "boundary line " + line.getId());
    notes.add(
        "boundary line %s ends at a bus of its own, where %s MW leave the grid"
            .formatted(line.getId(), withdrawn));
  }
}
