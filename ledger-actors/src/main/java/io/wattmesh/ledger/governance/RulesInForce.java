package io.wattmesh.ledger.governance;

import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A state's rules laid out for who wants to look at them. Versions that no interval needs any more
 * are not there.
 *
 * @param first the parameters of the genesis
 * @param parameters those that governance changed, by rising interval
 * @param identities who came or changed after genesis, by name and interval
 * @param meters who is metered by several oracles together, by name and interval
 * @param contracts in which versions contracts are called that were changed, by name and epoch
 * @param governors who governs; empty if the validators do
 */
public record RulesInForce(
    MarketParameters first,
    List<From<MarketParameters>> parameters,
    List<From<Registered>> identities,
    List<From<Metered>> meters,
    List<From<ContractVersion>> contracts,
    Optional<ValidatorSet> governors) {
  /**
   * What holds from an interval on, or of a contract from an epoch on.
   *
   * @param start the interval or epoch
   */
  public record From<T>(long start, T value) {}

  /**
   * An identity as it was registered.
   *
   * @param fromInterval the first interval in which what it signs counts
   * @param toInterval the last one
   * @param revoked whether it is not registered any more
   */
  public record Registered(
      Identity identity, long fromInterval, long toInterval, boolean revoked) {}

  /**
   * A participant and who meters it.
   *
   * @param oracles none if any oracle of its bus does
   */
  public record Metered(ParticipantId participant, List<ParticipantId> oracles) {
    public Metered {
      oracles = List.copyOf(oracles);
    }
  }

  /**
   * A contract's version.
   *
   * @param version 0 if it is retired
   */
  public record ContractVersion(String contract, int version) {}

  public RulesInForce {
    parameters = List.copyOf(parameters);
    identities = List.copyOf(identities);
    meters = List.copyOf(meters);
    contracts = List.copyOf(contracts);
  }

  public static RulesInForce of(MarketRules rules) {
    var parameters = new ArrayList<From<MarketParameters>>();
    rules
        .values()
        .all()
        .forEach(
            version ->
                parameters.add(
                    new From<>(version.fromInterval(), rules.parameters(version.fromInterval()))));
    var identities = new ArrayList<From<Registered>>();
    rules
        .registrations()
        .values()
        .forEach(
            versions ->
                versions.all().stream().map(RulesInForce::registered).forEach(identities::add));
    var meters = new ArrayList<From<Metered>>();
    rules
        .allMeters()
        .forEach(
            (participant, versions) ->
                versions
                    .all()
                    .forEach(
                        version ->
                            meters.add(
                                new From<>(
                                    version.fromInterval(),
                                    new Metered(participant, version.value())))));
    var contracts = new ArrayList<From<ContractVersion>>();
    rules
        .contracts()
        .forEach(
            (contract, versions) ->
                versions
                    .byEpoch()
                    .all()
                    .forEach(
                        version ->
                            contracts.add(
                                new From<>(
                                    version.fromInterval(),
                                    new ContractVersion(contract, version.value())))));
    return new RulesInForce(
        rules.genesis().parameters(), parameters, identities, meters, contracts, rules.governors());
  }

  private static From<Registered> registered(Versions.Version<Registration> version) {
    Registration registration = version.value();
    return new From<>(
        version.fromInterval(),
        new Registered(
            registration.identity(),
            registration.fromInterval(),
            registration.toInterval(),
            registration.revoked()));
  }
}
