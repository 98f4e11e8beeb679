package io.wattmesh.grid.importer;

import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.BusType;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Generator;
import io.wattmesh.grid.network.Islands;
import io.wattmesh.grid.network.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Reads a MATPOWER case (format version 2) as a DC market network.
 *
 * <p>Columns are those of MATPOWER's caseformat. Loads are fixed at Pd + Gs; reactive data are
 * ignored. Polynomial costs up to the second degree and piecewise-linear costs are read, both
 * convex. Several reference buses are fine in several islands. What would change the market and
 * cannot be held (direct-current lines in service, a user's own constraints, MATLAB code that
 * computes) is refused.
 */
public final class MatpowerReader {
  private static final int MAX_BUS_NUMBER = 999_999_999;
  private static final int BUS_COLUMNS = 13;
  private static final int GENERATOR_COLUMNS = 10;
  private static final int DIRECT_CURRENT_STATUS = 2;

  private final String file;
  private final CaseText text;
  private final OptionalDouble angleLimitDegrees;
  private final Map<Integer, CaseRow> busRows = new HashMap<>();

  private MatpowerReader(String file, CaseText text, OptionalDouble angleLimitDegrees) {
    this.file = file;
    this.text = text;
    this.angleLimitDegrees = angleLimitDegrees;
  }

  /**
   * Reads a case.
   *
   * @param file name of the file, for messages and for the network's name
   * @param text its content
   * @param model which DC linearisation to take
   * @throws CaseFormatException if anything is wrong with it
   */
  public static Network read(String file, String text, DcModel model) {
    return read(file, text, model, OptionalDouble.empty());
  }

  /**
   * Reads a case with other angle limits than its own.
   *
   * @param angleLimitDegrees if present, each branch's end angles may differ by as much either way,
   *     whatever the file says; in (0, 360], where 360 means no limit
   * @throws CaseFormatException if anything is wrong with it
   */
  public static Network read(
      String file, String text, DcModel model, OptionalDouble angleLimitDegrees) {
    return new MatpowerReader(file, new CaseText(file, text), angleLimitDegrees).network(model);
  }

  private Network network(DcModel model) {
    refuseWhatWouldBeLost();
    CaseRow baseRow = text.scalar("baseMVA");
    double base = baseRow.finite(0, "baseMVA");
    if (base <= 0) {
      throw baseRow.refuse("= " + base, "must be positive", "write mpc.baseMVA = 100;");
    }
    List<Bus> buses = buses();
    List<Branch> branches = branches(model, base);
    List<Generator> generators = generators();
    Network network =
        new Network(
            file.replaceFirst(".*/", "").replaceFirst("\\.m$", ""),
            base,
            reference(buses),
            buses,
            branches,
            generators);
    refuseTwoReferencesInOneIsland(network);
    return network;
  }

  private void refuseWhatWouldBeLost() {
    for (CaseRow row : text.optional("dcline")) {
      row.requireColumns(DIRECT_CURRENT_STATUS + 1);
      if (row.finite(DIRECT_CURRENT_STATUS, "br_status") > 0) {
        throw row.refuse(
            "has a line in service",
            "direct-current lines are not supported",
            "set its column 3 to 0 and add its power to Pd (column 3) of its two buses in mpc.bus");
      }
    }
    for (String name : List.of("A", "N")) {
      for (CaseRow row : text.optional(name)) {
        throw row.refuse(
            "has a row",
            "constraints and costs of a user's own are not supported",
            "remove mpc." + name + " if the market shall be cleared without them");
      }
    }
  }

  private List<Bus> buses() {
    List<Bus> buses = new ArrayList<>();
    for (CaseRow row : text.required("bus")) {
      row.requireColumns(BUS_COLUMNS);
      int number = row.whole(0, "bus_i", 1, MAX_BUS_NUMBER);
      CaseRow earlier = busRows.putIfAbsent(number, row);
      if (earlier != null) {
        throw row.refuse(
            "bus_i = " + number,
            "is already the bus of line " + earlier.line(),
            "give each bus its own number");
      }
      BusType type = BusType.ofCode(row.whole(1, "type", 1, 4));
      buses.add(new Bus(number, type, row.finite(2, "Pd"), row.finite(4, "Gs")));
    }
    if (buses.isEmpty()) {
      throw text.refuseAtEnd("mpc.bus", "has no rows", "add at least one bus");
    }
    return buses;
  }

  private int reference(List<Bus> buses) {
    List<Integer> references =
        buses.stream().filter(b -> b.type() == BusType.REFERENCE).map(Bus::number).toList();
    if (references.isEmpty()) {
      throw text.refuseAtEnd("mpc.bus", "has no reference bus", "give one bus type 3 in column 2");
    }
    return references.get(0);
  }

  /** One reference an island only names the angle zero; a second would hold a flow. */
  private void refuseTwoReferencesInOneIsland(Network network) {
    Map<Integer, Integer> islands = Islands.of(network);
    Map<Integer, Integer> references = new HashMap<>();
    for (Bus bus : network.buses()) {
      if (bus.type() == BusType.REFERENCE) {
        Integer other = references.putIfAbsent(islands.get(bus.number()), bus.number());
        if (other != null) {
          throw busRows
              .get(bus.number())
              .refuse(
                  "type = 3 of bus " + bus.number(),
                  "bus " + other + " of the same island is a reference already",
                  "give one of the two type 2, or part the islands");
        }
      }
    }
  }

  private List<Branch> branches(DcModel model, double base) {
    var reader = new BranchRows(model, base, busRows.keySet(), angleLimitDegrees);
    List<Branch> branches = new ArrayList<>();
    for (CaseRow row : text.required("branch")) {
      branches.add(reader.read(row, branches.size()));
    }
    return branches;
  }

  private List<Generator> generators() {
    List<CaseRow> rows = text.required("gen");
    List<CaseRow> costs = text.required("gencost");
    if (costs.size() != rows.size() && costs.size() != 2 * rows.size()) {
      throw text.refuseAtEnd(
          "mpc.gencost with " + costs.size() + " rows",
          "must have one row (or two, with reactive costs) for each of the "
              + rows.size()
              + " generators",
          "add or remove cost rows");
    }
    List<Generator> generators = new ArrayList<>();
    for (int g = 0; g < rows.size(); g++) {
      generators.add(generator(g, rows.get(g), costs.get(g)));
    }
    return generators;
  }

  private Generator generator(int index, CaseRow row, CaseRow cost) {
    row.requireColumns(GENERATOR_COLUMNS);
    int bus = row.whole(0, "bus", 1, MAX_BUS_NUMBER);
    if (!busRows.containsKey(bus)) {
      throw row.refuse("bus = " + bus, "no such bus in mpc.bus", "correct column 1");
    }
    double max = row.finite(8, "Pmax");
    double min = row.finite(9, "Pmin");
    boolean inService = row.finite(7, "status") > 0;
    if (min > max) {
      throw row.refuse(
          "Pmin = " + min + " above Pmax = " + max, "bounds cross", "exchange or correct them");
    }
    return new Generator(
        index, bus, CostRows.read(cost, "generator row " + index, min, max), inService);
  }
}
