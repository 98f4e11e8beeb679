package io.wattmesh.cluster.market;

import io.wattmesh.agents.scenario.GovernanceSpec;
import io.wattmesh.agents.scenario.NetworkNoticeSpec;
import io.wattmesh.agents.scenario.RuleChangeSpec;
import io.wattmesh.grid.rounding.RoundedNetwork;
import io.wattmesh.proto.book.NetworkNotice;
import io.wattmesh.proto.book.NetworkNotice.BranchNotice;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.governance.RuleChange;
import io.wattmesh.proto.governance.RuleProposal;
import io.wattmesh.proto.governance.RuleVote;
import io.wattmesh.proto.model.Hash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The transactions by which a scenario's rules and network change: the same bytes each time. Every
 * validator of the time is for each change, the first of them proposes it. Before them all comes
 * what participants set aside.
 */
public final class PlannedRules {
  private static final double WATTS_PER_MEGAWATT = 1e6;

  private final GovernanceSpec spec;
  private final ValidatorRoster validators;
  private final SigningContext context;
  private final Supplier<SigningKey> operatorKey;
  private final List<SignedEnvelope> first;
  private final Map<Integer, Integer> branchOfRow = new TreeMap<>();

  /**
   * @param first what is handed in before the first interval's gate closes
   */
  PlannedRules(
      GovernanceSpec spec,
      ValidatorRoster validators,
      SigningContext context,
      Supplier<SigningKey> operatorKey,
      RoundedNetwork network,
      List<SignedEnvelope> first) {
    this.first = List.copyOf(first);
    this.spec = spec;
    this.validators = validators;
    this.context = context;
    this.operatorKey = operatorKey;
    for (int branch = 0; branch < network.model().branches(); branch++) {
      branchOfRow.put(network.branchRow(branch), branch);
    }
    spec.networkNotices().forEach(this::notice);
  }

  /** What is handed in before an interval's gate closes, in order. */
  public List<SignedEnvelope> at(long interval) {
    var transactions = new ArrayList<SignedEnvelope>(interval == 0 ? first : List.of());
    spec.ruleChanges().stream()
        .filter(change -> change.interval() == interval)
        .forEach(change -> transactions.addAll(approved(change)));
    spec.networkNotices().stream()
        .filter(notice -> notice.interval() == interval)
        .map(this::notice)
        .map(
            notice ->
                context.sign(
                    MessageType.NETWORK_NOTICE,
                    RoleNames.gridOperator().value(),
                    notice.toBytes(),
                    operatorKey.get()))
        .forEach(transactions::add);
    return transactions;
  }

  private List<SignedEnvelope> approved(RuleChangeSpec change) {
    List<RuleChange> changes = new ArrayList<>();
    change
        .values()
        .forEach((parameter, value) -> changes.add(new RuleChange.SetParameter(parameter, value)));
    Hash text = Sha256.of(change.where().getBytes(StandardCharsets.UTF_8));
    var proposal = new RuleProposal(change.interval(), 0, text, changes);
    List<Validator> governors = validators.presentAt(change.interval()).validators();
    Validator proposer = governors.getFirst();
    var transactions = new ArrayList<SignedEnvelope>();
    transactions.add(sign(MessageType.PROPOSAL_OF_RULES, proposer, proposal.toBytes()));
    byte[] vote = new RuleVote(proposal.idBy(proposer.id()), false).toBytes();
    long power = proposer.power();
    long total = validators.presentAt(change.interval()).totalPower();
    for (Validator governor : governors.subList(1, governors.size())) {
      // Once it is decided a further vote may come too late to be taken.
      if (3 * power <= 2 * total) {
        transactions.add(sign(MessageType.VOTE_ON_RULES, governor, vote));
        power += governor.power();
      }
    }
    return transactions;
  }

  private SignedEnvelope sign(MessageType type, Validator governor, byte[] payload) {
    return context.sign(type, governor.id().value(), payload, validators.signingKey(governor));
  }

  private NetworkNotice notice(NetworkNoticeSpec spec) {
    var byBranch = new TreeMap<Integer, BranchNotice>();
    spec.limitsMw()
        .forEach(
            (row, limitMw) -> {
              long watts = Math.round(limitMw * WATTS_PER_MEGAWATT);
              int branch = branch(spec, row);
              byBranch.put(branch, BranchNotice.limits(branch, -watts, watts));
            });
    for (int row : spec.out()) {
      byBranch.put(branch(spec, row), BranchNotice.outage(branch(spec, row)));
    }
    return new NetworkNotice(spec.interval(), 1, List.copyOf(byBranch.values()));
  }

  private int branch(NetworkNoticeSpec notice, int row) {
    Integer branch = branchOfRow.get(row);
    if (branch == null) {
      throw new UsageErrorException(
          "%s: the grid has no branch in service of row %d; rows count from 0."
              .formatted(notice.where(), row));
    }
    return branch;
  }
}
