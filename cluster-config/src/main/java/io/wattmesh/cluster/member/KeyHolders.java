package io.wattmesh.cluster.member;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.dispatch.Futures;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Places validators, each a shard of its own, on nodes that have their keys: such a node has a
 * member's role that says so. One whose key no member has lies somewhere and does nothing, so that
 * messages to it don't pile up, and moves when a holder comes. None is moved from one holder of its
 * key to another while that is up.
 */
final class KeyHolders extends ShardCoordinator.AbstractShardAllocationStrategy {
  private static final String ROLE = "holds-";

  private final Cluster cluster;
  private final String market;

  /**
   * @param market whose validators; empty for the only one
   */
  KeyHolders(ActorSystem<?> system, String market) {
    this.cluster = Cluster.get(system);
    this.market = market;
  }

  /** The role of members that have a validator's key. */
  static String role(String validator, String market) {
    return HostedMarket.suffixed(ROLE + validator, market);
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String validator, Map<ActorRef, IndexedSeq<String>> allocations) {
    return Futures.successful(
        allocations.keySet().stream()
            .min(
                Comparator.<ActorRef, Boolean>comparing(region -> !holds(region, validator))
                    .thenComparingInt(region -> allocations.get(region).size())
                    .thenComparing(region -> address(region).toString()))
            .orElse(requester));
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> allocations, Set<String> underWay) {
    var misplaced = new HashSet<String>();
    allocations.forEach(
        (region, validators) ->
            CollectionConverters.asJava(validators).stream()
                .filter(validator -> !underWay.contains(validator) && !holds(region, validator))
                .filter(
                    validator ->
                        allocations.keySet().stream().anyMatch(other -> holds(other, validator)))
                .forEach(misplaced::add));
    return Futures.successful(misplaced);
  }

  private boolean holds(ActorRef region, String validator) {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(member -> member.address().equals(address(region)))
        .anyMatch((Member member) -> member.hasRole(role(validator, market)));
  }

  private Address address(ActorRef region) {
    Address address = region.path().address();
    return address.hasLocalScope() ? cluster.selfMember().address() : address;
  }
}
