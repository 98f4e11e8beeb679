package io.wattmesh.agents.scenario;

import io.wattmesh.agents.device.ThermalGenerator;
import java.util.List;

/** A case of five buses for plans, in place of a grid. */
final class SmallCase {
  static final List<CaseBus> BUSES =
      List.of(
          new CaseBus(1, 0),
          new CaseBus(2, 300),
          new CaseBus(3, 100),
          new CaseBus(4, 50),
          new CaseBus(7, -20));

  static final List<CaseGenerator> GENERATORS =
      List.of(
          new CaseGenerator(0, 1, 0, 400, ThermalGenerator.offerAtCost(0, 400, 0.01, 20)),
          new CaseGenerator(1, 2, 0, 0, ThermalGenerator.offerAtCost(0, 0, 0, 0)),
          new CaseGenerator(2, 3, 10, 200, ThermalGenerator.offerAtCost(10, 200, 0.02, 25)),
          new CaseGenerator(3, 4, -30, 0, ThermalGenerator.offerAtCost(-30, 0, 0, 15)));

  private SmallCase() {}
}
