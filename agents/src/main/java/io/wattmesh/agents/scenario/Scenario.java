package io.wattmesh.agents.scenario;

import java.time.Instant;
import java.util.List;

/**
 * A scenario file's content, checked but not yet expanded.
 *
 * @param source the file's name, for messages
 * @param seed the root of all randomness
 * @param start the beginning of interval 0
 * @param utcOffsetHours how far the profiles' local clock is ahead of UTC
 * @param intervals how many intervals the scenario runs
 * @param intervalSeconds how long each is
 * @param priceCapMicrosPerMwh the highest price of a bid, micro-$/MWh
 * @param validators how many validators keep the ledger at the beginning
 * @param validatorChanges who keeps it later on, in order of interval
 * @param generators whether each generator of the case takes part
 * @param participants participants named one by one
 * @param aggregators who collects bids
 * @param credit what limits participants' credit
 * @param sealedBids whether bids are sealed until the books are closed
 * @param auditors who may be given the records of which buses' participants
 * @param governance what changes of the rules and of the network
 */
public record Scenario(
    String name,
    String description,
    String source,
    long seed,
    Instant start,
    int utcOffsetHours,
    int intervals,
    int intervalSeconds,
    long priceCapMicrosPerMwh,
    int validators,
    List<ValidatorChangeSpec> validatorChanges,
    GridSpec grid,
    boolean generators,
    BulkSpec bulk,
    ProsumerSpec prosumers,
    List<ParticipantSpec> participants,
    AggregatorSpec aggregators,
    CreditSpec credit,
    SealedBidSpec sealedBids,
    List<AuditorSpec> auditors,
    GovernanceSpec governance) {
  public Scenario {
    validatorChanges = List.copyOf(validatorChanges);
    participants = List.copyOf(participants);
    auditors = List.copyOf(auditors);
  }

  /** Who keeps the ledger at the beginning, by name. */
  public List<ValidatorSeat> firstValidators() {
    return ValidatorSeat.first(validators);
  }

  /** The beginning of an interval, seconds since 1970 in UTC. */
  public long startEpochSeconds(long interval) {
    return start.getEpochSecond() + interval * intervalSeconds;
  }

  /** The beginning of an interval, seconds since 1970 on the local clock. */
  long localSeconds(long interval) {
    return startEpochSeconds(interval) + utcOffsetHours * 3_600L;
  }
}
