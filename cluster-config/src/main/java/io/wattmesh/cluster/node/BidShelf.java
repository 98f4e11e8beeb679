package io.wattmesh.cluster.node;

import io.wattmesh.market.store.BidStore;
import io.wattmesh.market.store.actor.BidStoreActor;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Where the bids lie of all aggregators that have one place at their buses: two of a bus may have
 * promised different bids of one participant.
 *
 * @param stored reads back what was stored before
 * @param writer makes bids durable
 */
public record BidShelf(BidStore stored, ActorRef<BidStoreActor.Command> writer) {}
