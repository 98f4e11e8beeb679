package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.market.StepWatch;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.ValidatorSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wattmesh ledger blocks}: the committed blocks. */
@Command(
    name = "blocks",
    mixinStandardHelpOptions = true,
    description = "Lists committed blocks: the last ones, or those from a height on.")
final class LedgerBlocksCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LedgerOptions ledger;

  @Option(names = "--from", paramLabel = "H", description = "The first height.")
  private Long from;

  @Option(names = "--to", paramLabel = "H", description = "The last height (default: the newest).")
  private Long to;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most so many blocks (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--json", description = "The blocks as one JSON document.")
  private boolean json;

  /** A block as it is shown. */
  private record Row(
      BlockHeader header, String id, String author, long accepted, long refused, String stateRoot) {
    Map<String, Object> toJson() {
      return JsonOut.object(
          "height",
          header.height(),
          "id",
          id,
          "epoch",
          header.epoch(),
          "round",
          header.round(),
          "time",
          Units.utc(header.timestampMillis()),
          "author",
          author,
          "accepted",
          accepted,
          "refused",
          refused,
          "stateRoot",
          stateRoot);
    }
  }

  @Override
  public Integer call() throws IOException {
    if (limit < 1) {
      throw new UsageErrorException("--limit " + limit + ": it is at least 1.");
    }
    return ledger.open(this::show);
  }

  private int show(LedgerOptions.Opened opened) throws IOException {
    long first = from == null ? 1 : opened.requireHeight("--from", from);
    long last = to == null ? opened.tip() : opened.requireHeight("--to", to);
    if (first > last) {
      throw new UsageErrorException("--from %d is above --to %d.".formatted(first, last));
    }
    if (from != null) {
      last = Math.min(last, Math.addExact(first, limit - 1));
    }
    List<Row> rows = rows(opened, first, last);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOut.print(
          out,
          JsonOut.object(
              "chainId",
              opened.genesis().chainId().hex(),
              "tip",
              opened.tip(),
              "blocks",
              rows.stream().map(Row::toJson).toList()));
    } else {
      print(out, rows);
    }
    out.flush();
    return ExitCodes.OK;
  }

  private List<Row> rows(LedgerOptions.Opened opened, long first, long last) throws IOException {
    Map<Long, ValidatorSet> validators = validators(opened);
    Deque<Row> rows = new ArrayDeque<>();
    opened.replay(
        last,
        StepWatch.NONE,
        replayed -> {
          if (replayed.block().header().height() >= first) {
            rows.add(row(replayed, validators));
            if (rows.size() > limit) {
              rows.remove();
            }
          }
        });
    return new ArrayList<>(rows);
  }

  private static Row row(Replayed replayed, Map<Long, ValidatorSet> validators) {
    BlockHeader header = replayed.block().header();
    long accepted = replayed.executed().outcomes().stream().filter(Outcome::accepted).count();
    return new Row(
        header,
        replayed.block().id().hex(),
        validators.get(header.epoch()).get(header.author()).id().value(),
        accepted,
        replayed.executed().outcomes().size() - accepted,
        replayed.executed().stateRoot().hex());
  }

  /** The validators of each epoch. */
  private static Map<Long, ValidatorSet> validators(LedgerOptions.Opened opened)
      throws IOException {
    var validators = new TreeMap<Long, ValidatorSet>();
    validators.put(opened.genesis().validators().epoch(), opened.genesis().validators());
    EpochChanges changes = opened.export().epochs();
    for (EpochChange change : changes.changes()) {
      validators.put(change.next().epoch(), change.next());
    }
    return validators;
  }

  private static void print(PrintWriter out, List<Row> rows) {
    var table =
        new TextTable(
            "height",
            "epoch",
            "round",
            "<time (UTC)",
            "<author",
            "accepted",
            "refused",
            "<state root");
    for (Row row : rows) {
      table.row(
          row.header().height(),
          row.header().epoch(),
          row.header().round(),
          Units.utc(row.header().timestampMillis()),
          row.author(),
          row.accepted(),
          row.refused(),
          row.stateRoot());
    }
    table.print(out);
  }
}
