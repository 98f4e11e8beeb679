package io.wattmesh.load.agents;

import io.wattmesh.agents.spi.AgentSetup;
import io.wattmesh.agents.spi.MarketAgentProvider;
import io.wattmesh.agents.spi.MarketAgents;
import io.wattmesh.load.fleet.DeviceFleet;
import io.wattmesh.market.participant.Participation;
import io.wattmesh.market.sealing.SealedIntervals;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * So many participants, each with an agent and a derived key of its own, spread evenly over buses.
 * Round k is interval k: in it each is told the award of the interval before and that the gate of
 * interval k is open, and bids.
 */
final class Crowd {
  static final int BUSES = 100;
  private static final int PRICE_CAP_DOLLARS = 1_000;
  private static final MarketSchedule SCHEDULE =
      new MarketSchedule(0, 60_000, 20_000, 10_000, 20_000);

  private final DeviceFleet fleet;
  private final long seed;
  private final MarketAgentProvider agents;
  private final Map<String, String> config;
  private final Map<Integer, Participation.Terms> terms = new HashMap<>();
  private final SigningContext context =
      new SigningContext(Sha256.of("wattmesh load".getBytes(StandardCharsets.US_ASCII)), 1);

  /**
   * @param agent the name of a kind of agent
   * @throws IllegalArgumentException if there is no such kind, or it can't be made like that
   */
  Crowd(int size, long seed, String agent, Map<String, String> config) {
    this.seed = seed;
    this.fleet = fleet(seed, size);
    this.agents = MarketAgents.find(agent);
    this.config = Map.copyOf(config);
    agents.create(new AgentSetup(fleet.id(0), seed, this.config));
    for (int bus = 1; bus <= BUSES; bus++) {
      terms.put(bus, new Participation.Terms(bus, 1, context, SCHEDULE, SealedIntervals.none()));
    }
  }

  int size() {
    return fleet.size();
  }

  private static DeviceFleet fleet(long seed, int size) {
    int[] buses = IntStream.rangeClosed(1, BUSES).toArray();
    return new DeviceFleet(seed, size, buses, PRICE_CAP_DOLLARS);
  }

  /** As many devices of the load tester's fleet, under the same names. */
  DeviceFleet newFleet() {
    return fleet(seed, size());
  }

  SigningContext context() {
    return context;
  }

  String name(int index) {
    return fleet.id(index).value();
  }

  /**
   * @throws IllegalArgumentException if it is none of these
   */
  int index(ParticipantId id) {
    return fleet
        .index(id)
        .orElseThrow(() -> new IllegalArgumentException("%s is none of these.".formatted(id)));
  }

  Participation participation(ParticipantId id) {
    int index = index(id);
    return new Participation(
        id,
        DemoKeys.signer(seed, id.value()),
        agents.create(new AgentSetup(id, seed + index, config)),
        terms.get(fleet.bus(index)));
  }

  /** A moment at which bids of that interval are taken. */
  static long openMillis(long interval) {
    return SCHEDULE.gateClosureMillis(interval) - 1;
  }
}
