package io.wattmesh.agents.scenario;

import io.wattmesh.proto.governance.RuleParameter;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A change of market parameters that all governors of a run want.
 *
 * @param where its place in the scenario file
 * @param interval it is proposed and approved before this interval's gate closes
 * @param values what becomes of each parameter, in the ledger's units
 */
public record RuleChangeSpec(String where, int interval, SortedMap<RuleParameter, Long> values) {
  public RuleChangeSpec {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }
}
