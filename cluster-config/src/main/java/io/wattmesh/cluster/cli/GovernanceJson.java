package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.cli.GovernanceShowCommand.Shown;
import io.wattmesh.cluster.governance.RuleChangeWords;
import io.wattmesh.ledger.explore.GovernanceLog.Entry;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.governance.ProposalRecord;
import io.wattmesh.ledger.governance.RulesInForce;
import io.wattmesh.ledger.governance.RulesInForce.From;
import io.wattmesh.ledger.governance.RulesInForce.Registered;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.governance.RuleChange;
import io.wattmesh.proto.governance.RuleParameter;
import io.wattmesh.proto.governance.RuleProposal;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A market's governance as JSON; the text for people has the same. */
final class GovernanceJson {
  private GovernanceJson() {}

  static Map<String, Object> of(Shown shown) {
    return JsonOut.object(
        "height",
        shown.height(),
        "time",
        Units.utc(shown.blockMillis()),
        "epoch",
        shown.validators().epoch(),
        "nextInterval",
        shown.nextInterval(),
        "governedBy",
        shown.rules().governors().isPresent() ? "governors" : "validators",
        "governors",
        powers(shown.governors()),
        "parameters",
        parameters(shown.rules()),
        "identities",
        shown.rules().identities().stream().map(GovernanceJson::identity).toList(),
        "meters",
        shown.rules().meters().stream()
            .map(
                from ->
                    JsonOut.object(
                        "fromInterval",
                        from.start(),
                        "participant",
                        from.value().participant().value(),
                        "oracles",
                        from.value().oracles().stream().map(ParticipantId::value).toList()))
            .toList(),
        "contracts",
        shown.rules().contracts().stream()
            .map(
                from ->
                    JsonOut.object(
                        "fromEpoch",
                        from.start(),
                        "contract",
                        from.value().contract(),
                        "version",
                        from.value().version()))
            .toList(),
        "proposals",
        proposals(shown),
        "history",
        shown.log().entries().stream().map(GovernanceJson::entry).toList());
  }

  private static Map<String, Long> powers(ValidatorSet governors) {
    var powers = new LinkedHashMap<String, Long>();
    governors.validators().forEach(one -> powers.put(one.id().value(), one.power()));
    return powers;
  }

  /** The value of each parameter that governance may change. */
  static long value(MarketParameters parameters, RuleParameter parameter) {
    return switch (parameter) {
      case PRICE_CAP -> parameters.priceCapMicrosPerMwh();
      case DEVIATION -> parameters.deviationPartsPerMillion();
      case VOID_PRICE -> parameters.voidPriceMicrosPerMwh();
      case GAS_PRICE -> parameters.fees().gasPriceMicros();
      case TRADE_FEE -> parameters.fees().tradeFeePartsPerMillion();
      case DELAY -> parameters.governance().delayMillis();
      case REVEAL_WINDOW -> parameters.sealing().revealWindowMillis();
      case SEAL_FORFEIT -> parameters.sealing().forfeitMicrosPerMwh();
    };
  }

  private static List<Map<String, Object>> parameters(RulesInForce rules) {
    List<Map<String, Object>> rows = new ArrayList<>();
    rows.add(values(null, rules.first()));
    rules.parameters().forEach(from -> rows.add(values(from.start(), from.value())));
    return rows;
  }

  /** Of the genesis there is no first interval: its values hold before all changes. */
  private static Map<String, Object> values(Long fromInterval, MarketParameters parameters) {
    Map<String, Object> row = JsonOut.object("fromInterval", fromInterval);
    for (RuleParameter parameter : RuleParameter.values()) {
      row.put(parameter.word(), value(parameters, parameter));
    }
    return row;
  }

  private static Map<String, Object> identity(From<Registered> from) {
    Identity identity = from.value().identity();
    return JsonOut.object(
        "fromInterval",
        from.start(),
        "id",
        identity.id().value(),
        "role",
        RuleChangeWords.word(identity.role()),
        "key",
        identity.key().toString(),
        "bus",
        identity.bus(),
        "minWatts",
        identity.minWatts(),
        "maxWatts",
        identity.maxWatts(),
        "countsFromInterval",
        from.value().fromInterval(),
        "countsToInterval",
        from.value().toInterval() == RuleChange.FOREVER ? null : from.value().toInterval(),
        "revoked",
        from.value().revoked());
  }

  private static List<Map<String, Object>> proposals(Shown shown) {
    List<Map<String, Object>> all = new ArrayList<>();
    shown.log().records().forEach((id, record) -> all.add(proposal(shown, id, record)));
    return all;
  }

  private static Map<String, Object> proposal(Shown shown, Hash id, ProposalRecord record) {
    RuleProposal proposal = shown.log().proposals().get(id);
    return JsonOut.object(
        "id",
        id.hex(),
        "status",
        status(record),
        "proposer",
        record.proposer().value(),
        "number",
        proposal.number(),
        "textHash",
        record.textHash().hex(),
        "changes",
        proposal.changes().stream().map(RuleChangeWords::of).toList(),
        "proposed",
        Units.utc(record.proposedMillis()),
        "decided",
        record.decidedMillis() == 0 ? null : Units.utc(record.decidedMillis()),
        "effective",
        record.effectiveMillis() == 0 ? null : Units.utc(record.effectiveMillis()),
        "fromInterval",
        record.fromInterval() < 0 ? null : record.fromInterval(),
        "votesFor",
        votes(record.approvals()),
        "votesToCancel",
        votes(record.cancellations()));
  }

  static String status(ProposalRecord record) {
    return record.status().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Map<String, String> votes(SortedMap<ParticipantId, Long> votes) {
    var times = new TreeMap<String, String>();
    votes.forEach((governor, millis) -> times.put(governor.value(), Units.utc(millis)));
    return times;
  }

  private static Map<String, Object> entry(Entry entry) {
    return JsonOut.object(
        "height",
        entry.height(),
        "time",
        Units.utc(entry.blockMillis()),
        "what",
        what(entry),
        "proposal",
        entry.proposal().map(Hash::hex).orElse(null),
        "governor",
        entry.governor().orElse(null),
        "transaction",
        entry.outcome().map(outcome -> outcome.transaction().hex()).orElse(null),
        "outcome",
        entry.outcome().map(outcome -> outcome.code().name()).orElse(null),
        "detail",
        entry.outcome().map(outcome -> outcome.detail()).orElse(null));
  }

  static String what(Entry entry) {
    return entry.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
