package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.ledger.explore.LedgerReplay;
import io.wattmesh.ledger.explore.TransactionLog;
import io.wattmesh.ledger.explore.TransactionView;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh ledger tx}: transactions and what became of them. */
@Command(
    name = "tx",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a transaction by its hash, or by the hash's first digits; or lists those that a"
          + " participant signed, or that have a bid or a reading of it.",
      "Books of bids and readings are transactions of aggregators and meters."
    })
final class LedgerTxCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LedgerOptions ledger;

  @Parameters(
      arity = "0..1",
      paramLabel = "HASH",
      description = "SHA-256 of the transaction, or at least its first 8 digits.")
  private String hash;

  @Option(names = "--participant", paramLabel = "ID", description = "Whose transactions to list.")
  private String participant;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "List at most the last N (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--gas", description = "Show each step that a call was charged for.")
  private boolean gas;

  @Option(names = "--json", description = "The transactions as one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if ((hash == null) == (participant == null)) {
      throw new UsageErrorException("Give either a transaction's HASH or --participant ID.");
    }
    if (limit < 1) {
      throw new UsageErrorException("--limit " + limit + ": it is at least 1.");
    }
    return ledger.open(hash == null ? this::list : this::showOne);
  }

  private int showOne(LedgerOptions.Opened opened) throws IOException {
    TransactionFinder.Found where = TransactionFinder.find(opened, hash);
    List<TransactionView> found =
        views(
            opened,
            where.height(),
            view ->
                view.block().height() == where.height()
                    && view.outcome().transaction().equals(where.transaction()));
    TransactionView first = found.getFirst();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOut.print(out, TransactionJson.of(first, gas));
    } else {
      TransactionText.print(out, first, gas);
    }
    out.flush();
    return ExitCodes.OK;
  }

  private int list(LedgerOptions.Opened opened) throws IOException {
    var id = new ParticipantId(participant);
    if (!opened.genesis().identities().containsKey(id)) {
      throw new UserErrorException(
          "%s is registered as nothing in %s. `wattmesh ledger token payment` lists participants."
              .formatted(participant, opened.root()));
    }
    List<TransactionView> views =
        views(
            opened,
            LedgerReplay.EVERYTHING,
            view -> TransactionRole.of(view, id) != TransactionRole.NONE);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOut.print(
          out,
          JsonOut.object(
              "participant",
              participant,
              "transactions",
              views.stream()
                  .map(
                      view -> {
                        var one = TransactionJson.of(view, gas);
                        one.put("role", TransactionRole.of(view, id).word());
                        return one;
                      })
                  .toList()));
    } else {
      TransactionText.printList(out, views, id);
    }
    out.flush();
    return ExitCodes.OK;
  }

  /** The last ones that are wanted, up to a height. */
  private List<TransactionView> views(
      LedgerOptions.Opened opened, long through, Predicate<TransactionView> wanted)
      throws IOException {
    Deque<TransactionView> views = new ArrayDeque<>();
    var log =
        new TransactionLog(
            view -> {
              if (wanted.test(view)) {
                views.add(view);
                if (views.size() > limit) {
                  views.remove();
                }
              }
            });
    opened.replay(through, log, log::follow);
    return new ArrayList<>(views);
  }
}
