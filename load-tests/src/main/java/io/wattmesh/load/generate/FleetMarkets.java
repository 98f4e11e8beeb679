package io.wattmesh.load.generate;

import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.member.WorkloadMarkets;
import io.wattmesh.load.workload.WorkloadFile;
import io.wattmesh.market.aggregation.actor.AggregatorActor;
import org.apache.pekko.actor.typed.ActorSystem;

/** Lets nodes carry a fleet's market where this jar is on their class path. */
public final class FleetMarkets implements WorkloadMarkets {
  @Override
  public ScenarioMarket make(String workload) {
    return FleetMarket.of(WorkloadFile.load(workload)).market();
  }

  @Override
  public AggregatorActor.Members answers(ActorSystem<?> system) {
    return new GeneratorAnswers(system);
  }
}
