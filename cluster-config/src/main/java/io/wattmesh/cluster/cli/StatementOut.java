package io.wattmesh.cluster.cli;

import io.wattmesh.ledger.explore.StatementAmounts;
import io.wattmesh.ledger.explore.StatementLine;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Statements as a table, as CSV and as JSON. */
final class StatementOut {
  private static final String[] COLUMNS = {
    "kind",
    "period",
    "interval",
    "start_utc",
    "account",
    "bus",
    "price_tokens_per_mwh",
    "awarded_joules",
    "delivered_joules",
    "payment_tokens",
    "deviation_tokens",
    "fees_tokens",
    "transfers_tokens",
    "net_tokens",
    "credits_minted_joules",
    "credits_moved_joules",
    "settled_height",
    "settlement_root"
  };

  private final Hash chainId;
  private final MarketSchedule schedule;
  private final SettlementPeriod period;
  private final List<StatementLine> lines;
  private final SortedMap<String, SortedMap<ParticipantId, StatementAmounts>> nets;

  StatementOut(
      Hash chainId,
      MarketSchedule schedule,
      SettlementPeriod period,
      List<StatementLine> lines,
      SortedMap<String, SortedMap<ParticipantId, StatementAmounts>> nets) {
    this.chainId = chainId;
    this.schedule = schedule;
    this.period = period;
    this.lines = lines;
    this.nets = nets;
  }

  /**
   * @param whose statement it is; empty for the amounts of all accounts
   */
  void print(PrintWriter out, Optional<ParticipantId> whose, StatementCommand.Format format) {
    List<Net> amounts = nets(whose);
    switch (format) {
      case TABLE -> printTables(out, whose, amounts);
      case CSV -> printCsv(out, amounts);
      case JSON -> printJson(out, whose, amounts);
    }
    out.flush();
  }

  /** What an account is owed over a period. */
  private record Net(String period, ParticipantId account, StatementAmounts amounts) {
    String words() {
      long micros = amounts.netMicros();
      String how = micros < 0 ? "due from" : micros > 0 ? "owed to" : "nothing owed to or due from";
      String amount = micros == 0 ? "" : ": " + Units.tokens(Math.absExact(micros)) + " tokens";
      return "%s %s%s".formatted(how, account, amount);
    }
  }

  private List<Net> nets(Optional<ParticipantId> whose) {
    var list = new ArrayList<Net>();
    nets.forEach(
        (name, accounts) ->
            accounts.forEach(
                (account, amounts) -> {
                  if (whose.isEmpty() || whose.get().equals(account)) {
                    list.add(new Net(name, account, amounts));
                  }
                }));
    return list;
  }

  private long sumMicros(String name) {
    return nets.get(name).values().stream()
        .mapToLong(StatementAmounts::netMicros)
        .reduce(0, Math::addExact);
  }

  private String start(long interval) {
    return Units.utc(schedule.deliveryMillis(interval));
  }

  private void printTables(PrintWriter out, Optional<ParticipantId> whose, List<Net> amounts) {
    if (whose.isEmpty()) {
      printEverybody(out, amounts);
      return;
    }
    var table =
        new TextTable(
            "interval",
            "<start (UTC)",
            "award (kWh)",
            "delivery (kWh)",
            "price ($/MWh)",
            "payment",
            "deviation",
            "fees",
            "transfers",
            "net (tokens)",
            "credits (kWh)",
            "block",
            "<settlement root");
    for (StatementLine line : lines) {
      StatementAmounts own = line.amounts();
      table.row(
          line.interval(),
          start(line.interval()),
          line.statement().map(s -> Units.kwh(s.awardedJoules())).orElse(""),
          line.statement().map(s -> Units.kwh(s.deliveredJoules())).orElse(""),
          line.statement().map(s -> Units.price(s.priceMicrosPerMwh())).orElse(""),
          Units.tokens(own.paymentMicros()),
          Units.tokens(own.deviationMicros()),
          Units.tokens(own.feesMicros()),
          Units.tokens(own.transfersMicros()),
          Units.tokens(own.netMicros()),
          Units.kwh(Math.addExact(own.mintedJoules(), own.movedJoules())),
          line.settlement().map(s -> String.valueOf(s.height())).orElse("open"),
          line.settlement().map(s -> s.root().shortHex()).orElse(""));
    }
    table.print(out);
    out.println();
    if (amounts.isEmpty()) {
      out.printf("nothing moved the account of %s%n", whose.get());
    }
    for (Net net : amounts) {
      out.printf(Locale.ROOT, "%s: %s%n", net.period(), net.words());
    }
  }

