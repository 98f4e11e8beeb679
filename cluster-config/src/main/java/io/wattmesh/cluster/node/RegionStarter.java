package io.wattmesh.cluster.node;

import io.wattmesh.market.clearing.RegionPost;
import io.wattmesh.market.clearing.actor.ClearingRegionActor;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.ToRegion;
import io.wattmesh.market.message.actor.MarketShards;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;

/** Starts a clearing region; fault drills put something else in an honest one's place. */
@FunctionalInterface
public interface RegionStarter {
  RegionStarter HONEST = ClearingRegionActor::create;

  Behavior<ToRegion> start(
      RegionPost post,
      ActorRef<SubmitTransaction> ledger,
      ClearingRegionActor.Observers observers,
      MarketShards market);
}
