package io.wattmesh.cluster.cli;

import io.wattmesh.ledger.contract.GasSchedule;
import io.wattmesh.ledger.explore.SettlementExample;
import io.wattmesh.proto.contract.Call;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh ledger gas}: what calls cost. */
@Command(
    name = "gas",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what each step of a call costs. With `settlement`, carries out the settlement of 5 kWh"
          + " at 0.2 tokens a kWh on a ledger of its own and shows what its meter was charged, step"
          + " by step; ends with 1 if that is not 4,524 of 6,000 gas.",
      "It needs no run. `wattmesh ledger tx HASH --gas` shows the same of a call in a ledger."
    })
final class LedgerGasCommand implements Callable<Integer> {
  /** What to show. */
  enum Example {
    SETTLEMENT
  }

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "EXAMPLE",
      description = "${COMPLETION-CANDIDATES}, in any case; without it, the schedule.")
  private Example example;

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    int code = example == null ? schedule(out) : settlement(out);
    out.flush();
    return code;
  }

  private static Map<String, Long> prices() {
    var prices = new LinkedHashMap<String, Long>();
    prices.put("signatureCheck", GasSchedule.SIGNATURE_CHECK);
    prices.put("write", GasSchedule.WRITE);
    prices.put("removal", GasSchedule.REMOVAL);
    prices.put("read", GasSchedule.READ);
    prices.put("arithmetic", GasSchedule.ARITHMETIC);
    prices.put("hashing", GasSchedule.HASH_BLOCK);
    prices.put("event", GasSchedule.EVENT);
    return prices;
  }

  private int schedule(PrintWriter out) {
    if (json) {
      JsonOut.print(
          out,
          JsonOut.object(
              "gas",
              prices(),
              "leastLimit",
              Call.MIN_GAS_LIMIT,
              "usualLimit",
              Call.DEFAULT_GAS_LIMIT,
              "greatestLimit",
              Call.MAX_GAS_LIMIT));
      return ExitCodes.OK;
    }
    var table = new TextTable("<step", "gas", "<of");
    Map<String, Long> prices = prices();
    table.row("signature check", grouped(prices.get("signatureCheck")), "each, the call's own too");
    table.row("write", grouped(prices.get("write")), "an account, a record, the supply");
    table.row("removal", grouped(prices.get("removal")), "a record");
    table.row("read", grouped(prices.get("read")), "an account, a record, the supply, a name");
    table.row("arithmetic", grouped(prices.get("arithmetic")), "a sum, difference, comparison");
    table.row("hashing", grouped(prices.get("hashing")), "each 64 bytes, begun");
    table.row("event", grouped(prices.get("event")), "each");
    table.print(out);
    out.printf(
        Locale.ROOT,
        "limits of a call: %,d to %,d, %,d if its client says nothing%n",
        Call.MIN_GAS_LIMIT,
        Call.MAX_GAS_LIMIT,
        Call.DEFAULT_GAS_LIMIT);
    return ExitCodes.OK;
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private int settlement(PrintWriter out) {
    SettlementExample.Result result = SettlementExample.run();
    if (json) {
      JsonOut.print(out, toJson(result));
    } else {
      print(out, result);
    }
    if (!result.holds()) {
      out.flush();
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "wattmesh: the settlement used %,d gas, it must be %,d of %,d.%n",
              result.receipt().gasUsed(),
              SettlementExample.EXPECTED_GAS,
              SettlementExample.GAS_LIMIT);
    }
    return result.holds() ? ExitCodes.OK : ExitCodes.FAILURE;
  }

  private static Map<String, Object> toJson(SettlementExample.Result result) {
    return JsonOut.object(
        "holds",
        result.holds(),
        "energyJoules",
        SettlementExample.ENERGY_JOULES,
        "priceMicrosPerMwh",
        SettlementExample.PRICE_MICROS_PER_MWH,
        "outcome",
        result.code().name(),
        "gasUsed",
        result.receipt().gasUsed(),
        "gasLimit",
        result.receipt().gasLimit(),
        "gasSteps",
        TransactionJson.steps(result.steps()),
        "buyerMicros",
        result.buyerMicros(),
        "sellerMicros",
        result.sellerMicros(),
        "operatorMicros",
        result.operatorMicros(),
        "outcomeWithOneLess",
        result.oneLess().name(),
        "accountsChangedWithOneLess",
        result.changedByOneLess());
  }

  private static void print(PrintWriter out, SettlementExample.Result result) {
    out.printf(
        Locale.ROOT,
        "settlement of %s kWh at %s tokens/MWh, executed: %s%n%n",
        Units.kwh(SettlementExample.ENERGY_JOULES),
        Units.price(SettlementExample.PRICE_MICROS_PER_MWH),
        result.code());
    TransactionText.printSteps(out, result.steps());
    out.printf(
        Locale.ROOT,
        "%n%,d of %,d gas; with a limit of %,d: %s, %s%n",
        result.receipt().gasUsed(),
        result.receipt().gasLimit(),
        result.receipt().gasUsed() - 1,
        result.oneLess(),
        result.changedByOneLess().isEmpty()
            ? "no account changed"
            : "changed " + result.changedByOneLess());
    out.printf(
        Locale.ROOT,
        "buyer %s, seller %s, operator %s tokens, together %s%n",
        Units.change(result.buyerMicros()),
        Units.change(result.sellerMicros()),
        Units.change(result.operatorMicros()),
        Units.tokens(result.buyerMicros() + result.sellerMicros() + result.operatorMicros()));
  }
}
