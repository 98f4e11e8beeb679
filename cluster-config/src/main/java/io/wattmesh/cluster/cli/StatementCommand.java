package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.ledger.explore.LedgerReplay;
import io.wattmesh.ledger.explore.SettlementBook;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh statement}: what a participant is owed or owes over settlement periods. */
@Command(
    name = "statement",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a participant's statement: a line for each interval (award, delivery, price, payment,"
          + " deviation, fees, credits; where it was settled), and for each period one amount that"
          + " is owed to it or due from it. Without PARTICIPANT, the amounts of all accounts, which"
          + " add up to zero.",
      "Fees and transfers belong to the interval in which their block's time lies. The ledger's own"
          + " accounts have statements, too: ledger.tariff, ledger.rounding, ledger.balancing."
    })
final class StatementCommand implements Callable<Integer> {
  /** How it is written. */
  enum Format {
    TABLE,
    CSV,
    JSON
  }

  @Spec private CommandSpec spec;

  @Mixin private LedgerOptions ledger;

  @Parameters(arity = "0..1", paramLabel = "PARTICIPANT", description = "For example house-0001.")
  private String participant;

  @Option(
      names = "--from",
      paramLabel = "I",
      defaultValue = "0",
      description = "The first interval (default: ${DEFAULT-VALUE}).")
  private long from;

  @Option(names = "--to", paramLabel = "I", description = "The last interval (default: the last).")
  private Long to;

  @Option(
      names = "--period",
      paramLabel = "P",
      defaultValue = "all",
      description =
          "What is netted: day, week (from Monday), month, by the UTC time at which delivery begins,"
              + " or all (default: ${DEFAULT-VALUE}).")
  private SettlementPeriod period;

  @Option(
      names = "--format",
      paramLabel = "F",
      defaultValue = "table",
      description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  private Format format;

  @Option(names = "--json", description = "The same as --format json.")
  private boolean json;

  @Option(names = "--out", paramLabel = "FILE", description = "Write it there.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    if (from < 0 || (to != null && to < from)) {
      throw new UsageErrorException(
          "--from %d --to %s: intervals count from 0, and the first comes before the last."
              .formatted(from, to));
    }
    return ledger.open(this::make);
  }

  private int make(LedgerOptions.Opened opened) throws IOException {
    Optional<ParticipantId> whose = Optional.ofNullable(participant).map(ParticipantId::new);
    whose.ifPresent(id -> requireAccount(opened, id));
    MarketSchedule schedule = opened.genesis().parameters().schedule();
    var book =
        new SettlementBook(
            opened.genesis(),
            from,
            to == null ? Long.MAX_VALUE : to,
            interval -> period.of(interval, schedule),
            id -> whose.filter(id::equals).isPresent());
    opened.replay(LedgerReplay.EVERYTHING, book.watch(), book::follow);
    var statement =
        new StatementOut(opened.genesis().chainId(), schedule, period, book.lines(), book.nets());
    var text = new StringWriter();
    statement.print(new PrintWriter(text), whose, json ? Format.JSON : format);
    PrintWriter data = spec.commandLine().getOut();
    if (out == null) {
      data.print(text);
    } else {
      Files.writeString(out, text.toString());
      data.println(out);
    }
    data.flush();
    return ExitCodes.OK;
  }

  private static void requireAccount(LedgerOptions.Opened opened, ParticipantId id) {
    if (!LedgerState.SYSTEM_ACCOUNTS.contains(id)
        && !opened.genesis().identities().containsKey(id)) {
      throw new UserErrorException(
          "There is no account %s in %s. Without a name, `wattmesh statement` lists all."
              .formatted(id, opened.root()));
    }
  }
}
