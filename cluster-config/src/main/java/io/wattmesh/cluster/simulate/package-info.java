/**
 * Long runs of the consensus simulator, on several threads: ranges of seeds, all twins scenarios of
 * a size, altered messages. The scenarios themselves know no thread. Uses {@code consensus.sim}.
 */
package io.wattmesh.cluster.simulate;
