package io.wattmesh.cluster.market;

import io.wattmesh.agents.scenario.AggregatorSpec;
import io.wattmesh.agents.scenario.CaseBus;
import io.wattmesh.agents.scenario.CaseGenerator;
import io.wattmesh.agents.scenario.ParticipantPlan;
import io.wattmesh.agents.scenario.Scenario;
import io.wattmesh.agents.scenario.ScenarioPlan;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Generator;
import io.wattmesh.grid.network.Network;
import io.wattmesh.ledger.genesis.Accountability;
import io.wattmesh.ledger.genesis.AuditArea;
import io.wattmesh.ledger.genesis.ContractFees;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Governance;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.genesis.OmissionTerms;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.genesis.SealedBids;
import io.wattmesh.market.aggregation.BidIntake;
import io.wattmesh.market.clearing.RegionPost;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.directory.MarketDirectory;
import io.wattmesh.market.metering.MeterCabinet;
import io.wattmesh.market.participant.Participation;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A scenario as a running market needs it. Unless it is given others, all keys derive from the
 * scenario's seed and so protect nothing; the genesis says so.
 */
public final class ScenarioMarket implements MarketDirectory {
  private static final long DEVIATION_PARTS_PER_MILLION = 100_000;
  private static final long RESERVE_MICROS = 1_000_000_000_000L;
  private static final int EPOCH = 1;

  private final ScenarioPlan plan;
  private final MarketSchedule schedule;
  private final Map<ParticipantId, ParticipantPlan> participants = new HashMap<>();
  private final Map<Integer, Participation.Terms> terms = new HashMap<>();
  private final MarketKeys keys;
  private final ValidatorRoster validators;
  private final ClearingMarket clearing;
  private final Genesis genesis;
  private final SigningContext context;
  private final PlannedRules rules;

  private ScenarioMarket(
      ScenarioPlan plan,
      Network network,
      MarketSchedule schedule,
      MarketKeys keys,
      List<Identity> others) {
    Scenario scenario = plan.scenario();
    this.keys = keys;
    this.schedule = schedule;
    this.plan = plan;
    // Most of what a market of many takes to begin.
    plan.participants().parallelStream()
        .forEach(participant -> keys.publicKey(participant.id().value()));
    var members = new TreeMap<Integer, Map<ParticipantId, VerificationKey>>();
    for (ParticipantPlan participant : plan.participants()) {
      participants.put(participant.id(), participant);
      members
          .computeIfAbsent(participant.bus(), any -> new HashMap<>())
          .put(participant.id(), keys.publicKey(participant.id().value()));
    }
    for (Identity other : others) {
      members.computeIfAbsent(other.bus(), any -> new HashMap<>()).put(other.id(), other.key());
    }
    this.validators = new ValidatorRoster(scenario, EPOCH, keys);
    this.clearing =
        new ClearingMarket(
            network,
            scenario.grid().regions(),
            keys,
            members,
            scenario.aggregators().perBus(),
            ClearingParameters.DEFAULT);
    this.genesis = makeGenesis(others);
    clearing.sealed().change(0, genesis.parameters().sealing().revealWindowMillis());
    this.context = genesis.signingContext();
    members.keySet().forEach(bus -> terms.put(bus, terms(bus)));
    this.rules =
        new PlannedRules(
            plan.scenario().governance(),
            validators,
            context,
            () -> keys.signingKey(RoleNames.gridOperator().value()),
            clearing.rounded(),
            ScenarioCredit.setAside(scenario.credit(), this));
  }

  private Participation.Terms terms(int bus) {
    return new Participation.Terms(
        bus, clearing.aggregatorsPerBus(), context, schedule, clearing.sealed());
  }

  /** What changes by transactions, beside the validators. */
  public PlannedRules rules() {
    return rules;
  }

  /**
   * @param folder where paths in the scenario begin
   */
  public static ScenarioMarket of(Scenario scenario, Path folder) {
    return of(scenario, folder, schedule(scenario));
  }

