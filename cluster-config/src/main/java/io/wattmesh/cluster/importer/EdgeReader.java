package io.wattmesh.cluster.importer;

import com.powsybl.iidm.network.Branch;
import com.powsybl.iidm.network.DanglingLine;
import com.powsybl.iidm.network.DanglingLineFilter;
import com.powsybl.iidm.network.LineCharacteristics;
import com.powsybl.iidm.network.Network;
import com.powsybl.iidm.network.Terminal;
import com.powsybl.iidm.network.ThreeWindingsTransformer;
import com.powsybl.iidm.network.TwoWindingsTransformer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds what carries flow: lines, tie lines, transformers (three windings meet in a star point) and
 * boundary lines (with a bus of their own at the far end). What is open at an end carries nothing
 * and is left out.
 */
final class EdgeReader {
  private final NodeTable nodes;
  private final List<Edge> edges = new ArrayList<>();
  private int open;

  EdgeReader(Network network, NodeTable nodes) {
    this.nodes = nodes;
    network.getLineStream().forEach(line -> addLine(line, line));
    network.getTieLineStream().forEach(line -> addLine(line, line));
    network.getTwoWindingsTransformerStream().forEach(this::addTransformer);
    network
        .getThreeWindingsTransformerStream()
        .sorted(Comparator.comparing(ThreeWindingsTransformer::getId, NaturalOrder.INSTANCE))
        .forEach(this::addStar);
    network
        .getDanglingLineStream(DanglingLineFilter.UNPAIRED)
        .sorted(Comparator.comparing(DanglingLine::getId, NaturalOrder.INSTANCE))
        .forEach(this::addBoundary);
    edges.sort(Comparator.comparing(Edge::id, NaturalOrder.INSTANCE));
  }

  /** In natural order of their identifiers. */
  List<Edge> edges() {
    return edges;
  }

  /** How many are left out because an end is open. */
  int open() {
    return open;
  }

  private static double kilovolt(Terminal terminal) {
    return terminal.getVoltageLevel().getNominalV();
  }

  /** The two ends' nodes; null, and counted, if one is open. */
  private String[] ends(Branch<?> branch) {
    String from = NodeTable.of(branch.getTerminal1());
    String to = NodeTable.of(branch.getTerminal2());
    if (from == null || to == null) {
      open++;
      return null;
    }
    return new String[] {from, to};
  }

  private static double[] kilovolts(Branch<?> branch) {
    return new double[] {kilovolt(branch.getTerminal1()), kilovolt(branch.getTerminal2())};
  }

  private void addLine(Branch<?> line, LineCharacteristics values) {
    String[] ends = ends(line);
    if (ends != null && !ends[0].equals(ends[1])) {
      double[] ohm = {values.getR(), values.getX()};
      edges.add(
          Edge.line(line.getId(), ends, ohm, kilovolts(line), PermanentLimit.ofBranchMw(line)));
    }
  }

  private void addTransformer(TwoWindingsTransformer transformer) {
    String[] ends = ends(transformer);
    if (ends != null && !ends[0].equals(ends[1])) {
      edges.add(
          Edge.winding(
              transformer.getId(),
              ends,
              new double[] {transformer.getR(), transformer.getX()},
              kilovolts(transformer),
              transformer.getRatedU2() / transformer.getRatedU1(),
              transformer.getRatioTapChanger(),
              transformer.getPhaseTapChanger(),
              PermanentLimit.ofBranchMw(transformer)));
    }
  }

  private void addStar(ThreeWindingsTransformer transformer) {
    String star = null;
    for (ThreeWindingsTransformer.Leg leg : transformer.getLegs()) {
      String bus = NodeTable.of(leg.getTerminal());
      if (bus == null) {
        open++;
        continue;
      }
      star = star == null ? nodes.addPoint(transformer.getId()) : star;
      edges.add(
          Edge.winding(
              transformer.getId() + " leg " + leg.getSide().getNum(),
              new String[] {bus, star},
              new double[] {leg.getR(), leg.getX()},
              new double[] {kilovolt(leg.getTerminal()), transformer.getRatedU0()},
              transformer.getRatedU0() / leg.getRatedU(),
              leg.getRatioTapChanger(),
              leg.getPhaseTapChanger(),
              PermanentLimit.ofEndMw(leg, leg.getTerminal())));
    }
  }

  private void addBoundary(DanglingLine line) {
    String bus = NodeTable.of(line.getTerminal());
    if (bus == null) {
      open++;
      return;
    }
    double nominal = kilovolt(line.getTerminal());
    edges.add(
        Edge.line(
            line.getId(),
            new String[] {bus, nodes.addPoint(line.getId())},
            new double[] {line.getR(), line.getX()},
            new double[] {nominal, nominal},
            PermanentLimit.ofEndMw(line, line.getTerminal())));
  }
}
