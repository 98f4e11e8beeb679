package io.wattmesh.cluster.market;

import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.partition.RegionNetwork;
import io.wattmesh.grid.partition.RegionPlan;
import io.wattmesh.grid.rounding.RoundedNetwork;
import io.wattmesh.market.aggregation.BidIntake;
import io.wattmesh.market.aggregation.StandingBids;
import io.wattmesh.market.clearing.ClearingCase;
import io.wattmesh.market.clearing.EarlierClearings;
import io.wattmesh.market.clearing.NoticedPosts;
import io.wattmesh.market.clearing.RegionPost;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.ToAggregator.StandingCurve;
import io.wattmesh.market.sealing.SealedIntervals;
import io.wattmesh.proto.book.NetworkNotice;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The part of a market that clears: a network cut into regions, an aggregator at each bus that has
 * participants, and the keys of both.
 */
public final class ClearingMarket {
  private final Network network;
  private final RoundedNetwork rounded;
  private final RegionPlan plan;
  private final Map<Integer, Integer> regionOf = new HashMap<>();
  private final NavigableMap<Integer, Map<ParticipantId, VerificationKey>> members;
  private final int aggregatorsPerBus;
  private final ClearingParameters parameters;
  private final EarlierClearings earlier = new EarlierClearings();
  private final SealedIntervals sealed = SealedIntervals.none();
  private final Map<Long, NoticedGrid> noticed = new ConcurrentHashMap<>();
  private final MarketKeys keys;

  /** One aggregator at each bus that has participants. */
  public ClearingMarket(
      Network network,
      int regions,
      MarketKeys keys,
      SortedMap<Integer, Map<ParticipantId, VerificationKey>> members,
      ClearingParameters parameters) {
    this(network, regions, keys, members, 1, parameters);
  }

  /**
   * @param members the participants' keys at each bus that has any
   * @param aggregatorsPerBus how many aggregators each of these buses has
   */
  public ClearingMarket(
      Network network,
      int regions,
      MarketKeys keys,
      SortedMap<Integer, Map<ParticipantId, VerificationKey>> members,
      int aggregatorsPerBus,
      ClearingParameters parameters) {
    this.network = network;
    this.rounded = RoundedNetwork.of(network);
    this.plan = RegionPlan.of(rounded.network(), regions);
    this.keys = keys;
    this.members = new TreeMap<>(members);
    this.aggregatorsPerBus = aggregatorsPerBus;
    this.parameters = parameters;
    for (RegionNetwork region : plan.regions()) {
      region.buses().forEach(bus -> regionOf.put(bus, region.region()));
    }
  }

  public Network network() {
    return network;
  }

  public RoundedNetwork rounded() {
    return rounded;
  }

  /** The network of an interval, as this node has heard of it. */
  public RoundedNetwork rounded(long interval) {
    return grid(interval).map(NoticedGrid::rounded).orElse(rounded);
  }

  private Optional<NoticedGrid> grid(long interval) {
    return Optional.ofNullable(noticed.get(interval));
  }

  /** The ledger has a notice on an interval's network; each bus stays with its region. */
  public void noticed(NetworkNotice notice) {
    noticed.computeIfAbsent(
        notice.interval(), any -> NoticedGrid.of(network, rounded, regionOf, notice));
  }

  /** In which intervals bids are sealed, as this node has heard it. */
  public SealedIntervals sealed() {
    return sealed;
  }

  /** What clearings start from, as this node has heard it. */
  public EarlierClearings earlier() {
    return earlier;
  }

  public int regions() {
    return plan.regions().size();
  }

  public int tieLines() {
    return plan.tieLineCount();
  }

  /** The depth of the tree that joins the regions: 1 for a star. */
  public int treeDepth() {
    return plan.depth();
  }

  public int regionOf(int bus) {
    return regionOf.get(bus);
  }

  /** The buses that have an aggregator, in rising order. */
  public List<Integer> aggregatorBuses() {
    return List.copyOf(members.keySet());
  }

  /** How many aggregators each of these buses has. */
  public int aggregatorsPerBus() {
    return aggregatorsPerBus;
  }

  /** All aggregators, by bus and place. */
  public List<AggregatorSeat> seats() {
    var seats = new ArrayList<AggregatorSeat>();
    for (int bus : members.keySet()) {
      seats.addAll(seats(bus));
    }
    return seats;
  }

