package io.wattmesh.ledger.market;

import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.market.Execution.Judgement;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.Readings;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Meter readings, after an interval's delivery and until the reading deadline by block time; one a
 * participant, signed by an oracle of its bus, within the participant's device limits. When every
 * registered participant has one, with or without a bid, the interval is settled at once; else at
 * the deadline. So nobody takes energy unpaid by not bidding.
 */
final class ReadingRule {
  private ReadingRule() {}

  static Judgement apply(Execution run, SignedEnvelope envelope) {
    Optional<Identity> oracle = run.submitter(envelope, Role.ORACLE);
    if (oracle.isEmpty()) {
      return Judgement.refuse(
          OutcomeCode.UNKNOWN_SIGNER, envelope.signer() + " is no registered oracle");
    }
    if (!run.holds(envelope, oracle.get())) {
      return Judgement.refuse(OutcomeCode.BAD_SIGNATURE, envelope.toString());
    }
    Readings readings;
    try {
      readings = Readings.ofBytes(envelope.payload());
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.MALFORMED, e.getMessage());
    }
    return refusal(run, readings, oracle.get()).orElseGet(() -> accept(run, readings));
  }

  private static Optional<Judgement> refusal(Execution run, Readings readings, Identity oracle) {
    MarketParameters parameters = run.parameters();
    long interval = readings.interval();
    if (readings.bus() != oracle.bus()) {
      return refuse(OutcomeCode.WRONG_BUS, "the oracle is not of bus " + readings.bus());
    }
    var status = run.state.interval(interval).map(record -> record.status());
    if (status.isEmpty()
        || (status.get() != IntervalStatus.CLEARED && status.get() != IntervalStatus.VOID)) {
      return refuse(
          OutcomeCode.WRONG_INTERVAL_STATUS,
          "interval %d is %s".formatted(interval, status.map(Enum::name).orElse("unknown")));
    }
    if (run.blockMillis < parameters.schedule().deliveryMillis(interval + 1)) {
      return refuse(OutcomeCode.GATE_OPEN, "delivery of interval %d goes on".formatted(interval));
    }
    if (run.blockMillis > parameters.schedule().readingDeadlineMillis(interval)) {
      return refuse(
          OutcomeCode.TOO_LATE, "the reading deadline of %d has passed".formatted(interval));
    }
    return Optional.empty();
  }

  private static Optional<Judgement> refuse(OutcomeCode code, String detail) {
    return Optional.of(Judgement.refuse(code, detail));
  }

  private static Judgement accept(Execution run, Readings readings) {
    long interval = readings.interval();
    SortedMap<ParticipantId, Long> known = run.state.readings(interval, readings.bus());
    int refused = 0;
    int taken = 0;
    for (SignedEnvelope envelope : readings.readings()) {
      Optional<MeterReading> reading = judge(run, readings, envelope);
      if (reading.isEmpty() || known.containsKey(reading.get().participant())) {
        refused++;
        continue;
      }
      known.put(reading.get().participant(), reading.get().energyJoules());
      taken++;
    }
    run.state.putReadings(interval, readings.bus(), known);
    run.state.putProgress(interval, run.state.progress(interval).plusReadings(taken));
    if (run.state.progress(interval).readings() == run.participants(interval)) {
      run.settle(interval);
    }
    return new Judgement(OutcomeCode.ACCEPTED, refused, "");
  }

  private static Optional<MeterReading> judge(
      Execution run, Readings readings, SignedEnvelope envelope) {
    Optional<Identity> oracle =
        run.identity(envelope.signer(), Role.ORACLE, readings.interval())
            .filter(identity -> identity.bus() == readings.bus())
            .filter(identity -> envelope.type() == MessageType.METER_READING)
            .filter(identity -> run.holds(envelope, identity));
    if (oracle.isEmpty()) {
      return Optional.empty();
    }
    try {
      MeterReading reading = MarketCodec.decodeReading(envelope.payload());
      return Optional.of(reading).filter(r -> isPossible(run, readings, r));
    } catch (MalformedBytesException e) {
      return Optional.empty();
    }
  }

  private static boolean isPossible(Execution run, Readings readings, MeterReading reading) {
    MarketSchedule schedule = run.parameters().schedule();
    return reading.interval() == readings.interval()
        && run.identity(reading.participant().value(), Role.PARTICIPANT, readings.interval())
            .filter(participant -> participant.bus() == readings.bus())
            .filter(p -> reading.energyJoules() >= schedule.energyJoules(p.minWatts()))
            .filter(p -> reading.energyJoules() <= schedule.energyJoules(p.maxWatts()))
            .isPresent();
  }
}
