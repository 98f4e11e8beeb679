package io.wattmesh.ledger.genesis;

import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.ledger.state.BusBooks;
import io.wattmesh.ledger.state.KeptBooks;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What must hold at the beginning so that no block can ever make the ledger fail: each bus has a
 * price, nobody owns the ledger's own accounts, and no sum of tokens or energy of an interval can
 * leave 64 bits, whatever is bid, cleared and metered.
 */
final class GenesisRules {
  private final MarketParameters parameters;
  private BigInteger issuedMicros;
  private BigInteger energyJoules = BigInteger.ZERO;

  private GenesisRules(MarketParameters parameters) {
    this.parameters = parameters;
    this.issuedMicros = BigInteger.valueOf(parameters.reserveMicros());
  }

  /**
   * @throws IllegalArgumentException naming the identity that breaks a rule
   */
  static void require(
      MarketParameters parameters, Map<ParticipantId, Identity> identities, NetworkModel network) {
    requireSchedule(parameters.schedule(), parameters.credit().correctionWindowMillis());
    requireClaimWindow(parameters);
    var rules = new GenesisRules(parameters);
    Set<Integer> networkBuses = Genesis.busIndices(network).keySet();
    Set<Integer> bookBuses =
        identities.values().stream()
            .filter(identity -> identity.role() == Role.AGGREGATOR)
            .map(Identity::bus)
            .collect(Collectors.toSet());
    requireFewAggregators(identities);
    for (Identity identity : identities.values()) {
      requireOwnAccount(identity);
      requireBus(identity, networkBuses, bookBuses);
      rules.add(identity);
    }
    requireFeeders(identities);
    requireOrigins(parameters.credit(), identities);
  }

  private static void requireFeeders(Map<ParticipantId, Identity> identities) {
    var buses = new HashSet<Integer>();
    for (Identity identity : identities.values()) {
      if (identity.role() == Role.FEEDER && !buses.add(identity.bus())) {
        throw new IllegalArgumentException(
            "%s is a second feeder-head meter at bus %d; a bus has one."
                .formatted(identity.id(), identity.bus()));
      }
    }
  }

  private static void requireOrigins(CreditRules credit, Map<ParticipantId, Identity> identities) {
    for (ParticipantId id : credit.origins().keySet()) {
      Identity identity = identities.get(id);
      if (identity == null || identity.role() != Role.PARTICIPANT) {
        throw new IllegalArgumentException(
            id + " is to earn certificates of origin and is no registered participant.");
      }
    }
  }

  private static void requireSchedule(MarketSchedule schedule, long correctionMillis) {
    BigInteger waitMillis =
        BigInteger.valueOf(schedule.gateLeadMillis())
            .add(BigInteger.valueOf(schedule.readingWindowMillis()))
            .add(BigInteger.valueOf(correctionMillis));
    BigInteger intervals = waitMillis.divide(BigInteger.valueOf(schedule.intervalMillis()));
    if (intervals.compareTo(BigInteger.valueOf(LedgerState.MAX_UNSETTLED - 3)) > 0) {
      throw new IllegalArgumentException(
          ("From gate closure to the last deadline of readings %d intervals would be unsettled at once, the"
                  + " ledger keeps %d. Shorten the reading window or lengthen the interval.")
              .formatted(intervals, LedgerState.MAX_UNSETTLED));
    }
  }

  private static void requireClaimWindow(MarketParameters parameters) {
    long windowMillis =
        parameters.accountability().omissions().claimWindowMillis()
            + parameters.schedule().bookWindowMillis();
    long intervals = windowMillis / parameters.schedule().intervalMillis();
    if (intervals > KeptBooks.MAX_INTERVALS - 3) {
      throw new IllegalArgumentException(
          ("The roots of %d intervals' books would be kept for claims at once, the ledger keeps %d."
                  + " Shorten the window for claims or lengthen the interval.")
              .formatted(intervals, KeptBooks.MAX_INTERVALS));
    }
  }

  private static void requireFewAggregators(Map<ParticipantId, Identity> identities) {
    var ofBus = new HashMap<Integer, Integer>();
    for (Identity identity : identities.values()) {
      if (identity.role() == Role.AGGREGATOR
          && ofBus.merge(identity.bus(), 1, Integer::sum) > BusBooks.MAX_BOOKS) {
        throw new IllegalArgumentException(
            "%s is one aggregator too many at bus %d: a bus has at most %d."
                .formatted(identity.id(), identity.bus(), BusBooks.MAX_BOOKS));
      }
    }
  }

  private static void requireOwnAccount(Identity identity) {
    if (LedgerState.SYSTEM_ACCOUNTS.contains(identity.id())) {
      throw new IllegalArgumentException(
          "%s is an account of the ledger itself. Choose another id.".formatted(identity.id()));
    }
  }

  private static void requireBus(
      Identity identity, Set<Integer> networkBuses, Set<Integer> bookBuses) {
    boolean hasBus =
        identity.role() != Role.REGION
            && identity.role() != Role.GRID_OPERATOR
            && identity.role() != Role.ISSUER;
    if (hasBus && !networkBuses.contains(identity.bus())) {
      throw new IllegalArgumentException(
          "%s is at bus %d, which the network does not have."
              .formatted(identity.id(), identity.bus()));
    }
    boolean isMeter = identity.role() == Role.ORACLE || identity.role() == Role.FEEDER;
    if (isMeter && !bookBuses.contains(identity.bus())) {
      throw new IllegalArgumentException(
          "Oracle %s is at bus %d without an aggregator: its readings would never be settled."
              .formatted(identity.id(), identity.bus()));
    }
  }

  /** Adds what an identity can bring into the sums. */
  private void add(Identity identity) {
    long seconds = parameters.schedule().intervalMillis() / 1000;
    issuedMicros = issuedMicros.add(BigInteger.valueOf(identity.depositMicros()));
    energyJoules = energyJoules.add(SumBounds.energyJoules(identity, seconds));
    try {
      SumBounds.require(issuedMicros, energyJoules, parameters);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("With " + identity.id() + ": " + e.getMessage(), e);
    }
  }
}
