package io.wattmesh.cluster.member;

import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.market.aggregation.actor.AggregatorActor;
import java.io.IOException;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Makes the markets of load tests, in a jar that this one does not know: found by {@link
 * java.util.ServiceLoader}, so its class is listed in the jar's {@code META-INF/services}.
 */
public interface WorkloadMarkets {
  /**
   * The market of a workload, with the accounts of its fleet; the same on every node.
   *
   * @param workload a shipped workload's name, or a file
   */
  ScenarioMarket make(String workload) throws IOException;

  /**
   * How a node's aggregators answer the participants: those are generators' of load, and no actor
   * has their names.
   */
  AggregatorActor.Members answers(ActorSystem<?> system);
}
