package io.wattmesh.ledger.governance;

import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.governance.RuleParameter;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The rules as a state has them, by interval. An interval has the rules that held when its gate
 * closed; whatever belongs to no interval has those of the next gate to close.
 */
public final class MarketRules {
  private final FirstRules first;
  private final Versions<SortedMap<RuleParameter, Long>> values;
  private final Versions<MarketParameters> parameters;
  private final SortedMap<ParticipantId, Versions<Registration>> identities;
  private final SortedMap<ParticipantId, Versions<List<ParticipantId>>> meters;
  private final SortedMap<String, ContractVersions> contracts;
  private final Optional<Optional<ValidatorSet>> governors;

  MarketRules(
      FirstRules first,
      Versions<SortedMap<RuleParameter, Long>> values,
      SortedMap<ParticipantId, Versions<Registration>> identities,
      SortedMap<ParticipantId, Versions<List<ParticipantId>>> meters,
      SortedMap<String, ContractVersions> contracts,
      Optional<Optional<ValidatorSet>> governors) {
    this.first = first;
    this.values = values;
    this.parameters =
        new Versions<>(
            values.all().stream()
                .map(
                    version ->
                        new Versions.Version<>(
                            version.fromInterval(),
                            first.genesis().parameters().with(version.value())))
                .toList());
    this.identities = Collections.unmodifiableSortedMap(new TreeMap<>(identities));
    this.meters = Collections.unmodifiableSortedMap(new TreeMap<>(meters));
    this.contracts = Collections.unmodifiableSortedMap(new TreeMap<>(contracts));
    this.governors = governors;
  }

