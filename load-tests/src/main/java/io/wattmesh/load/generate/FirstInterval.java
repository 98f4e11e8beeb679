package io.wattmesh.load.generate;

import java.io.IOException;

/** Which of a cluster's intervals is the first that a run bids for. */
@FunctionalInterface
public interface FirstInterval {
  /** Is asked when the generator is ready to bid; may wait for the others. */
  long await() throws IOException, InterruptedException;
}
