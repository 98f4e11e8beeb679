package io.wattmesh.market.clearing;

import static io.wattmesh.market.MarketFixture.CONTEXT;
import static io.wattmesh.market.MarketFixture.curve;
import static io.wattmesh.market.MarketFixture.hash;
import static io.wattmesh.market.MarketFixture.id;
import static io.wattmesh.market.MarketFixture.key;

import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.importer.MatpowerReader;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.BusType;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionPlan;
import io.wattmesh.grid.rounding.RoundedNetwork;
import io.wattmesh.market.aggregation.StandingBids;
import io.wattmesh.market.message.ToAggregator.StandingCurve;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** A network cut into regions, with the standing bids of its buses. */
public final class ClearingFixture {
  public static final Hash BOOKS = hash("frozen books");

  private final RegionPlan plan;
  private final RoundedNetwork rounded;
  private final NavigableMap<Integer, List<StandingCurve>> bids;
  private final ClearingParameters parameters;

  public ClearingFixture(Network network, RegionPlan plan, Map<Integer, List<StandingCurve>> bids) {
    this(plan, RoundedNetwork.of(network), new TreeMap<>(bids), ClearingParameters.DEFAULT);
  }

  private ClearingFixture(
      RegionPlan plan,
      RoundedNetwork rounded,
      NavigableMap<Integer, List<StandingCurve>> bids,
      ClearingParameters parameters) {
    this.plan = plan;
    this.rounded = rounded;
    this.bids = bids;
    this.parameters = parameters;
  }

  /** The same market, cleared with other parameters. */
  public ClearingFixture with(ClearingParameters other) {
    return new ClearingFixture(plan, rounded, bids, other);
  }

  /** The seed's market with the first line limited to 100 MW, a region a bus. */
  public static ClearingFixture seed() {
    Network network =
        new Network(
            "seed",
            100,
            1,
            List.of(
                new Bus(1, BusType.REFERENCE, 0, 0),
                new Bus(2, BusType.LOAD, 0, 0),
                new Bus(3, BusType.LOAD, 0, 0)),
            List.of(
                new Branch(0, 1, 2, 1000, 0, -100, 100, true),
                new Branch(1, 2, 3, 1000, 0, -100, 100, true)),
            List.of());
    return new ClearingFixture(
        network,
        RegionPlan.of(network, Map.of(1, 0, 2, 1, 3, 2)),
        Map.of(
            1, List.of(standing("s1", 0, 5_000_000, 400_000_000, 25_000_000)),
            2, List.of(standing("d2", -200_000_000, 0, 0, 40_000_000)),
            3,
                List.of(
                    standing("d3", -90_000_000, 0, 0, 30_000_000),
                    standing("s3", 0, 8_000_000, 400_000_000, 48_000_000))));
  }

  /** The 30-bus case in regions, with bids that a seed draws. */
  public static ClearingFixture case30(int regions, long bidSeed) {
    Network network = case30();
    return new ClearingFixture(
        network,
        RegionPlan.of(RoundedNetwork.of(network).network(), regions),
        randomBids(network, bidSeed));
  }