  /** Nothing was changed yet. */
  static MarketRules of(FirstRules first) {
    return new MarketRules(
        first,
        Versions.none(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        Optional.empty());
  }

  FirstRules first() {
    return first;
  }

  public Genesis genesis() {
    return first.genesis();
  }

  /** The parameters of an interval. */
  public MarketParameters parameters(long interval) {
    return parameters.at(interval).orElse(genesis().parameters());
  }

  /** All parameters that some interval from the oldest known on has. */
  List<MarketParameters> allParameters() {
    return parameters.all().isEmpty()
        ? List.of(genesis().parameters())
        : parameters.all().stream().map(Versions.Version::value).toList();
  }

  Versions<SortedMap<RuleParameter, Long>> values() {
    return values;
  }

  SortedMap<ParticipantId, Versions<Registration>> registrations() {
    return identities;
  }

  SortedMap<ParticipantId, Versions<List<ParticipantId>>> allMeters() {
    return meters;
  }

  SortedMap<String, ContractVersions> contracts() {
    return contracts;
  }

  Optional<Optional<ValidatorSet>> changedGovernors() {
    return governors;
  }

  /** Who has a name in an interval, whether what it signs counts or not. */
  Optional<Registration> registration(ParticipantId id, long interval) {
    Versions<Registration> versions = identities.isEmpty() ? null : identities.get(id);
    Optional<Registration> changed = versions == null ? Optional.empty() : versions.at(interval);
    return changed.isPresent() ? changed : first.identity(id).map(Registration::of);
  }

  /** An identity whose signatures count in an interval. */
  public Optional<Identity> identity(ParticipantId id, long interval) {
    if (identities.isEmpty()) {
      return first.identity(id);
    }
    return registration(id, interval)
        .filter(registration -> registration.counts(interval))
        .map(Registration::identity);
  }

  /** The aggregators of an interval by the buses that have any, those of a bus by id. */
  public SortedMap<Integer, List<ParticipantId>> aggregators(long interval) {
    if (identities.isEmpty()) {
      return first.aggregators();
    }
    var aggregators = new TreeMap<Integer, TreeSet<ParticipantId>>();
    first
        .aggregators()
        .forEach(
            (bus, ids) -> {
              var unchanged = new TreeSet<>(ids);
              unchanged.removeAll(identities.keySet());
              aggregators.put(bus, unchanged);
            });
    for (ParticipantId id : identities.keySet()) {
      identity(id, interval)
          .filter(now -> now.role() == Role.AGGREGATOR)
          .ifPresent(now -> aggregators.computeIfAbsent(now.bus(), any -> new TreeSet<>()).add(id));
    }
    var result = new TreeMap<Integer, List<ParticipantId>>();
    aggregators.forEach(
        (bus, ids) -> {
          if (!ids.isEmpty()) {
            result.put(bus, List.copyOf(ids));
          }
        });
    return result;
  }

  /** The buses that have an aggregator in an interval, in rising order. */
  public List<Integer> bookBuses(long interval) {
    return List.copyOf(aggregators(interval).keySet());
  }

  /** How many participants are registered in an interval. */
  public int participants(long interval) {
    int count = first.participants();
    for (ParticipantId id : identities.keySet()) {
      Identity before = genesis().identities().get(id);
      count -= before != null && before.role() == Role.PARTICIPANT ? 1 : 0;
      count +=
          identity(id, interval).filter(now -> now.role() == Role.PARTICIPANT).isPresent() ? 1 : 0;
    }
    return count;
  }

  /** Who had a name and its key in an interval, also if it was revoked or out of its window. */
  public Optional<Identity> holder(ParticipantId id, long interval) {
    return registration(id, interval).map(Registration::identity);
  }

  /** The participants of an interval; by id, those that came after genesis last. */
  public List<Identity> participantsOf(long interval) {
    List<Identity> first = genesis().withRole(Role.PARTICIPANT);
    if (identities.isEmpty()) {
      return first;
    }
    return Stream.concat(
            first.stream().filter(known -> !identities.containsKey(known.id())),
            identities.keySet().stream()
                .flatMap(id -> identity(id, interval).stream())
                .filter(known -> known.role() == Role.PARTICIPANT))
        .toList();
  }

  /** The feeder-head meters of an interval by their buses, at most one at each. */
  public SortedMap<Integer, Identity> feeders(long interval) {
    var feeders = new TreeMap<Integer, Identity>();
    for (Identity feeder : first.feeders()) {
      identity(feeder.id(), interval).ifPresent(now -> feeders.put(now.bus(), now));
    }
    return feeders;
  }

  /** The bus of whoever has a name in an interval, whether what it signs counts or not. */
  public Optional<Integer> bus(ParticipantId id, long interval) {
    return registration(id, interval).map(registration -> registration.identity().bus());
  }

  /** All keys that somebody has had, or will have by what is decided. */
  public Set<VerificationKey> keys(ParticipantId id) {
    var keys = new HashSet<VerificationKey>();
    Optional.ofNullable(genesis().identities().get(id)).ifPresent(first -> keys.add(first.key()));
    Optional.ofNullable(identities.get(id)).stream()
        .flatMap(versions -> versions.all().stream())
        .forEach(version -> keys.add(version.value().identity().key()));
    return keys;
  }

  /** Whether somebody may call contracts, now or in a window that is still to come. */
  public boolean mayCall(ParticipantId id) {
    return mayAct(id, Role.PARTICIPANT) || mayAct(id, Role.ISSUER);
  }

  /** Whether somebody acts in a role, now or in a window that is still to come. */
  public boolean mayAct(ParticipantId id, Role role) {
    return registration(id, Long.MAX_VALUE)
        .filter(registration -> !registration.revoked())
        .filter(registration -> registration.identity().role() == role)
        .isPresent();
  }

  /** The oracles that meter a participant together; empty where any oracle of its bus does. */
  public List<ParticipantId> meters(ParticipantId participant, long interval) {
    Versions<List<ParticipantId>> versions = meters.isEmpty() ? null : meters.get(participant);
    return versions == null ? List.of() : versions.at(interval).orElse(List.of());
  }

  /** The version in which a contract is called in an epoch of the validators; 0 if none. */
  public int contractVersion(String contract, long epoch) {
    return contracts.getOrDefault(contract, ContractVersions.UNCHANGED).at(epoch);
  }

  /** The version that a contract comes to have after an epoch, if that is another. */
  public OptionalInt waitingVersion(String contract, long epoch) {
    ContractVersions versions = contracts.getOrDefault(contract, ContractVersions.UNCHANGED);
    return versions.waitsIn(epoch) ? OptionalInt.of(versions.last()) : OptionalInt.empty();
  }

  /** Whether some contract's other version waits for the epoch after this one. */
  public boolean contractsWait(long epoch) {
    return contracts.values().stream().anyMatch(versions -> versions.waitsIn(epoch));
  }

  /**
   * Who governs, if they are not the validators.
   *
   * @return empty if the validators of the present epoch do
   */
  public Optional<ValidatorSet> governors() {
    return governors.orElse(genesis().parameters().governance().governors());
  }
}
