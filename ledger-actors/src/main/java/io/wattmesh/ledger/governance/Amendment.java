package io.wattmesh.ledger.governance;

import io.wattmesh.ledger.contract.ContractLibrary;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Governance;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.genesis.SumBounds;
import io.wattmesh.ledger.state.BusBooks;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.governance.RuleChange;
import io.wattmesh.proto.governance.RuleParameter;
import io.wattmesh.proto.model.ParticipantId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The rules after some changes, from an interval on. A change that names what is not there, or
 * after which the market could not go on, throws; nothing of it is in the state until {@link
 * #write}. It knows no accounts: no change can make, take or move a token.
 */
public final class Amendment {
  /**
   * Bidding for an interval begins when the gate of the one before closes: for the present one it
   * has begun, for the next one it is about to.
   */
  private static final int BIDDING_LEAD = 2;

  private final MarketRules before;
  private final LedgerState state;
  private final ContractLibrary library;
  private final long from;
  private final long oldest;
  private Versions<SortedMap<RuleParameter, Long>> values;
  private final SortedMap<ParticipantId, Versions<Registration>> identities;
  private final SortedMap<ParticipantId, Versions<List<ParticipantId>>> meters;
  private final SortedMap<String, ContractVersions> contracts;
  private Optional<Optional<ValidatorSet>> governors;

  /**
   * @param from the first interval that the changes hold in
   * @param oldest the oldest interval that still needs its rules
   */
  public Amendment(
      MarketRules before, LedgerState state, ContractLibrary library, long from, long oldest) {
    this.before = before;
    this.state = state;
    this.library = library;
    this.from = from;
    this.oldest = Math.min(oldest, from);
    this.values = before.values();
    this.identities = new TreeMap<>(before.registrations());
    this.meters = new TreeMap<>(before.allMeters());
    this.contracts = new TreeMap<>(before.contracts());
    this.governors = before.changedGovernors();
  }

  private Genesis genesis() {
    return before.genesis();
  }

  /**
   * Makes all changes, in order.
   *
   * @throws IllegalArgumentException naming the first that can't be made
   */
  public Amendment with(List<RuleChange> changes) {
    changes.forEach(this::make);
    requireSound();
    return this;
  }

  private void make(RuleChange change) {
    switch (change) {
      case RuleChange.SetParameter set -> setParameter(set);
      case RuleChange.PutIdentity put -> putIdentity(put);
      case RuleChange.RevokeIdentity revoke -> revoke(revoke.id());
      case RuleChange.SetMeters set -> setMeters(set);
      case RuleChange.SetContract set -> setContract(set);
      case RuleChange.SetGovernors set -> {
        set.governors().ifPresent(Governance::requireGovernors);
        governors = Optional.of(set.governors());
      }
    }
  }

  private void setParameter(RuleChange.SetParameter set) {
    long intervalMillis = genesis().parameters().schedule().intervalMillis();
    require(
        set.parameter() != RuleParameter.REVEAL_WINDOW || set.value() <= intervalMillis,
        "the window for reveals would be %d ms; it is at most an interval's %d, so that no later"
                .formatted(set.value(), intervalMillis)
            + " interval's books are due before an earlier one's");
    values =
        values
            .changed(
                firstInterval(set.parameter(), from),
                new TreeMap<>(),
                before -> {
                  var changed = new TreeMap<>(before);
                  changed.put(set.parameter(), set.value());
                  return changed;
                })
            .since(oldest);
  }

  /**
   * The first interval that a changed parameter holds in. What bidders act on waits until an
   * interval whose bidding begins an interval later at the earliest, so that all have heard of it.
   *
   * @param present the interval whose gate closes next when the change takes effect
   */
  public static long firstInterval(RuleParameter parameter, long present) {
    return parameter.isOfBidding() ? Math.addExact(present, BIDDING_LEAD) : present;
  }

  private Optional<Registration> registration(ParticipantId id) {
    Versions<Registration> versions = identities.get(id);
    Optional<Registration> changed = versions == null ? Optional.empty() : versions.at(from);
    return changed.isPresent()
        ? changed
        : Optional.ofNullable(genesis().identities().get(id)).map(Registration::of);
  }

  private Optional<Identity> identity(ParticipantId id, Role role) {
    return registration(id)
        .filter(registration -> !registration.revoked())
        .map(Registration::identity)
        .filter(identity -> identity.role() == role);
  }

  private void putIdentity(RuleChange.PutIdentity put) {
    var identity =
        new Identity(
            put.id(),
            Role.ofCode(put.role()),
            put.key(),
            put.bus(),
            put.minWatts(),
            put.maxWatts(),
            0);
    Optional<Identity> known = registration(put.id()).map(Registration::identity);
    require(
        known.isEmpty() || isOfSameKind(known.get(), identity),
        "%s is registered as %s at %d; role and bus stay, another takes another name"
            .formatted(
                put.id(),
                known.map(Identity::role).orElse(null),
                known.map(Identity::bus).orElse(0)));
    require(
        !LedgerState.SYSTEM_ACCOUNTS.contains(put.id()),
        put.id() + " is an account of the ledger itself; choose another name");
    boolean atBus =
        identity.role() != Role.REGION
            && identity.role() != Role.GRID_OPERATOR
            && identity.role() != Role.ISSUER;
    require(
        !atBus || genesis().busIndices().containsKey(put.bus()),
        "%s is at bus %d, which the network does not have".formatted(put.id(), put.bus()));
    require(
        identity.role() != Role.FEEDER || known.isPresent(),
        put.id() + " would be a new feeder-head meter; those come with the genesis");
    require(
        identity.role() == Role.PARTICIPANT || (put.minWatts() == 0 && put.maxWatts() == 0),
        put.id() + " is no participant and has no device limits; both are 0");
    require(
        identity.role() != Role.AGGREGATOR
            || (put.fromInterval() <= from && put.toInterval() == RuleChange.FOREVER),
        put.id() + " is an aggregator: it serves from now on, until it is revoked");
    require(
        state.layer().get(StateKey.contradicted(put.key())).isEmpty(),
        put.id() + " would have a key that was convicted; it may come back with another");
    put(put.id(), new Registration(identity, put.fromInterval(), put.toInterval(), false));
  }

  private static boolean isOfSameKind(Identity known, Identity identity) {
    return known.role() == identity.role() && known.bus() == identity.bus();
  }

  private void revoke(ParticipantId id) {
    Optional<Registration> known = registration(id);
    require(
        known.isPresent() && !known.get().revoked(), id + " is not registered or revoked already");
    put(id, known.get().revoke());
  }

  private void put(ParticipantId id, Registration registration) {
    Versions<Registration> versions = identities.getOrDefault(id, Versions.none());
    identities.put(id, versions.with(from, registration).since(oldest));
    require(
        identities.size() <= RulesReader.MAX_REGISTRATIONS,
        "governance registers or changes at most %d identities"
            .formatted(RulesReader.MAX_REGISTRATIONS));
  }

  private void setMeters(RuleChange.SetMeters set) {
    Optional<Identity> participant = identity(set.participant(), Role.PARTICIPANT);
    require(participant.isPresent(), set.participant() + " is no registered participant");
    for (ParticipantId oracle : set.oracles()) {
      require(
          identity(oracle, Role.ORACLE)
              .filter(meter -> meter.bus() == participant.get().bus())
              .isPresent(),
          oracle + " is no registered oracle at the bus of " + set.participant());
    }
    Versions<List<ParticipantId>> versions =
        meters.getOrDefault(set.participant(), Versions.none());
    meters.put(set.participant(), versions.with(from, set.oracles()).since(oldest));
    require(
        meters.size() <= RulesReader.MAX_REGISTRATIONS,
        "at most %d participants have meters of their own"
            .formatted(RulesReader.MAX_REGISTRATIONS));
  }

  private void setContract(RuleChange.SetContract set) {
    require(
        library.find(set.contract(), Math.max(ContractLibrary.FIRST, set.version())).isPresent(),
        "the program has no contract %s of version %d".formatted(set.contract(), set.version()));
    ContractVersions versions = contracts.getOrDefault(set.contract(), ContractVersions.UNCHANGED);
    require(
        set.version() != versions.last(),
        "%s has version %d already, or is about to".formatted(set.contract(), set.version()));
    require(
        set.version() == 0 || set.version() >= versions.newest(),
        "%s had version %d, which may have written what version %d can't read; take a later one"
            .formatted(set.contract(), versions.newest(), set.version()));
    contracts.put(set.contract(), versions.after(epoch(), set.version()));
  }

  private long epoch() {
    return state.validators().orElse(genesis().validators()).epoch();
  }

  /**
   * The oracle who held a key loses it, whatever else was to be: whoever signs two readings of one
   * meter and interval is not asked again.
   */
  public Amendment withoutKey(ParticipantId oracle, VerificationKey key) {
    Versions<Registration> versions = identities.getOrDefault(oracle, Versions.none());
    Versions<Registration> revoked =
        versions.map(
            version ->
                version.fromInterval() >= from && version.value().identity().key().equals(key)
                    ? new Versions.Version<>(version.fromInterval(), version.value().revoke())
                    : version);
    Optional<Registration> at = registration(oracle);
    boolean startsAtFrom =
        revoked.all().stream().anyMatch(version -> version.fromInterval() == from);
    if (at.isPresent() && at.get().identity().key().equals(key) && !startsAtFrom) {
      var all = new ArrayList<>(revoked.all());
      all.add(new Versions.Version<>(from, at.get().revoke()));
      all.sort(Comparator.comparingLong(Versions.Version::fromInterval));
      revoked = new Versions<>(all);
    }
    identities.put(oracle, revoked);
    return this;
  }

  private void requireSound() {
    MarketRules after = rules();
    long seconds = genesis().parameters().schedule().intervalMillis() / 1000;
    BigInteger energy = before.first().energyJoules();
    for (Versions<Registration> versions : identities.values()) {
      energy =
          energy.add(
              versions.all().stream()
                  .map(version -> SumBounds.energyJoules(version.value().identity(), seconds))
                  .reduce(BigInteger.ZERO, BigInteger::max));
    }
    for (MarketParameters parameters : after.allParameters()) {
      SumBounds.require(BigInteger.valueOf(state.supply().issuedMicros()), energy, parameters);
    }
    SortedMap<Integer, List<ParticipantId>> aggregators = after.aggregators(from);
    aggregators.forEach(
        (bus, ids) ->
            require(
                ids.size() <= BusBooks.MAX_BOOKS,
                "bus %d would have the aggregators %s, it can have %d"
                    .formatted(bus, ids, BusBooks.MAX_BOOKS)));
    Stream.concat(before.first().oracles().stream().map(Identity::id), identities.keySet().stream())
        .flatMap(id -> after.registration(id, from).stream())
        .filter(oracle -> oracle.identity().role() == Role.ORACLE && !oracle.revoked())
        .map(Registration::identity)
        .forEach(
            oracle ->
                require(
                    aggregators.containsKey(oracle.bus()),
                    "oracle %s would be at bus %d without an aggregator"
                        .formatted(oracle.id(), oracle.bus())));
  }

  private MarketRules rules() {
    return new MarketRules(before.first(), values, identities, meters, contracts, governors);
  }

  /** Puts the changes into the state. */
  public void write() {
    RulesReader.write(state, rules());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise + ".");
    }
  }
}
