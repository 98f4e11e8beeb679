package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.ledger.explore.AccountHistory;
import io.wattmesh.ledger.explore.Movement;
import io.wattmesh.ledger.explore.ReplayStart;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh ledger account}: what an account holds, and what changed it. */
@Command(
    name = "account",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what an account holds after a block; with --statement, all that changed it since"
          + " another block, each movement with its cause. The movements add up to the change"
          + " exactly, or the command ends with 4.",
      "The ledger's own accounts are ledger.balancing, ledger.rounding and ledger.tariff."
    })
final class LedgerAccountCommand implements Callable<Integer> {
  private static final int HASH_DIGITS = 12;

  @Spec private CommandSpec spec;

  @Mixin private LedgerOptions ledger;

  @Parameters(paramLabel = "ID", description = "A participant, or one of the ledger's accounts.")
  private String id;

  @Option(
      names = "--at",
      paramLabel = "HEIGHT",
      description = "After the block of this height (default: the newest).")
  private Long at;

  @Option(names = "--statement", description = "Show what changed it.")
  private boolean statement;

  @Option(
      names = "--from",
      paramLabel = "HEIGHT",
      description = "The statement opens after the block of this height (default: 0, genesis).")
  private Long from;

  @Option(names = "--json", description = "The account as one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (from != null && !statement) {
      throw new UsageErrorException("--from belongs to --statement.");
    }
    return ledger.open(this::show);
  }

  private int show(LedgerOptions.Opened opened) throws IOException {
    var account = new ParticipantId(id);
    if (!LedgerState.SYSTEM_ACCOUNTS.contains(account)
        && !opened.genesis().identities().containsKey(account)) {
      throw new UserErrorException(
          ("There is no account %s in %s. `wattmesh ledger token payment --limit 0` lists all of"
                  + " them.")
              .formatted(id, opened.root()));
    }
    long last = at == null ? opened.tip() : opened.requireHeight("--at", at);
    long first = from == null ? 0 : from;
    if (first < 0 || first > last) {
      throw new UsageErrorException(
          "--from %d: the statement ends at height %d and opens at 0 to %d."
              .formatted(first, last, last));
    }
    ReplayStart start = opened.start(statement ? first : last);
    var history = new AccountHistory(opened.genesis(), start, account, statement ? first : last);
    opened.replay(start, last, history.watch(), history::follow);
    AccountHistory.Statement found = history.statement();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOut.print(out, toJson(found));
    } else if (statement) {
      printStatement(out, found);
    } else {
      print(out, found);
    }
    out.flush();
    return ExitCodes.OK;
  }

  private Map<String, Object> toJson(AccountHistory.Statement found) {
    Map<String, Object> fields = JsonOut.object("account", id, "height", found.to());
    fields.putAll(toJson(found.closing()));
    fields.put("callNonce", found.closing().calls().highest());
    if (statement) {
      fields.put("from", found.from());
      fields.put("opening", toJson(found.opening()));
      fields.put(
          "movements", found.movements().stream().map(LedgerAccountCommand::toJson).toList());
      fields.put("closing", toJson(found.closing()));
    }
    return fields;
  }

  private static Map<String, Object> toJson(Account account) {
    return JsonOut.object(
        "balanceMicros",
        account.balanceMicros(),
        "lockedMicros",
        account.lockedMicros(),
        "creditsJoules",
        account.creditsJoules(),
        "bidNonce",
        account.lastNonce());
  }

  private static Map<String, Object> toJson(Movement movement) {
    return JsonOut.object(
        "height",
        movement.height(),
        "time",
        Units.utc(movement.millis()),
        "cause",
        movement.cause(),
        "interval",
        movement.interval(),
        "transaction",
        movement.transaction().map(Hash::hex).orElse(null),
        "balanceMicros",
        movement.balanceMicros(),
        "lockedMicros",
        movement.lockedMicros(),
        "creditsJoules",
        movement.creditsJoules());
  }

  private void print(PrintWriter out, AccountHistory.Statement found) {
    Account account = found.closing();
    out.printf(Locale.ROOT, "account     %s after block %d%n", id, found.to());
    out.printf(
        Locale.ROOT,
        "balance     %s tokens, %s of them locked, %s free%n",
        Units.tokens(account.balanceMicros()),
        Units.tokens(account.lockedMicros()),
        Units.tokens(account.freeMicros()));
    out.printf(Locale.ROOT, "credits     %s kWh%n", Units.kwh(account.creditsJoules()));
    out.printf(
        Locale.ROOT,
        "nonces      %d of bids, %d of calls%n",
        account.lastNonce(),
        found.closing().calls().highest());
  }

  private void printStatement(PrintWriter out, AccountHistory.Statement found) {
    out.printf(
        Locale.ROOT, "%s, from after block %d to after block %d%n", id, found.from(), found.to());
    var table =
        new TextTable(
            "height",
            "<time (UTC)",
            "<cause",
            "interval",
            "<transaction",
            "balance (tokens)",
            "locked (tokens)",
            "credits (kWh)");
    edge(table, found.from(), "opening", found.opening());
    for (Movement movement : found.movements()) {
      table.row(
          movement.height(),
          Units.utc(movement.millis()),
          movement.cause(),
          movement.interval(),
          movement.transaction().map(t -> t.hex().substring(0, HASH_DIGITS)).orElse(""),
          Units.change(movement.balanceMicros()),
          Units.change(movement.lockedMicros()),
          Units.kwhChange(movement.creditsJoules()));
    }
    edge(table, found.to(), "closing", found.closing());
    table.print(out);
  }

  private static void edge(TextTable table, long height, String what, Account account) {
    table.row(
        height,
        "",
        what,
        "",
        "",
        Units.tokens(account.balanceMicros()),
        Units.tokens(account.lockedMicros()),
        Units.kwh(account.creditsJoules()));
  }
}
