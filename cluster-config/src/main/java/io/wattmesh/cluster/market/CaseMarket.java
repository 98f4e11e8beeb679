package io.wattmesh.cluster.market;

import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.BusType;
import io.wattmesh.grid.network.Generator;
import io.wattmesh.grid.network.Network;
import io.wattmesh.market.aggregation.BidIntake;
import io.wattmesh.market.clearing.RegionPost;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.directory.MarketDirectory;
import io.wattmesh.market.message.ToAggregator.StandingCurve;
import io.wattmesh.market.metering.MeterCabinet;
import io.wattmesh.market.participant.Participation;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A case as a market of its own: each generator offers its cost curve, each bus's load is fixed. It
 * has no ledger and no prosumers, only aggregators and regions. Prices lie within the value of lost
 * load either way: what can't be served is shed at it, what must run in vain is spilled at minus
 * it.
 */
public final class CaseMarket implements MarketDirectory {
  private static final long SEED = 0;

  /** $/MWh. */
  public static final double DEFAULT_LOST_LOAD_VALUE = 10_000;

  /**
   * A generator's offer, or the load of a bus, which has no row.
   *
   * @param bid as it stands: it reaches zero
   * @param own what the case says
   */
  public record Entry(StandingCurve bid, BidCurve own, int bus, int generatorRow) {
    /** What of a withdrawal that should be served is not, W. */
    public long shedWatts(long awardWatts) {
      return Math.max(0, awardWatts - own.maxWatts());
    }

    /** What of an injection that should run does not, W. */
    public long spilledWatts(long awardWatts) {
      return Math.max(0, own.minWatts() - awardWatts);
    }
  }

  private final ClearingMarket clearing;
  private final SigningContext context;
  private final SortedMap<Integer, List<Entry>> entries;
  private final double lostLoadValue;

  private CaseMarket(
      ClearingMarket clearing,
      SigningContext context,
      SortedMap<Integer, List<Entry>> entries,
      double lostLoadValue) {
    this.clearing = clearing;
    this.context = context;
    this.entries = entries;
    this.lostLoadValue = lostLoadValue;
  }

  /**
   * @param regions into how many regions the network is cut
   */
  public static CaseMarket of(Network network, int regions, ClearingParameters parameters) {
    return of(network, regions, parameters, DEFAULT_LOST_LOAD_VALUE);
  }

  /**
   * @param regions into how many regions the network is cut
   * @param lostLoadValue at which load is shed, $/MWh; generation that must run is spilled at minus
   *     it
   */
  public static CaseMarket of(
      Network network, int regions, ClearingParameters parameters, double lostLoadValue) {
    SortedMap<Integer, List<Entry>> entries = entries(network, BidCurves.micros(lostLoadValue));
    var members = new TreeMap<Integer, Map<ParticipantId, VerificationKey>>();
    VerificationKey key = DemoKeys.derive(SEED, "case").verificationKey();
    entries.forEach(
        (bus, own) ->
            members.put(
                bus,
                own.stream()
                    .collect(Collectors.toMap(entry -> entry.bid().participant(), any -> key))));
    byte[] name = network.name().getBytes(StandardCharsets.UTF_8);
    return new CaseMarket(
        new ClearingMarket(network, regions, MarketKeys.demonstration(SEED), members, parameters),
        new SigningContext(Sha256.labelled("wattmesh/case", name), 1),
        entries,
        lostLoadValue);
  }

  private static SortedMap<Integer, List<Entry>> entries(Network network, long capMicros) {
    var entries = new TreeMap<Integer, List<Entry>>();
    Set<Integer> isolated =
        network.buses().stream()
            .filter(bus -> bus.type() == BusType.ISOLATED)
            .map(Bus::number)
            .collect(Collectors.toSet());
    for (Generator g : network.generators()) {
      if (g.inService() && !isolated.contains(g.bus())) {
        var id = new ParticipantId("gen-%05d".formatted(g.row()));
        BidCurve offer = BidCurves.of(g.curve(), "generator row " + g.row());
        add(entries, id, offer, capMicros, g.bus(), g.row());
      }
    }
    for (Bus bus : network.buses()) {
      long loadWatts = BidCurves.watts(bus.fixedWithdrawalMw());
      if (loadWatts != 0) {
        var id = new ParticipantId("load-" + bus.number());
        add(entries, id, BidCurve.fixed(-loadWatts), capMicros, bus.number(), -1);
      }
    }
    return entries;
  }

  private static void add(
      Map<Integer, List<Entry>> entries,
      ParticipantId id,
      BidCurve own,
      long capMicros,
      int bus,
      int row) {
    var bid = new StandingCurve(id, own.standing(-capMicros, capMicros));
    entries.computeIfAbsent(bus, any -> new ArrayList<>()).add(new Entry(bid, own, bus, row));
  }

  public ClearingMarket clearing() {
    return clearing;
  }

  /** $/MWh. */
  public double lostLoadValue() {
    return lostLoadValue;
  }

  /** The bids of a bus in order of participants. */
  public List<Entry> entries(int bus) {
    return entries.getOrDefault(bus, List.of());
  }

  @Override
  public Participation participation(ParticipantId id) {
    throw new UnsupportedOperationException("A case has no prosumers, so not " + id + ".");
  }

  @Override
  public MeterCabinet.Post meters(int bus) {
    throw new UnsupportedOperationException("A case has no meters, so none at bus " + bus + ".");
  }

  @Override
  public BidIntake.Desk desk(AggregatorSeat seat) {
    return clearing.desk(seat, context, new MarketSchedule(0, 3_600_000, 600_000, 60_000, 60_000));
  }

  @Override
  public RegionPost region(int region) {
    return clearing.regionPost(region, context);
  }

  @Override
  public int regionOf(int bus) {
    return clearing.regionOf(bus);
  }

  /** Where generators' dispatch can be looked up by case row. */
  public Map<Integer, Generator> generatorsByRow() {
    var byRow = new HashMap<Integer, Generator>();
    clearing.network().generators().forEach(g -> byRow.put(g.row(), g));
    return byRow;
  }
}
