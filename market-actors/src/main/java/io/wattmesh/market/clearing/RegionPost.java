package io.wattmesh.market.clearing;

import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.partition.RegionNetwork;
import io.wattmesh.grid.rounding.RoundedNetwork;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a clearing region begins with.
 *
 * @param network its own buses and lines, its tie lines, its place in the tree
 * @param root the region at the root of the tree
 * @param id the name under which it signs
 * @param regions name and key of every region, by number
 * @param aggregators name and key of the first aggregator of each of its own buses
 * @param parameters the same at every region
 * @param publicNetwork the network of the genesis, which everybody knows; only the root of the tree
 *     uses it, to round the result into a certificate
 * @param earlier what clearings start from
 * @param substitutes the further aggregators of each of its own buses that has several, by place
 *     from 1 on
 * @param noticed the posts of intervals with another network
 */
public record RegionPost(
    RegionNetwork network,
    int root,
    ParticipantId id,
    SigningKey key,
    SigningContext context,
    Map<Integer, Signer> regions,
    Map<Integer, Signer> aggregators,
    ClearingParameters parameters,
    RoundedNetwork publicNetwork,
    EarlierClearings earlier,
    Map<Integer, List<Signer>> substitutes,
    NoticedPosts noticed) {
  /** A name and its key. */
  public record Signer(ParticipantId id, VerificationKey key) {}

  public RegionPost {
    regions = Map.copyOf(regions);
    aggregators = Map.copyOf(aggregators);
    substitutes = Map.copyOf(substitutes);
  }

  /** A region for the genesis's network alone, at whose buses there is one aggregator each. */
  public RegionPost(
      RegionNetwork network,
      int root,
      ParticipantId id,
      SigningKey key,
      SigningContext context,
      Map<Integer, Signer> regions,
      Map<Integer, Signer> aggregators,
      ClearingParameters parameters,
      RoundedNetwork publicNetwork,
      EarlierClearings earlier) {
    this(
        network,
        root,
        id,
        key,
        context,
        regions,
        aggregators,
        parameters,
        publicNetwork,
        earlier,
        Map.of(),
        NoticedPosts.NONE);
  }

  /** All aggregators of one of its buses, by place. */
  List<Signer> aggregatorsOf(int bus) {
    var all = new ArrayList<Signer>();
    Optional.ofNullable(aggregators.get(bus)).ifPresent(all::add);
    all.addAll(substitutes.getOrDefault(bus, List.of()));
    return all;
  }

  /** The place of a bus's aggregator by its name; -1 if it has none of that name. */
  int placeOf(int bus, String aggregator) {
    List<String> names = aggregatorsOf(bus).stream().map(one -> one.id().value()).toList();
    return names.indexOf(aggregator);
  }

  /** The post for an interval, with the network that it has. */
  RegionPost at(long interval) {
    return noticed.of(interval).orElse(this);
  }

  boolean isRoot() {
    return network.tree().isRoot();
  }

  /** The regions that it exchanges messages of the region step with, in rising order. */
  SortedSet<Integer> peers() {
    return peers(network);
  }

  static SortedSet<Integer> peers(RegionNetwork network) {
    var peers = new TreeSet<>(network.neighbours());
    peers.addAll(network.tree().children());
    if (!network.tree().isRoot()) {
      peers.add(network.tree().parent());
    }
    return peers;
  }
}
