package io.wattmesh.ledger;

import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.ledger.genesis.Accountability;
import io.wattmesh.ledger.genesis.ContractFees;
import io.wattmesh.ledger.genesis.CreditRules;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Governance;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.genesis.OmissionTerms;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.genesis.SealedBids;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The genesis of the three-bus market, chain 1-2-3, before it is fixed: a generator at bus 1, a
 * load at bus 2, both at bus 3; at each bus an aggregator and an oracle, one region, four
 * validators. An interval lasts an hour, so that megawatts are megawatt-hours.
 */
public final class GenesisDraft {
  public static final long MEGAWATT = 1_000_000;
  public static final long DOLLAR = 1_000_000;
  public static final long SUSCEPTANCE_WATTS_PER_RAD = 1_000_000_000;

  public MarketSchedule schedule =
      new MarketSchedule(1_800_000_000_000L, 3_600_000, 600_000, 120_000, 900_000);
  public long limit12Watts = 200 * MEGAWATT;
  public long limit23Watts = 100 * MEGAWATT;
  public long capMicrosPerMwh = 1_000 * DOLLAR;
  public long deviationPartsPerMillion = 100_000;
  public long voidPriceMicrosPerMwh = 20 * DOLLAR;
  public long reserveMicros = 1_000_000 * DOLLAR;
  public ContractFees fees = ContractFees.DEFAULT;
  public Governance governance = Governance.DEFAULT;
  public Accountability accountability = Accountability.NONE;
  public CreditRules credit = CreditRules.DEFAULT;
  public SealedBids sealing = SealedBids.NONE;
  public final List<Identity> identities = new ArrayList<>();

  public GenesisDraft() {
    participant("gen-1", 1, 0, 600 * MEGAWATT);
    participant("load-2", 2, -200 * MEGAWATT, 0);
    participant("gen-3", 3, 0, 320 * MEGAWATT);
    participant("load-3", 3, -90 * MEGAWATT, 0);
    for (int bus = 1; bus <= 3; bus++) {
      role("agg-" + bus, Role.AGGREGATOR, bus);
      role("meter-" + bus, Role.ORACLE, bus);
    }
    role("region-1", Role.REGION, 1);
  }

  public GenesisDraft participant(String name, int bus, long minWatts, long maxWatts) {
    return participant(name, bus, minWatts, maxWatts, 100_000 * DOLLAR);
  }

  /** Adds a participant, in the place of one of the same name. */
  public GenesisDraft participant(
      String name, int bus, long minWatts, long maxWatts, long depositMicros) {
    identities.removeIf(identity -> identity.id().value().equals(name));
    identities.add(
        new Identity(
            new ParticipantId(name),
            Role.PARTICIPANT,
            Signing.key(name).verificationKey(),
            bus,
            minWatts,
            maxWatts,
            depositMicros));
    return this;
  }

  public GenesisDraft role(String name, Role role, int bus) {
    return role(name, role, bus, 0);
  }

  private GenesisDraft role(String name, Role role, int bus, long depositMicros) {
    var key = Signing.key(name).verificationKey();
    identities.add(new Identity(new ParticipantId(name), role, key, bus, 0, 0, depositMicros));
    return this;
  }

  /** Adds an aggregator with a bond, or gives one. */
  public GenesisDraft aggregator(String name, int bus, long bondMicros) {
    identities.removeIf(identity -> identity.id().value().equals(name));
    return role(name, Role.AGGREGATOR, bus, bondMicros);
  }

  /** Omissions can be claimed for two hours after the book deadline. */
  public GenesisDraft omissions(long penaltyMicros, long compensationMicros) {
    accountability =
        new Accountability(
            new OmissionTerms(7_200_000, penaltyMicros, compensationMicros),
            accountability.auditAreas());
    return this;
  }

  /** Bids are sealed; the second minute of the book window is for reveals. */
  public GenesisDraft sealedBids(long forfeitMicrosPerMwh) {
    sealing = new SealedBids(60_000, forfeitMicrosPerMwh);
    return this;
  }

  public GenesisDraft limits(long mw12, long mw23) {
    limit12Watts = mw12 * MEGAWATT;
    limit23Watts = mw23 * MEGAWATT;
    return this;
  }

  private NetworkModel network() {
    long susceptance = SUSCEPTANCE_WATTS_PER_RAD;
    return new NetworkModel(
        new int[] {1, 2, 3},
        new int[] {0, 1},
        new int[] {1, 2},
        new long[] {susceptance, susceptance},
        new long[2],
        new long[] {-limit12Watts, -limit23Watts},
        new long[] {limit12Watts, limit23Watts});
  }

  public static ValidatorSet validators(long epoch) {
    List<Validator> validators =
        IntStream.range(0, 4)
            .mapToObj(k -> "validator-" + k)
            .map(id -> new Validator(new ParticipantId(id), Signing.key(id).verificationKey(), 1))
            .toList();
    return new ValidatorSet(epoch, validators);
  }

  public Genesis build() {
    var parameters =
        new MarketParameters(
            "three buses",
            schedule,
            capMicrosPerMwh,
            deviationPartsPerMillion,
            voidPriceMicrosPerMwh,
            reserveMicros,
            fees,
            accountability,
            credit,
            true,
            governance,
            sealing);
    return Genesis.of(validators(1), parameters, identities, network());
  }
}
