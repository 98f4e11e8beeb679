package io.wattmesh.cluster.importer;

import com.powsybl.iidm.network.HvdcLine;
import com.powsybl.iidm.network.Network;
import com.powsybl.iidm.network.TopologyKind;
import com.powsybl.iidm.network.VoltageLevel;

/** Three buses: A and B with a line and a direct-current cable between them, C with neither. */
final class Hybrid {
  private Hybrid() {}

  static Network network() {
    Network network = Network.create("hybrid", "test");
    VoltageLevel a = level(network, "A");
    VoltageLevel b = level(network, "B");
    VoltageLevel c = level(network, "C");
    generator(a, "A");
    load(b, "B", 20);
    load(c, "C", 5);
    load(c, "C", 6);
    a.newBattery()
        .setId("STORE")
        .setBus("A")
        .setConnectableBus("A")
        .setMinP(-10)
        .setMaxP(10)
        .setTargetP(-7)
        .setTargetQ(0)
        .add();
    network
        .newLine()
        .setId("LINE")
        .setBus1("A")
        .setConnectableBus1("A")
        .setVoltageLevel1("VLA")
        .setBus2("B")
        .setConnectableBus2("B")
        .setVoltageLevel2("VLB")
        .setR(1)
        .setX(10)
        .setG1(0)
        .setB1(0)
        .setG2(0)
        .setB2(0)
        .add();
    station(a, "A", 1);
    station(b, "B", 2);
    network
        .newHvdcLine()
        .setId("CABLE")
        .setConverterStationId1("STA")
        .setConverterStationId2("STB")
        .setConvertersMode(HvdcLine.ConvertersMode.SIDE_1_RECTIFIER_SIDE_2_INVERTER)
        .setR(0)
        .setNominalV(320)
        .setMaxP(100)
        .setActivePowerSetpoint(50)
        .add();
    return network;
  }

  private static VoltageLevel level(Network network, String name) {
    VoltageLevel level =
        network
            .newSubstation()
            .setId("S" + name)
            .add()
            .newVoltageLevel()
            .setId("VL" + name)
            .setNominalV(220)
            .setTopologyKind(TopologyKind.BUS_BREAKER)
            .add();
    level.getBusBreakerView().newBus().setId(name).add();
    return level;
  }

  private static void generator(VoltageLevel level, String bus) {
    level
        .newGenerator()
        .setId("G" + bus)
        .setBus(bus)
        .setConnectableBus(bus)
        .setMinP(0)
        .setMaxP(200)
        .setTargetP(80)
        .setTargetV(220)
        .setVoltageRegulatorOn(true)
        .add();
  }

  private static void load(VoltageLevel level, String bus, double megawatts) {
    level
        .newLoad()
        .setId("L" + bus + megawatts)
        .setBus(bus)
        .setConnectableBus(bus)
        .setP0(megawatts)
        .setQ0(0)
        .add();
  }

  private static void station(VoltageLevel level, String bus, float lossPercent) {
    level
        .newVscConverterStation()
        .setId("ST" + bus)
        .setBus(bus)
        .setConnectableBus(bus)
        .setLossFactor(lossPercent)
        .setVoltageRegulatorOn(false)
        .setReactivePowerSetpoint(0)
        .add();
  }
}