  private void printEverybody(PrintWriter out, List<Net> amounts) {
    var table =
        new TextTable(
            "<period",
            "<account",
            "payment",
            "deviation",
            "fees",
            "transfers",
            "net (tokens)",
            "credits (kWh)");
    for (Net net : amounts) {
      StatementAmounts own = net.amounts();
      table.row(
          net.period(),
          net.account(),
          Units.tokens(own.paymentMicros()),
          Units.tokens(own.deviationMicros()),
          Units.tokens(own.feesMicros()),
          Units.tokens(own.transfersMicros()),
          Units.tokens(own.netMicros()),
          Units.kwh(Math.addExact(own.mintedJoules(), own.movedJoules())));
    }
    table.print(out);
    out.println();
    nets.keySet()
        .forEach(
            name ->
                out.printf(
                    Locale.ROOT,
                    "%s: %,d accounts, net amounts add up to %s tokens%n",
                    name,
                    nets.get(name).size(),
                    Units.tokens(sumMicros(name))));
  }

  private void printCsv(PrintWriter out, List<Net> amounts) {
    csv(out, (Object[]) COLUMNS);
    for (StatementLine line : lines) {
      Optional<SettlementStatement> statement = line.statement();
      StatementAmounts own = line.amounts();
      csv(
          out,
          "interval",
          period.of(line.interval(), schedule),
          line.interval(),
          start(line.interval()),
          line.account(),
          statement.map(s -> (Object) s.bus()).orElse(""),
          statement.map(s -> plain(s.priceMicrosPerMwh())).orElse(""),
          statement.map(s -> (Object) s.awardedJoules()).orElse(""),
          statement.map(s -> (Object) s.deliveredJoules()).orElse(""),
          plain(own.paymentMicros()),
          plain(own.deviationMicros()),
          plain(own.feesMicros()),
          plain(own.transfersMicros()),
          plain(own.netMicros()),
          own.mintedJoules(),
          own.movedJoules(),
          line.settlement().map(s -> (Object) s.height()).orElse(""),
          line.settlement().map(s -> s.root().hex()).orElse(""));
    }
    for (Net net : amounts) {
      StatementAmounts own = net.amounts();
      csv(
          out,
          "net",
          net.period(),
          "",
          "",
          net.account(),
          "",
          "",
          "",
          "",
          plain(own.paymentMicros()),
          plain(own.deviationMicros()),
          plain(own.feesMicros()),
          plain(own.transfersMicros()),
          plain(own.netMicros()),
          own.mintedJoules(),
          own.movedJoules(),
          "",
          "");
    }
  }

  /** Exact, without groups of digits. */
  private static String plain(long micros) {
    return Units.tokens(micros).replace(",", "");
  }

  /** None of the values has a comma, a quote or a line's end in it. */
  private static void csv(PrintWriter out, Object... values) {
    out.print(Arrays.stream(values).map(String::valueOf).collect(Collectors.joining(",")));
    out.print("\r\n");
  }

  private void printJson(PrintWriter out, Optional<ParticipantId> whose, List<Net> amounts) {
    Map<String, Object> fields =
        JsonOut.object(
            "chainId",
            chainId.hex(),
            "account",
            whose.map(ParticipantId::value).orElse(null),
            "period",
            period.name().toLowerCase(Locale.ROOT));
    if (whose.isPresent()) {
      fields.put("lines", lines.stream().map(this::toJson).toList());
    }
    fields.put("nets", amounts.stream().map(StatementOut::toJson).toList());
    fields.put(
        "sums",
        nets.keySet().stream()
            .map(
                name ->
                    JsonOut.object(
                        "period",
                        name,
                        "accounts",
                        nets.get(name).size(),
                        "netMicros",
                        sumMicros(name)))
            .toList());
    JsonOut.print(out, fields);
  }

  private Map<String, Object> toJson(StatementLine line) {
    Map<String, Object> fields =
        JsonOut.object(
            "interval",
            line.interval(),
            "start",
            start(line.interval()),
            "period",
            period.of(line.interval(), schedule));
    line.statement()
        .ifPresent(
            statement -> {
              fields.put("bus", statement.bus());
              fields.put("priceMicrosPerMwh", statement.priceMicrosPerMwh());
              fields.put("awardedJoules", statement.awardedJoules());
              fields.put("deliveredJoules", statement.deliveredJoules());
            });
    fields.putAll(toJson(line.amounts()));
    line.settlement()
        .ifPresent(
            settlement -> {
              fields.put("settledHeight", settlement.height());
              fields.put("settlementRoot", settlement.root().hex());
            });
    return fields;
  }

  private static Map<String, Object> toJson(Net net) {
    Map<String, Object> fields =
        JsonOut.object("period", net.period(), "account", net.account().value());
    fields.putAll(toJson(net.amounts()));
    return fields;
  }

  private static Map<String, Object> toJson(StatementAmounts own) {
    return JsonOut.object(
        "paymentMicros",
        own.paymentMicros(),
        "deviationMicros",
        own.deviationMicros(),
        "feesMicros",
        own.feesMicros(),
        "transfersMicros",
        own.transfersMicros(),
        "netMicros",
        own.netMicros(),
        "mintedJoules",
        own.mintedJoules(),
        "movedJoules",
        own.movedJoules());
  }
}
