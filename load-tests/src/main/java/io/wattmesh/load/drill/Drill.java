package io.wattmesh.load.drill;

import java.util.List;

/** Something that is done to a cluster while it carries a market. */
interface Drill {
  /** As people write it. */
  String key();

  String description();

  /** On what cluster. */
  ClusterPlan plan();

  /**
   * Makes what must be there before the first node starts; {@link DrillCluster#closeInTheEnd} takes
   * it away.
   */
  default void prepare(DrillCluster cluster) throws Exception {}

  /**
   * Does it, to a cluster that carries the market, and leaves it carrying the market.
   *
   * @return what was seen, fault by fault
   */
  List<Course> run(DrillCluster cluster) throws Exception;
}
