package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.cli.GovernanceShowCommand.Shown;
import io.wattmesh.cluster.governance.RuleChangeWords;
import io.wattmesh.ledger.explore.GovernanceLog.Entry;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.governance.ProposalRecord;
import io.wattmesh.ledger.governance.RulesInForce;
import io.wattmesh.ledger.governance.RulesInForce.From;
import io.wattmesh.ledger.governance.RulesInForce.Registered;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.governance.RuleParameter;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A market's governance for people. */
final class GovernanceText {
  private static final int HASH_DIGITS = 12;

  private GovernanceText() {}

  static void print(PrintWriter out, Shown shown) {
    out.printf(
        Locale.ROOT,
        "after block %d, %s, in epoch %d; the next gate is that of interval %d%n",
        shown.height(),
        Units.utc(shown.blockMillis()),
        shown.validators().epoch(),
        shown.nextInterval());
    out.printf(
        Locale.ROOT,
        "governed by %s: %s%n",
        shown.rules().governors().isPresent() ? "governors" : "the validators",
        shown.governors().validators().stream()
            .map(one -> "%s (%d)".formatted(one.id(), one.power()))
            .collect(Collectors.joining(", ")));
    out.println();
    parameters(out, shown.rules());
    others(out, shown.rules());
    proposals(out, shown);
    history(out, shown);
  }

  private static void parameters(PrintWriter out, RulesInForce rules) {
    var table =
        new TextTable(
            Stream.concat(
                    Stream.of("<parameters from"),
                    Arrays.stream(RuleParameter.values()).map(RuleParameter::word))
                .toArray(String[]::new));
    table.row(row("genesis", rules.first()));
    rules.parameters().forEach(from -> table.row(row("interval " + from.start(), from.value())));
    table.print(out);
  }

  private static Object[] row(String from, MarketParameters parameters) {
    return Stream.concat(
            Stream.of(from),
            Arrays.stream(RuleParameter.values())
                .map(
                    parameter ->
                        String.format(
                            Locale.ROOT, "%,d", GovernanceJson.value(parameters, parameter))))
        .toArray();
  }

  private static void others(PrintWriter out, RulesInForce rules) {
    for (From<Registered> from : rules.identities()) {
      Registered registered = from.value();
      out.printf(
          Locale.ROOT,
          "from interval %d: %s %s%s%n",
          from.start(),
          RuleChangeWords.word(registered.identity().role()),
          registered.identity().id(),
          registered.revoked()
              ? " is revoked"
              : " at bus %d, %d to %d W, what it signs counts in intervals %d to %s"
                  .formatted(
                      registered.identity().bus(),
                      registered.identity().minWatts(),
                      registered.identity().maxWatts(),
                      registered.fromInterval(),
                      RuleChangeWords.interval(registered.toInterval())));
    }
    rules
        .meters()
        .forEach(
            from ->
                out.printf(
                    Locale.ROOT,
                    "from interval %d: %s is metered by %s%n",
                    from.start(),
                    from.value().participant(),
                    from.value().oracles().isEmpty()
                        ? "any oracle of its bus"
                        : names(from.value().oracles())));
    rules
        .contracts()
        .forEach(
            from ->
                out.printf(
                    Locale.ROOT,
                    "from epoch %d: contract %s %s%n",
                    from.start(),
                    from.value().contract(),
                    from.value().version() == 0
                        ? "is retired"
                        : "in version " + from.value().version()));
  }

  private static String names(Collection<ParticipantId> ids) {
    return ids.stream().map(ParticipantId::value).collect(Collectors.joining(", "));
  }

  private static void proposals(PrintWriter out, Shown shown) {
    if (shown.log().records().isEmpty()) {
      out.printf("%nno proposal was made%n");
    }
    shown.log().records().forEach((id, record) -> proposal(out, shown, id, record));
  }

  private static void proposal(PrintWriter out, Shown shown, Hash id, ProposalRecord record) {
    out.printf(
        "%nproposal %s%n  %s%n  by %s, %s; text %s%n",
        id,
        status(record),
        record.proposer(),
        Units.utc(record.proposedMillis()),
        record.textHash().equals(Hash.ZERO) ? "none" : record.textHash().hex());
    shown
        .log()
        .proposals()
        .get(id)
        .changes()
        .forEach(change -> out.println("  change: " + RuleChangeWords.of(change)));
    votes(out, "for", record.approvals().keySet(), shown.governors());
    if (!record.cancellations().isEmpty()) {
      votes(out, "to cancel", record.cancellations().keySet(), shown.governors());
    }
  }

  /** A decision counts the power of then; what is shown beside an open one is that of now. */
  private static void votes(
      PrintWriter out, String what, Collection<ParticipantId> voters, ValidatorSet governors) {
    long power =
        governors.validators().stream()
            .filter(one -> voters.contains(one.id()))
            .mapToLong(one -> one.power())
            .sum();
    out.printf(
        Locale.ROOT,
        "  %s: %s; power %d of %d now%n",
        what,
        names(voters),
        power,
        governors.totalPower());
  }

  private static String status(ProposalRecord record) {
    return switch (record.status()) {
      case PROPOSED -> "proposed: more than two thirds of the power are needed";
      case APPROVED -> "approved, takes effect at " + Units.utc(record.effectiveMillis());
      case IN_FORCE -> "in force from interval " + record.fromInterval();
      case CANCELLED -> "cancelled at " + Units.utc(record.decidedMillis());
      case LAPSED -> "lapsed at " + Units.utc(record.decidedMillis());
      case FAILED -> "failed at " + Units.utc(record.decidedMillis()) + ": it could not be made";
    };
  }

  private static void history(PrintWriter out, Shown shown) {
    if (shown.log().entries().isEmpty()) {
      return;
    }
    out.println();
    var table =
        new TextTable("height", "<time (UTC)", "<proposal", "<what", "<governor", "<outcome");
    for (Entry entry : shown.log().entries()) {
      table.row(
          entry.height(),
          Units.utc(entry.blockMillis()),
          entry.proposal().map(id -> id.hex().substring(0, HASH_DIGITS)).orElse("-"),
          GovernanceJson.what(entry),
          entry.governor().orElse(""),
          entry
              .outcome()
              .map(
                  outcome ->
                      outcome.code() + (outcome.detail().isEmpty() ? "" : ": " + outcome.detail()))
              .orElse(""));
    }
    table.print(out);
  }
}
