package io.wattmesh.grid.clearing.collective;

import io.wattmesh.grid.clearing.message.RegionMessage;
import java.util.List;

/** One pass up the region tree and down again, from one region's view. */
public interface TreeTask {
  /**
   * Combines the children's messages with the region's own part.
   *
   * @param step stamp for the message made
   * @param fromChildren the children's messages, in the order of the children
   * @return what goes to the parent
   */
  RegionMessage up(int step, List<RegionMessage> fromChildren);

  /** At the root: turns what would go to its parent into what a parent would send. */
  RegionMessage turn(RegionMessage up);

  /** What a child receives, given what came from the parent; child counts from 0. */
  RegionMessage down(RegionMessage fromParent, int child);

  /** Called last, with what came from the parent. Usually starts the next exchange. */
  void done(RegionMessage fromParent);
}
