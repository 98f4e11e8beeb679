package io.wattmesh.cluster.cli;

import io.wattmesh.ledger.contract.module.Contracts;
import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.governance.RulesReader;
import io.wattmesh.ledger.state.LedgerState;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wattmesh ledger contracts}: in which version each contract is called. */
@Command(
    name = "contracts",
    mixinStandardHelpOptions = true,
    description = {
      "Shows in which version each contract is called after a block, and which version waits for"
          + " the validators' next epoch. 0 is a contract that was retired.",
      "A version changes at an epoch's beginning, after governors approved it; see"
          + " `wattmesh governance show`."
    })
final class LedgerContractsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LedgerOptions ledger;

  @Option(
      names = "--at",
      paramLabel = "HEIGHT",
      description = "After the block of this height (default: the newest).")
  private Long at;

  @Option(names = "--json", description = "The contracts as one JSON document.")
  private boolean json;

  /** A contract's version in an epoch, and the one that waits for the next. */
  private record Row(String contract, int version, OptionalInt waiting) {
    Map<String, Object> toJson() {
      return JsonOut.object(
          "contract",
          contract,
          "version",
          version,
          "waiting",
          waiting.isPresent() ? waiting.getAsInt() : null);
    }
  }

  @Override
  public Integer call() throws IOException {
    return ledger.open(this::show);
  }

  private int show(LedgerOptions.Opened opened) throws IOException {
    long height = at == null ? opened.tip() : opened.requireHeight("--at", at);
    var state = new LedgerState(opened.stateAt(height));
    MarketRules rules = new RulesReader(opened.genesis()).read(state);
    long epoch = state.validators().orElse(opened.genesis().validators()).epoch();
    List<Row> rows = new ArrayList<>();
    for (String name : Contracts.names().stream().sorted().toList()) {
      rows.add(
          new Row(name, rules.contractVersion(name, epoch), rules.waitingVersion(name, epoch)));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOut.print(
          out,
          JsonOut.object(
              "height",
              height,
              "epoch",
              epoch,
              "contracts",
              rows.stream().map(Row::toJson).toList()));
    } else {
      print(out, height, epoch, rows);
    }
    out.flush();
    return ExitCodes.OK;
  }

  private static void print(PrintWriter out, long height, long epoch, List<Row> rows) {
    out.printf("after block %d, in epoch %d%n", height, epoch);
    var table = new TextTable("<contract", "version", "in epoch " + (epoch + 1));
    for (Row row : rows) {
      table.row(
          row.contract(),
          row.version(),
          row.waiting().isPresent() ? Integer.toString(row.waiting().getAsInt()) : "");
    }
    table.print(out);
  }
}
