package io.wattmesh.agents.scenario;

import java.util.List;
import java.util.OptionalLong;

/**
 * What changes by transactions while a scenario runs, beside its validators.
 *
 * @param delaySeconds how long after its approval a change of rules takes effect; the ledger's own
 *     default if the scenario says nothing
 * @param ruleChanges in order of interval
 * @param networkNotices in order of interval
 */
public record GovernanceSpec(
    OptionalLong delaySeconds,
    List<RuleChangeSpec> ruleChanges,
    List<NetworkNoticeSpec> networkNotices) {
  /** Nothing changes. */
  public static final GovernanceSpec NONE =
      new GovernanceSpec(OptionalLong.empty(), List.of(), List.of());

  public GovernanceSpec {
    ruleChanges = List.copyOf(ruleChanges);
    networkNotices = List.copyOf(networkNotices);
  }
}