  /**
   * @param folder where paths in the scenario begin
   * @param schedule in place of the one that goes with the scenario's intervals
   */
  public static ScenarioMarket of(Scenario scenario, Path folder, MarketSchedule schedule) {
    return of(scenario, folder, schedule, MarketKeys.demonstration(scenario.seed()));
  }

  /**
   * @param folder where paths in the scenario begin
   * @param schedule in place of the one that goes with the scenario's intervals
   * @param keys everybody's public keys, and the private ones of those whose roles run here
   */
  public static ScenarioMarket of(
      Scenario scenario, Path folder, MarketSchedule schedule, MarketKeys keys) {
    return of(scenario, folder, schedule, keys, List.of());
  }

  /**
   * A market in which others take part too, whose agents are not the scenario's and whose keys are
   * their own.
   *
   * @param folder where paths in the scenario begin
   * @param schedule in place of the one that goes with the scenario's intervals
   * @param others further participants
   */
  public static ScenarioMarket of(
      Scenario scenario, Path folder, MarketSchedule schedule, List<Identity> others) {
    return of(scenario, folder, schedule, MarketKeys.demonstration(scenario.seed()), others);
  }

  private static ScenarioMarket of(
      Scenario scenario,
      Path folder,
      MarketSchedule schedule,
      MarketKeys keys,
      List<Identity> others) {
    String name = scenario.grid().caseName();
    Network network =
        CaseFiles.read(
                scenario.grid().isFile() ? folder.resolve(name).toString() : name,
                DcModel.valueOf(scenario.grid().dcModel().name()),
                scenario.grid().costsFile().map(folder::resolve))
            .network();
    network = network.withBranches(branch -> limited(branch, scenario));
    return new ScenarioMarket(
        ScenarioPlan.of(scenario, buses(network), generators(network)),
        network,
        schedule,
        keys,
        others);
  }

  private static Branch limited(Branch branch, Scenario scenario) {
    Double limitMw = scenario.grid().branchLimitsMw().get(branch.row());
    return limitMw == null
        ? branch.scaledLimits(scenario.grid().lineLimitScale())
        : branch.limitedTo(limitMw);
  }

  private static List<CaseBus> buses(Network network) {
    return network.buses().stream()
        .map(bus -> new CaseBus(bus.number(), bus.fixedWithdrawalMw()))
        .toList();
  }

  private static List<CaseGenerator> generators(Network network) {
    return network.generators().stream()
        .filter(Generator::inService)
        .map(
            g ->
                new CaseGenerator(
                    g.row(),
                    g.bus(),
                    g.curve().minMw(),
                    g.curve().maxMw(),
                    BidCurves.of(g.curve(), "generator row " + g.row())))
        .toList();
  }

  private Genesis makeGenesis(List<Identity> others) {
    Scenario scenario = plan.scenario();
    List<Identity> identities = identities();
    Accountability accountability = accountability(scenario);
    var parameters =
        new MarketParameters(
            scenario.name(),
            schedule,
            scenario.priceCapMicrosPerMwh(),
            DEVIATION_PARTS_PER_MILLION,
            scenario.priceCapMicrosPerMwh() / 10,
            RESERVE_MICROS,
            ContractFees.DEFAULT,
            accountability,
            ScenarioCredit.rules(scenario.credit()),
            keys.areDemonstration(),
            governance(scenario),
            sealing(scenario));
    identities.addAll(others);
    return Genesis.of(validators.first(), parameters, identities, clearing.rounded().model());
  }

  private Accountability accountability(Scenario scenario) {
    AggregatorSpec spec = scenario.aggregators();
    return new Accountability(
        new OmissionTerms(
            spec.claimWindowSeconds() * 1000L, spec.penaltyMicros(), spec.compensationMicros()),
        scenario.auditors().stream()
            .map(one -> AuditArea.of(one.id(), keys.publicKey(one.id().value()), one.buses()))
            .sorted(Comparator.comparing(AuditArea::auditor))
            .toList());
  }

  /** The second half of the book window is for reveals. */
  private static SealedBids sealing(Scenario scenario) {
    return scenario.sealedBids().isSealed()
        ? new SealedBids(
            schedule(scenario).bookWindowMillis() / 2, scenario.sealedBids().forfeitMicrosPerMwh())
        : SealedBids.NONE;
  }