  /** The aggregators of a bus, by place. */
  public List<AggregatorSeat> seats(int bus) {
    return IntStream.range(0, aggregatorsPerBus)
        .mapToObj(place -> new AggregatorSeat(bus, place))
        .toList();
  }

  /** The name under which an aggregator signs. */
  public ParticipantId aggregator(AggregatorSeat seat) {
    return RoleNames.aggregator(seat);
  }

  public SigningKey aggregatorKey(AggregatorSeat seat) {
    return keys.signingKey(RoleNames.aggregator(seat).value());
  }

  public SigningKey regionKey(int region) {
    return keys.signingKey(RoleNames.region(region).value());
  }

  public BidIntake.Desk desk(AggregatorSeat seat, SigningContext context, MarketSchedule schedule) {
    return new BidIntake.Desk(
        seat.bus(),
        RoleNames.aggregator(seat),
        aggregatorKey(seat),
        context,
        schedule,
        members.get(seat.bus()),
        sealed);
  }

  /** The participants at a bus that has any. */
  public Set<ParticipantId> members(int bus) {
    return members.get(bus).keySet();
  }

  public RegionPost regionPost(int region, SigningContext context) {
    return regionPost(
        region,
        context,
        plan,
        rounded,
        interval ->
            grid(interval)
                .map(
                    grid ->
                        regionPost(
                            region, context, grid.plan(), grid.rounded(), NoticedPosts.NONE)));
  }

  private RegionPost regionPost(
      int region,
      SigningContext context,
      RegionPlan plan,
      RoundedNetwork rounded,
      NoticedPosts noticedPosts) {
    RegionNetwork own = plan.regions().get(region);
    var aggregators = new HashMap<Integer, RegionPost.Signer>();
    own.buses().stream()
        .filter(members::containsKey)
        .forEach(bus -> aggregators.put(bus, signer(new AggregatorSeat(bus, 0))));
    var substitutes = new HashMap<Integer, List<RegionPost.Signer>>();
    for (int bus : aggregators.keySet()) {
      substitutes.put(bus, seats(bus).stream().skip(1).map(this::signer).toList());
    }
    var regions = new HashMap<Integer, RegionPost.Signer>();
    plan.regions()
        .forEach(other -> regions.put(other.region(), signer(RoleNames.region(other.region()))));
    return new RegionPost(
        own,
        plan.root(),
        RoleNames.region(region),
        regionKey(region),
        context,
        regions,
        aggregators,
        parameters,
        rounded,
        earlier,
        substitutes,
        noticedPosts);
  }

  /**
   * An interval's clearing as whoever knows the committed bids sees it.
   *
   * @param standing the committed bids of each bus that has any
   * @param speakers of each bus for which another than its first aggregator speaks, the place of
   *     who does
   */
  public ClearingCase clearingCase(
      long interval,
      Hash booksRoot,
      SigningContext context,
      Map<Integer, List<StandingCurve>> standing,
      Map<Integer, Integer> speakers) {
    var regions = new HashMap<Integer, RegionPost.Signer>();
    plan.regions().forEach(r -> regions.put(r.region(), signer(RoleNames.region(r.region()))));
    var aggregators = new HashMap<Integer, RegionPost.Signer>();
    var curves = new HashMap<Integer, CostCurve>();
    for (int bus : members.keySet()) {
      aggregators.put(bus, signer(new AggregatorSeat(bus, speakers.getOrDefault(bus, 0))));
      curves.put(bus, new StandingBids(standing.getOrDefault(bus, List.of())).costCurve());
    }
    var bids = new ArrayList<BusBids>();
    for (int k = 0; k < rounded.model().buses(); k++) {
      List<StandingCurve> ofBus = standing.getOrDefault(rounded.model().busNumber(k), List.of());
      bids.add(new BusBids(ofBus.stream().map(StandingCurve::curve).toList()));
    }
    return new ClearingCase(
        interval,
        booksRoot,
        grid(interval).map(NoticedGrid::plan).orElse(plan).regions(),
        regions,
        aggregators,
        context,
        parameters,
        rounded(interval),
        earlier.before(interval),
        curves,
        bids);
  }

  private RegionPost.Signer signer(AggregatorSeat seat) {
    return signer(RoleNames.aggregator(seat));
  }

  private RegionPost.Signer signer(ParticipantId id) {
    return new RegionPost.Signer(id, keys.publicKey(id.value()));
  }
}
