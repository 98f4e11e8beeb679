package io.wattmesh.cluster.run;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An epoch as people read it.
 *
 * @param firstHeight its first block's height
 * @param change what it changes of the epoch before, in words; empty for the first
 * @param validators each validator's voting power
 */
public record EpochRow(
    long epoch, long firstHeight, String change, SortedMap<String, Long> validators) {
  public EpochRow {
    validators = Collections.unmodifiableSortedMap(new TreeMap<>(validators));
  }

  @Override
  public String toString() {
    return "epoch %d from block %d on: %s; %d validators"
        .formatted(epoch, firstHeight, change, validators.size());
  }
}
