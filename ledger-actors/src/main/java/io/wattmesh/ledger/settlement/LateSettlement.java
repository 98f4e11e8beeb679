package io.wattmesh.ledger.settlement;

import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.settlement.SettlementNote.Corrected;
import io.wattmesh.ledger.state.CreditState;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.MissingReadings;
import io.wattmesh.ledger.state.MissingReadings.Missing;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Optional;

/**
 * A reading that comes after its interval was settled without it: what the deviation comes to with
 * the reading, less what was paid for no delivery, goes from or to the balancing account by the
 * order of loss, and credits are minted for the injection. It is missing no more, so a second one
 * finds nothing to correct.
 */
public final class LateSettlement {
  private final LedgerState state;
  private final MarketParameters parameters;
  private final int bus;
  private final MeterReading reading;
  private final MissingReadings readings;
  private final Missing missing;

  private LateSettlement(
      LedgerState state,
      MarketParameters parameters,
      int bus,
      MeterReading reading,
      MissingReadings readings) {
    this.state = state;
    this.parameters = parameters;
    this.bus = bus;
    this.reading = reading;
    this.readings = readings;
    this.missing = readings.positions().get(reading.participant());
  }

  /**
   * Settles a reading that was missing.
   *
   * @return empty if there is nothing to correct
   */
  public static Optional<SettlementNote> correct(
      LedgerState state, MarketRules rules, int bus, MeterReading reading) {
    return new CreditState(state)
        .missing(reading.interval(), bus)
        .filter(readings -> readings.positions().containsKey(reading.participant()))
        .map(
            readings ->
                new LateSettlement(
                        state, rules.parameters(reading.interval()), bus, reading, readings)
                    .correct());
  }

  private SettlementNote correct() {
    ParticipantId id = reading.participant();
    long delivered = reading.energyJoules();
    long credits = Math.min(Math.max(0, delivered), readings.roomJoules().orElse(Long.MAX_VALUE));
    new CreditState(state)
        .putMissing(reading.interval(), bus, readings.without(id, room(delivered, credits)));
    long due =
        Position.deviationMicros(
            missing.awardedJoules(),
            delivered,
            readings.priceMicrosPerMwh(),
            parameters.deviationPartsPerMillion());
    long adjustment = Math.subtractExact(due, missing.deviationMicros());
    long paid = pay(id, adjustment);
    CreditMint.mint(state, parameters.credit(), id, credits);
    new RentPool(state, parameters.credit().refund()).addLate(bus, id, delivered);
    return new Corrected(
        id,
        bus,
        readings.priceMicrosPerMwh(),
        missing.awardedJoules(),
        delivered,
        paid,
        Math.subtractExact(paid, adjustment),
        credits);
  }

  /** Injection takes of the room what it is credited, withdrawal at the bus makes some. */
  private Optional<Long> room(long deliveredJoules, long creditsJoules) {
    long taken = deliveredJoules < 0 ? deliveredJoules : creditsJoules;
    return readings.roomJoules().map(room -> Math.subtractExact(room, taken));
  }

  private long pay(ParticipantId id, long adjustmentMicros) {
    var deviations = new Deviations(state, parameters.credit().lossOrder());
    if (adjustmentMicros < 0) {
      return -deviations.take(id, Math.negateExact(adjustmentMicros));
    }
    long paidBefore = Math.max(0, Math.negateExact(missing.deviationMicros()));
    long paid = Math.min(adjustmentMicros, deviations.potMicros(paidBefore));
    deviations.give(id, paid);
    return paid;
  }
}