  private static Network case30() {
    String name = "/io/wattmesh/grid/cases/pglib_opf_case30_ieee.m";
    try (InputStream in = Network.class.getResourceAsStream(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return MatpowerReader.read("case30.m", text, DcModel.MATPOWER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two elastic consumers at each bus, two sloped offers at every third. */
  private static Map<Integer, List<StandingCurve>> randomBids(Network network, long seed) {
    var random = new Random(seed);
    var bids = new HashMap<Integer, List<StandingCurve>>();
    for (Bus bus : network.buses()) {
      var own = new ArrayList<StandingCurve>();
      for (String name : List.of("a", "b")) {
        long most = 1_000_000L + random.nextInt(9_000_000);
        long least = random.nextInt(400_000);
        long worth = 40_000_000L + random.nextInt(60_000_000);
        own.add(
            standing(
                "load-" + bus.number() + name, -most, random.nextInt(9_000_000), -least, worth));
      }
      if (bus.number() % 3 == 0) {
        for (String name : List.of("a", "b")) {
          long most = 20_000_000L + random.nextInt(40_000_000);
          long price = 5_000_000L + random.nextInt(20_000_000);
          long rise = 1_000_000L + random.nextInt(30_000_000);
          own.add(standing("offer-" + bus.number() + name, 0, price, most, price + rise));
        }
      }
      bids.put(bus.number(), own);
    }
    return bids;
  }

  public static StandingCurve standing(String participant, long... wattsAndMicros) {
    return new StandingCurve(id(participant), curve(wattsAndMicros));
  }

  public RegionPlan plan() {
    return plan;
  }

  public int regions() {
    return plan.regions().size();
  }

  public RoundedNetwork rounded() {
    return rounded;
  }

  public NavigableMap<Integer, List<StandingCurve>> bids() {
    return bids;
  }

  public int regionOf(int bus) {
    return plan.regions().stream()
        .filter(region -> region.buses().contains(bus))
        .findFirst()
        .orElseThrow()
        .region();
  }

  public StandingBids standingAt(int bus) {
    return new StandingBids(bids.getOrDefault(bus, List.of()));
  }

  /** The bids of every bus, as the ledger holds them against a certificate. */
  public List<BusBids> busBids() {
    List<BusBids> all = new ArrayList<>();
    for (int k = 0; k < rounded.model().buses(); k++) {
      List<BidCurve> curves =
          bids.getOrDefault(rounded.model().busNumber(k), List.of()).stream()
              .map(StandingCurve::curve)
              .toList();
      all.add(new BusBids(curves));
    }
    return all;
  }

  public RegionPost post(int region) {
    var regions = new HashMap<Integer, RegionPost.Signer>();
    plan.regions().forEach(r -> regions.put(r.region(), signer("region-" + r.region())));
    var aggregators = new HashMap<Integer, RegionPost.Signer>();
    plan.regions().get(region).buses().stream()
        .filter(bids::containsKey)
        .forEach(bus -> aggregators.put(bus, signer("aggregator-bus-" + bus)));
    return new RegionPost(
        plan.regions().get(region),
        plan.root(),
        id("region-" + region),
        key("region-" + region),
        CONTEXT,
        regions,
        aggregators,
        parameters,
        rounded,
        new EarlierClearings());
  }

  /** The same where each of the region's buses with bids has a second aggregator. */
  public RegionPost postWithSubstitutes(int region) {
    RegionPost post = post(region);
    var substitutes = new HashMap<Integer, List<RegionPost.Signer>>();
    post.aggregators()
        .keySet()
        .forEach(bus -> substitutes.put(bus, List.of(signer("aggregator-bus-" + bus + "-2"))));
    return new RegionPost(
        post.network(),
        post.root(),
        post.id(),
        post.key(),
        post.context(),
        post.regions(),
        post.aggregators(),
        post.parameters(),
        post.publicNetwork(),
        post.earlier(),
        substitutes,
        post.noticed());
  }

  /** The clearing as whoever knows the committed bids sees it. */
  public ClearingCase matter(long interval) {
    var regions = new HashMap<Integer, RegionPost.Signer>();
    plan.regions().forEach(r -> regions.put(r.region(), signer("region-" + r.region())));
    var aggregators = new HashMap<Integer, RegionPost.Signer>();
    bids.keySet().forEach(bus -> aggregators.put(bus, signer("aggregator-bus-" + bus)));
    var curves = new HashMap<Integer, CostCurve>();
    bids.keySet().forEach(bus -> curves.put(bus, standingAt(bus).costCurve()));
    return new ClearingCase(
        interval,
        BOOKS,
        plan.regions(),
        regions,
        aggregators,
        CONTEXT,
        parameters,
        rounded,
        Optional.empty(),
        curves,
        busBids());
  }

  private static RegionPost.Signer signer(String name) {
    return new RegionPost.Signer(id(name), key(name).verificationKey());
  }

  /** The sum of a bus's bids, signed by its aggregator. */
  public SignedEnvelope busCurve(long interval, Hash booksRoot, int bus) {
    return busCurve("aggregator-bus-" + bus, interval, booksRoot, bus);
  }

  /** The same, signed by whomever. */
  public SignedEnvelope busCurve(String aggregator, long interval, Hash booksRoot, int bus) {
    byte[] payload =
        new BusCurveMessage(interval, booksRoot, bus, standingAt(bus).costCurve()).toBytes();
    return CONTEXT.sign(MessageType.BUS_CURVE, aggregator, payload, key(aggregator));
  }
}
