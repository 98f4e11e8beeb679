package io.wattmesh.ledger.settlement;

import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.proto.model.EnergyPayment;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.Optional;
import java.util.OptionalInt;

/** The awards of intervals that are cleared and not settled, one at a time. */
public final class OpenAwards {
  private OpenAwards() {}

  /**
   * An award that is not 0.
   *
   * @param guaranteeMicros what the deviation costs if nothing is delivered, at least 0
   */
  public record OpenAward(long energyJoules, long paymentMicros, long guaranteeMicros) {}

  /**
   * How much there is to read for an award: the clearing's buses and the bids that share the bus's
   * injection. Empty if the interval is not cleared.
   */
  public static OptionalInt work(LedgerState state, MarketRules rules, long interval, int bus) {
    return state
            .interval(interval)
            .filter(record -> record.status() == IntervalStatus.CLEARED)
            .isPresent()
        ? OptionalInt.of(
            rules.genesis().network().buses()
                + state.book(interval, bus).map(book -> book.bids().size()).orElse(0))
        : OptionalInt.empty();
  }

  /** The award of a participant at its bus in a cleared interval. */
  public static Optional<OpenAward> find(
      LedgerState state, MarketRules rules, long interval, ParticipantId participant, int bus) {
    return new Positions(state, rules, interval)
        .at(bus).stream()
            .filter(position -> position.participant().equals(participant))
            .filter(position -> position.awardedJoules() != 0)
            .map(position -> award(position, rules.parameters(interval).deviationPartsPerMillion()))
            .findFirst();
  }

  private static OpenAward award(Position position, long factor) {
    long missing = Math.negateExact(position.awardedJoules());
    long due =
        EnergyPayment.floorMicros(
            missing, DeviationPrice.microsPerMwh(missing, position.priceMicrosPerMwh(), factor));
    return new OpenAward(
        position.awardedJoules(), position.paymentMicros(), Math.max(0, Math.negateExact(due)));
  }
}
