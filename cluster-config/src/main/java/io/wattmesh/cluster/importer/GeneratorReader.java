package io.wattmesh.cluster.importer;

import static java.util.stream.Collectors.toSet;

import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.importer.CostTable;
import io.wattmesh.grid.network.Generator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The generators that are connected, in natural order of their identifiers, with bounds of the file
 * and costs of the table. There is no default cost: a market without a cost for each generator is
 * refused.
 */
final class GeneratorReader {
  /** What IEEE CDF, UCTE and PSS/E files stand in for a bound that they don't have, in MW. */
  private static final double NO_BOUND_MW = 9999;

  private static final int NAMED_AT_MOST = 5;

  private final NodeTable nodes;
  private final Optional<CostTable> costs;
  private final Map<Integer, String> names = new TreeMap<>();
  private final List<Generator> generators = new ArrayList<>();

  /**
   * @param nodes with their numbers
   */
  GeneratorReader(
      com.powsybl.iidm.network.Network network, NodeTable nodes, Optional<CostTable> costs) {
    this.nodes = nodes;
    this.costs = costs;
    List<com.powsybl.iidm.network.Generator> connected =
        network
            .getGeneratorStream()
            .filter(generator -> NodeTable.of(generator.getTerminal()) != null)
            .sorted(
                Comparator.comparing(
                    com.powsybl.iidm.network.Generator::getId, NaturalOrder.INSTANCE))
            .toList();
    requireCosts(connected);
    Set<String> known = network.getGeneratorStream().map(GeneratorReader::id).collect(toSet());
    costs.ifPresent(table -> table.requireKnown(known::contains, nodes::isKnown));
    connected.forEach(this::add);
  }

  List<Generator> generators() {
    return generators;
  }

  /** Identifiers by row. */
  Map<Integer, String> names() {
    return names;
  }

  /** PSS/E pads its identifiers with blanks, which nobody would write into a table. */
  private static String id(com.powsybl.iidm.network.Generator generator) {
    return generator.getId().strip();
  }

  private int bus(com.powsybl.iidm.network.Generator generator) {
    return nodes.number(NodeTable.of(generator.getTerminal()));
  }

  private Optional<CostTable.Row> row(com.powsybl.iidm.network.Generator generator) {
    return costs.flatMap(table -> table.row(id(generator), nodes.ids(bus(generator))));
  }

  private void requireCosts(List<com.powsybl.iidm.network.Generator> connected) {
    if (connected.isEmpty()) {
      throw new GridImportException("no generator is connected, so nothing can be cleared");
    }
    List<com.powsybl.iidm.network.Generator> without =
        connected.stream().filter(generator -> row(generator).isEmpty()).toList();
    if (!without.isEmpty()) {
      String named =
          without.stream()
              .limit(NAMED_AT_MOST)
              .map(g -> id(g) + " (bus " + String.join("+", nodes.ids(bus(g))) + ")")
              .collect(Collectors.joining(", "));
      throw new GridImportException(
          "%d of %d generators have no cost, and the format has none: %s%s; pass a table of costs"
                  .formatted(
                      without.size(),
                      connected.size(),
                      named,
                      without.size() > NAMED_AT_MOST ? ", ..." : "")
              + " (clear: --costs FILE.csv, scenario: grid.costs) with the columns generator or"
              + " bus, c2, c1, c0, see docs/import.md");
    }
  }

  private void add(com.powsybl.iidm.network.Generator generator) {
    CostTable.Row row = row(generator).orElseThrow();
    double minMw = bound(generator, "min_mw", row.minMw(), generator.getMinP());
    double maxMw = bound(generator, "max_mw", row.maxMw(), generator.getMaxP());
    CostCurve curve = row.curve(minMw, maxMw);
    int index = generators.size();
    names.put(index, id(generator));
    generators.add(new Generator(index, bus(generator), curve, true));
  }

  private static double bound(
      com.powsybl.iidm.network.Generator generator,
      String column,
      OptionalDouble given,
      double bound) {
    if (given.isEmpty() && !(Math.abs(bound) < NO_BOUND_MW)) {
      throw new GridImportException(
          "generator %s: the file's bound %s MW stands for none (9999 MW and more); give %s in the"
                  .formatted(generator.getId(), bound, column)
              + " table of costs");
    }
    return given.orElse(bound);
  }
}
