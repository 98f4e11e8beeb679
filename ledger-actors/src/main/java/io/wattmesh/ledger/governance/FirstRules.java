package io.wattmesh.ledger.governance;

import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.genesis.SumBounds;
import io.wattmesh.proto.model.ParticipantId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the genesis says, counted once: it may have a million identities. */
final class FirstRules {
  private final Genesis genesis;

  /** To be looked up by each message; a sorted map of a million takes twenty steps for it. */
  private final Map<ParticipantId, Identity> identities;

  private final List<Identity> oracles;
  private final List<Identity> feeders;
  private final SortedMap<Integer, List<ParticipantId>> aggregators = new TreeMap<>();
  private final int participants;
  private final BigInteger energyJoules;

  FirstRules(Genesis genesis) {
    this.genesis = genesis;
    this.identities = new HashMap<>(genesis.identities());
    this.oracles = genesis.withRole(Role.ORACLE);
    this.feeders = genesis.withRole(Role.FEEDER);
    genesis
        .withRole(Role.AGGREGATOR)
        .forEach(
            identity ->
                aggregators
                    .computeIfAbsent(identity.bus(), any -> new ArrayList<>())
                    .add(identity.id()));
    aggregators.replaceAll((bus, ids) -> List.copyOf(ids));
    List<Identity> all = genesis.withRole(Role.PARTICIPANT);
    this.participants = all.size();
    long seconds = genesis.parameters().schedule().intervalMillis() / 1000;
    this.energyJoules =
        all.stream()
            .map(identity -> SumBounds.energyJoules(identity, seconds))
            .reduce(BigInteger.ZERO, BigInteger::add);
  }

  Genesis genesis() {
    return genesis;
  }

  /** Who has a name in the genesis. */
  Optional<Identity> identity(ParticipantId id) {
    return Optional.ofNullable(identities.get(id));
  }

  List<Identity> oracles() {
    return oracles;
  }

  List<Identity> feeders() {
    return feeders;
  }

  /** The aggregators of each bus that has any, by id. */
  SortedMap<Integer, List<ParticipantId>> aggregators() {
    return Collections.unmodifiableSortedMap(aggregators);
  }

  int participants() {
    return participants;
  }

  /** The most that an interval can move, J, twice for award and delivery. */
  BigInteger energyJoules() {
    return energyJoules;
  }
}
