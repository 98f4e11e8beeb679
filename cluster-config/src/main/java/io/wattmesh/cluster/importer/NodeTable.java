package io.wattmesh.cluster.importer;

import com.powsybl.iidm.network.Bus;
import com.powsybl.iidm.network.Network;
import com.powsybl.iidm.network.Terminal;
import com.powsybl.iidm.network.TopologyKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The buses of a grid and their numbers, from 1.
 *
 * <p>A bus is one of PowSyBl's bus view: what closed switches join. It goes by the identifiers that
 * the file has for its parts. Numbers follow the natural order of these; the star points of
 * three-winding transformers and the far ends of boundary lines come after. What jumpers join gets
 * one number.
 */
final class NodeTable {
  /** Grid buses are numbered before the points that are made for equipment. */
  private final Map<String, Set<String>> idsByKey = new LinkedHashMap<>();

  private final Map<String, String> parent = new LinkedHashMap<>();
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final SortedMap<Integer, Set<String>> idsByNumber = new TreeMap<>();

  NodeTable(Network network) {
    record Named(String key, Set<String> ids) {}
    List<Named> buses = new ArrayList<>();
    network.getBusView().getBusStream().forEach(bus -> buses.add(new Named(key(bus), ids(bus))));
    buses.sort(
        (a, b) ->
            NaturalOrder.INSTANCE.compare(a.ids().iterator().next(), b.ids().iterator().next()));
    buses.forEach(bus -> add(bus.key(), bus.ids()));
  }

  /** The key of a bus of PowSyBl's bus view. */
  static String key(Bus bus) {
    return "bus " + bus.getId();
  }

  /** The key of a point that was made for equipment. */
  static String pointKey(String equipment) {
    return "point " + equipment;
  }

  private static Set<String> ids(Bus bus) {
    var ids = new TreeSet<String>(NaturalOrder.INSTANCE);
    if (bus.getVoltageLevel().getTopologyKind() == TopologyKind.BUS_BREAKER) {
      bus.getVoltageLevel()
          .getBusBreakerView()
          .getBusStreamFromBusViewBusId(bus.getId())
          .forEach(part -> ids.add(part.getId().strip()));
    }
    if (ids.isEmpty()) {
      ids.add(bus.getId().strip());
    }
    return ids;
  }

  private String add(String key, Set<String> ids) {
    idsByKey.put(key, ids);
    parent.put(key, key);
    return key;
  }

  /** A point of its own for equipment that needs one: a star point, a boundary. */
  String addPoint(String equipment) {
    return add(pointKey(equipment), Set.of(equipment));
  }

  /** The key of the bus that a terminal is connected to; null if it is open. */
  static String of(Terminal terminal) {
    Bus bus = terminal.getBusView().getBus();
    return bus == null ? null : key(bus);
  }

  void join(String one, String other) {
    String a = root(one);
    String b = root(other);
    if (!a.equals(b)) {
      parent.put(b, a);
    }
  }

  private String root(String key) {
    String top = key;
    while (!parent.get(top).equals(top)) {
      top = parent.get(top);
    }
    return top;
  }

  /** Gives the numbers; afterwards nothing may be added or joined. */
  void number() {
    Map<String, Integer> byRoot = new LinkedHashMap<>();
    idsByKey.forEach(
        (key, ids) -> {
          int number = byRoot.computeIfAbsent(root(key), any -> byRoot.size() + 1);
          numbers.put(key, number);
          idsByNumber
              .computeIfAbsent(number, any -> new TreeSet<>(NaturalOrder.INSTANCE))
              .addAll(ids);
        });
  }

  int number(String key) {
    return numbers.get(key);
  }

  /** All identifiers that a bus goes by. */
  Set<String> ids(int number) {
    return idsByNumber.get(number);
  }

  boolean isKnown(String id) {
    return idsByNumber.values().stream().anyMatch(ids -> ids.contains(id));
  }

  /** Identifiers by number; of a bus with several, joined by a plus sign. */
  Map<Integer, String> labels() {
    return idsByNumber.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.join("+", entry.getValue())));
  }
}
