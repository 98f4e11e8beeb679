package io.wattmesh.ledger.market;

import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.market.Execution.Judgement;
import io.wattmesh.ledger.state.CreditState;
import io.wattmesh.ledger.state.Witnesses;
import io.wattmesh.ledger.state.Witnesses.Witness;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.Readings;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Meter readings, after an interval's delivery and until the reading deadline by block time; one a
 * participant, signed by an oracle of its bus, within the participant's device limits. Where a
 * participant has meters of its own registered, each of them signs one, and their sum counts when
 * all are there. An oracle that signs a second, other one is convicted. When every registered
 * participant has one, with or without a bid, the interval is settled at once; else at the
 * deadline. So nobody takes energy unpaid by not bidding.
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
    Witnesses witnesses = run.state.witnesses(interval, readings.bus());
    int before = known.size();
    int feeders = 0;
    Optional<Identity> feeder = run.feeder(interval, readings.bus());
    int refused = 0;
    run.expect(readings.readings(), MessageType.METER_READING, Role.ORACLE, interval);
    for (SignedEnvelope envelope : readings.readings()) {
      if (feeder.filter(meter -> envelope.signer().equals(meter.id().value())).isPresent()) {
        boolean counts = takeFeeders(run, readings, envelope, feeder.get());
        feeders += counts ? 1 : 0;
        refused += counts ? 0 : 1;
      } else if (!take(run, readings, envelope, known, witnesses)) {
        refused++;
      }
    }
    run.state.putReadings(interval, readings.bus(), known);
    run.state.putWitnesses(interval, readings.bus(), witnesses);
    int taken = known.size() - before + feeders;
    run.state.putProgress(interval, run.state.progress(interval).plusReadings(taken));
    if (run.state.progress(interval).readings() == run.awaitedReadings(interval)) {
      run.settle(interval);
    }
    return new Judgement(OutcomeCode.ACCEPTED, refused, "");
  }

  /** What the bus as a whole gave to the grid, by its own meter; once. */
  private static boolean takeFeeders(
      Execution run, Readings readings, SignedEnvelope envelope, Identity feeder) {
    var kept = new CreditState(run.state);
    if (envelope.type() != MessageType.METER_READING
        || !run.holds(envelope, feeder)
        || kept.feederReading(readings.interval(), readings.bus()).isPresent()) {
      return false;
    }
    try {
      MeterReading reading = MarketCodec.decodeReading(envelope.payload());
      boolean isOf =
          reading.interval() == readings.interval() && reading.participant().equals(feeder.id());
      if (isOf) {
        kept.putFeederReading(reading.interval(), readings.bus(), reading.energyJoules());
      }
      return isOf;
    } catch (MalformedBytesException e) {
      return false;
    }
  }

  /**
   * Takes one reading, by itself or as that of one of several meters.
   *
   * @return whether it counts, or will when the other meters' are there
   */
  private static boolean take(
      Execution run,
      Readings readings,
      SignedEnvelope envelope,
      SortedMap<ParticipantId, Long> known,
      Witnesses witnesses) {
    Optional<Identity> oracle = oracle(run, readings, envelope);
    Optional<MeterReading> reading = oracle.flatMap(any -> reading(run, readings, envelope));
    if (reading.isEmpty()) {
      return false;
    }
    ParticipantId participant = reading.get().participant();
    Optional<Witness> first = witnesses.find(participant, oracle.get().id());
    if (first.isPresent()) {
      if (first.get().energyJoules() != reading.get().energyJoules()) {
        OracleRule.convict(
            run, oracle.get(), reading.get(), first.get().digest(), envelope.digest());
      }
      return false;
    }
    var witness = new Witness(reading.get().energyJoules(), envelope.digest());
    List<ParticipantId> meters = run.rules().meters(participant, readings.interval());
    if (meters.isEmpty()) {
      if (known.containsKey(participant)
          || !isPossible(run, readings, participant, witness.energyJoules())) {
        return false;
      }
      witnesses.add(participant, oracle.get().id(), witness);
      known.put(participant, witness.energyJoules());
      return true;
    }
    if (!meters.contains(oracle.get().id())) {
      return false;
    }
    witnesses.add(participant, oracle.get().id(), witness);
    witnesses
        .sum(participant, meters)
        .filter(sum -> isPossible(run, readings, participant, sum))
        .ifPresent(sum -> known.put(participant, sum));
    return true;
  }

  private static Optional<Identity> oracle(
      Execution run, Readings readings, SignedEnvelope envelope) {
    return run.identity(envelope.signer(), Role.ORACLE, readings.interval())
        .filter(identity -> identity.bus() == readings.bus())
        .filter(identity -> envelope.type() == MessageType.METER_READING)
        .filter(identity -> run.holds(envelope, identity));
  }

  /** The reading, if it is of this interval and of a participant at this bus. */
  private static Optional<MeterReading> reading(
      Execution run, Readings readings, SignedEnvelope envelope) {
    try {
      MeterReading reading = MarketCodec.decodeReading(envelope.payload());
      return Optional.of(reading)
          .filter(content -> content.interval() == readings.interval())
          .filter(content -> participant(run, readings, content.participant()).isPresent());
    } catch (MalformedBytesException e) {
      return Optional.empty();
    }
  }

  private static Optional<Identity> participant(
      Execution run, Readings readings, ParticipantId id) {
    return run.identity(id.value(), Role.PARTICIPANT, readings.interval())
        .filter(participant -> participant.bus() == readings.bus());
  }

  private static boolean isPossible(
      Execution run, Readings readings, ParticipantId id, long energyJoules) {
    return run.isPossible(new MeterReading(id, readings.interval(), energyJoules), readings.bus());
  }
}
