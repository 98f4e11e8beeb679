package io.wattmesh.cluster.importer;

import io.wattmesh.grid.importer.CostTable;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.BusType;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Generator;
import io.wattmesh.grid.network.Islands;
import io.wattmesh.grid.network.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns PowSyBl's network into the market's; docs/import.md has the rules. */
final class GridConverter {
  private static final double BASE_MVA = 100;

  private final DcModel model;
  private final NodeTable nodes;
  private final List<String> notes = new ArrayList<>();
  private final Map<Integer, String> branchNames = new HashMap<>();

  private GridConverter(com.powsybl.iidm.network.Network source, DcModel model) {
    this.model = model;
    this.nodes = new NodeTable(source);
  }

  /**
   * @param name of the network
   * @param costs needed unless the grid has no generator
   * @throws GridImportException if the market can't hold it
   * @throws io.wattmesh.grid.importer.CaseFormatException if the costs are wrong
   */
  static ImportedGrid convert(
      String name,
      com.powsybl.iidm.network.Network source,
      DcModel model,
      Optional<CostTable> costs) {
    if (source.getDcNodeCount() > 0) {
      throw new GridImportException(
          "the grid has %d nodes of a direct-current network, which the market can't hold; give"
                  .formatted(source.getDcNodeCount())
              + " its direct-current lines as such, or its converters as loads");
    }
    return new GridConverter(source, model).convert(name, source, costs);
  }

  private ImportedGrid convert(
      String name, com.powsybl.iidm.network.Network source, Optional<CostTable> costs) {
    List<Branch> branches = branches(new EdgeReader(source, nodes));
    var withdrawals = new Withdrawals(source, nodes);
    notes.addAll(withdrawals.notes());
    var generators = new GeneratorReader(source, nodes, costs);
    Network network = network(name, withdrawals, branches, generators.generators());
    return new ImportedGrid(
        withoutDeadIslands(network),
        new GridNames(nodes.labels(), generators.names(), branchNames),
        notes);
  }

  private List<Branch> branches(EdgeReader reader) {
    if (reader.open() > 0) {
      notes.add("%d branch ends are open; they carry nothing".formatted(reader.open()));
    }
    for (Edge edge : reader.edges()) {
      if (edge.isJumper()) {
        nodes.join(edge.from(), edge.to());
        notes.add("branch %s has no impedance: it joins its buses".formatted(edge.id()));
      }
    }
    nodes.number();
    List<Branch> branches = new ArrayList<>();
    for (Edge edge : reader.edges()) {
      if (nodes.number(edge.from()) != nodes.number(edge.to())) {
        branchNames.put(branches.size(), edge.id());
        branches.add(edge.branch(branches.size(), model, nodes::number));
      }
    }
    return branches;
  }

  private Network network(
      String name, Withdrawals withdrawals, List<Branch> branches, List<Generator> generators) {
    Set<Integer> generating = new HashSet<>();
    generators.forEach(generator -> generating.add(generator.bus()));
    int reference = generators.getFirst().bus();
    List<Bus> buses = new ArrayList<>();
    for (int number : nodes.labels().keySet().stream().sorted().toList()) {
      BusType other = generating.contains(number) ? BusType.GENERATOR : BusType.LOAD;
      BusType type = number == reference ? BusType.REFERENCE : other;
      buses.add(new Bus(number, type, withdrawals.demandMw(number), withdrawals.shuntMw(number)));
    }
    return new Network(name, BASE_MVA, reference, buses, branches, generators);
  }

  /** Where nothing generates, nothing can be served: such buses are isolated. */
  private Network withoutDeadIslands(Network network) {
    Map<Integer, Integer> islands = Islands.of(network);
    Set<Integer> alive = new HashSet<>();
    network.generators().forEach(generator -> alive.add(islands.get(generator.bus())));
    List<Bus> buses = new ArrayList<>();
    double lostMw = 0;
    int dead = 0;
    for (Bus bus : network.buses()) {
      boolean isAlive = alive.contains(islands.get(bus.number()));
      if (!isAlive) {
        dead++;
        lostMw += bus.fixedWithdrawalMw();
      }
      buses.add(
          isAlive ? bus : new Bus(bus.number(), BusType.ISOLATED, bus.demandMw(), bus.shuntMw()));
    }
    if (dead > 0) {
      notes.add(
          "%d buses are in islands without a generator and left out, with %s MW of load"
              .formatted(dead, lostMw));
    }
    return new Network(
        network.name(),
        network.baseMva(),
        network.referenceBus(),
        buses,
        network.branches(),
        network.generators());
  }
}