  private static Governance governance(Scenario scenario) {
    long delayMillis =
        scenario.governance().delaySeconds().stream()
            .map(seconds -> seconds * 1_000)
            .findFirst()
            .orElse(Governance.DEFAULT.delayMillis());
    return new Governance(Optional.empty(), delayMillis, Governance.DEFAULT.lapseMillis());
  }

  /** The gate closes a sixth of an interval, at most ten minutes, before delivery. */
  private static MarketSchedule schedule(Scenario scenario) {
    long intervalMillis = scenario.intervalSeconds() * 1000L;
    long leadMillis = Math.min(600_000, intervalMillis / 6);
    return new MarketSchedule(
        scenario.start().toEpochMilli(), intervalMillis, leadMillis, leadMillis / 5, leadMillis);
  }

  private List<Identity> identities() {
    var identities = new ArrayList<Identity>();
    for (ParticipantPlan participant : plan.participants()) {
      identities.add(
          new Identity(
              participant.id(),
              Role.PARTICIPANT,
              keys.publicKey(participant.id().value()),
              participant.bus(),
              participant.limits().minWatts(),
              participant.limits().maxWatts(),
              participant.depositMicros()));
    }
    for (AggregatorSeat seat : clearing.seats()) {
      identities.add(
          new Identity(
              RoleNames.aggregator(seat),
              Role.AGGREGATOR,
              keys.publicKey(RoleNames.aggregator(seat).value()),
              seat.bus(),
              0,
              0,
              plan.scenario().aggregators().bondMicros()));
    }
    for (int bus : clearing.aggregatorBuses()) {
      identities.add(
          role(
              RoleNames.oracle(bus),
              Role.ORACLE,
              keys.publicKey(RoleNames.oracle(bus).value()),
              bus));
    }
    if (!plan.scenario().governance().networkNotices().isEmpty()) {
      identities.add(
          role(
              RoleNames.gridOperator(),
              Role.GRID_OPERATOR,
              keys.publicKey(RoleNames.gridOperator().value()),
              0));
    }
    for (int region = 0; region < clearing.regions(); region++) {
      identities.add(
          role(
              RoleNames.region(region),
              Role.REGION,
              keys.publicKey(RoleNames.region(region).value()),
              region));
    }
    return identities;
  }

  private static Identity role(ParticipantId id, Role role, VerificationKey key, int bus) {
    return new Identity(id, role, key, bus, 0, 0, 0);
  }

  public ScenarioPlan plan() {
    return plan;
  }

  public Genesis genesis() {
    return genesis;
  }

  public ClearingMarket clearing() {
    return clearing;
  }

  public ParticipantPlan participant(ParticipantId id) {
    return participants.get(id);
  }

  /** What a participant signs beside its bids. */
  public SignedEnvelope sign(ParticipantId participant, MessageType type, byte[] payload) {
    return context.sign(type, participant.value(), payload, keys.signingKey(participant.value()));
  }

  /** Who is a validator when, with the keys of all of them. */
  public ValidatorRoster validators() {
    return validators;
  }

  @Override
  public Participation participation(ParticipantId id) {
    ParticipantPlan participant = participants.get(id);
    return new Participation(
        id, keys.signer(id.value()), participant.newAgent(), terms.get(participant.bus()));
  }

  @Override
  public BidIntake.Desk desk(AggregatorSeat seat) {
    return clearing.desk(seat, context, genesis.parameters().schedule());
  }

  @Override
  public MeterCabinet.Post meters(int bus) {
    return new MeterCabinet.Post(
        bus,
        RoleNames.oracle(bus),
        keys.signingKey(RoleNames.oracle(bus).value()),
        context,
        genesis.parameters().schedule(),
        clearing.members(bus));
  }

  @Override
  public RegionPost region(int region) {
    return clearing.regionPost(region, context);
  }

  @Override
  public int regionOf(int bus) {
    return clearing.regionOf(bus);
  }
}
