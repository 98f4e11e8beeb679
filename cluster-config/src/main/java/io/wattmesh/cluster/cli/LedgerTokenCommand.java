package io.wattmesh.cluster.cli;

import io.wattmesh.cluster.market.UsageErrorException;
import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.explore.CommitmentView;
import io.wattmesh.ledger.explore.LedgerReplay;
import io.wattmesh.ledger.explore.TokenHolders;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.market.StepWatch;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.ledger.state.Supply;
import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wattmesh ledger token}: what there is of a token, and who has it. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what there is of a token after a block and who holds it: payment tokens, energy"
          + " credits, or forward commitments, which are the awards of intervals that are cleared"
          + " and not settled.",
      "With --interval, the commitments as they stood last before that interval was settled."
    })
final class LedgerTokenCommand implements Callable<Integer> {
  /** The tokens. */
  enum Kind {
    PAYMENT,
    CREDITS,
    COMMITMENTS
  }

  @Spec private CommandSpec spec;

  @Mixin private LedgerOptions ledger;

  @Parameters(paramLabel = "TOKEN", description = "${COMPLETION-CANDIDATES}, in any case.")
  private Kind kind;

  @Option(
      names = "--at",
      paramLabel = "HEIGHT",
      description = "After the block of this height (default: the newest).")
  private Long at;

  @Option(
      names = "--interval",
      paramLabel = "I",
      description = "Only commitments of this interval.")
  private Long interval;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "Show at most N holders, 0 for all (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--json", description = "The token as one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (interval != null && (kind != Kind.COMMITMENTS || at != null)) {
      throw new UsageErrorException("--interval belongs to commitments, and --at not beside it.");
    }
    if (limit < 0) {
      throw new UsageErrorException("--limit " + limit + ": it is at least 0.");
    }
    return ledger.open(kind == Kind.COMMITMENTS ? this::commitments : this::holders);
  }

  private long height(LedgerOptions.Opened opened) {
    return at == null ? opened.tip() : opened.requireHeight("--at", at);
  }

  private <T> List<T> limited(List<T> all) {
    return limit == 0 || all.size() <= limit ? all : all.subList(0, limit);
  }

  private int holders(LedgerOptions.Opened opened) throws IOException {
    long height = height(opened);
    StateLayer layer = opened.stateAt(height);
    boolean credits = kind == Kind.CREDITS;
    TokenHolders holders = credits ? TokenHolders.ofCredits(layer) : TokenHolders.ofPayment(layer);
    Supply supply = new LedgerState(layer).supply();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOut.print(out, toJson(height, supply, holders));
    } else {
      print(out, height, supply, holders);
    }
    out.flush();
    return ExitCodes.OK;
  }

  private Map<String, Object> toJson(long height, Supply supply, TokenHolders holders) {
    boolean credits = kind == Kind.CREDITS;
    Map<String, Object> fields =
        JsonOut.object("token", kind.name().toLowerCase(Locale.ROOT), "height", height);
    if (credits) {
      fields.put("supplyJoules", supply.creditsJoules());
      fields.put("verifiedJoules", supply.verifiedJoules());
      fields.put("burnedJoules", supply.burnedJoules());
    } else {
      fields.put("supplyMicros", supply.issuedMicros());
    }
    fields.put("holders", holders.holders().size());
    String unit = credits ? "Joules" : "Micros";
    fields.put(
        "largest",
        limited(holders.holders()).stream()
            .map(
                holder -> {
                  Map<String, Object> one =
                      JsonOut.object("account", holder.id().value(), "held" + unit, holder.held());
                  if (!credits) {
                    one.put("lockedMicros", holder.locked());
                  }
                  return one;
                })
            .toList());
    return fields;
  }

  private void print(PrintWriter out, long height, Supply supply, TokenHolders holders) {
    boolean credits = kind == Kind.CREDITS;
    out.println(
        credits
            ? "energy credits after block %d: %s kWh exist, %s verified, %s burned; %,d holders"
                .formatted(
                    height,
                    Units.kwh(supply.creditsJoules()),
                    Units.kwh(supply.verifiedJoules()),
                    Units.kwh(supply.burnedJoules()),
                    holders.holders().size())
            : "payment tokens after block %d: %s issued; %,d accounts"
                .formatted(height, Units.tokens(supply.issuedMicros()), holders.holders().size()));
    var table =
        credits
            ? new TextTable("<account", "credits (kWh)")
            : new TextTable("<account", "balance (tokens)", "locked (tokens)");
    for (TokenHolders.Holder holder : limited(holders.holders())) {
      if (credits) {
        table.row(holder.id(), Units.kwh(holder.held()));
      } else {
        table.row(holder.id(), Units.tokens(holder.held()), Units.tokens(holder.locked()));
      }
    }
    table.print(out);
    more(out, holders.holders().size());
  }

  private int commitments(LedgerOptions.Opened opened) throws IOException {
    List<CommitmentView> views = new ArrayList<>();
    if (interval == null) {
      LedgerState state = new LedgerState(opened.stateAt(height(opened)));
      state
          .unsettled()
          .forEach(one -> views.addAll(CommitmentView.of(state, opened.genesis(), one)));
    } else {
      views.addAll(beforeSettlement(opened));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonOut.print(
          out,
          JsonOut.object(
              "token",
              "commitments",
              "commitments",
              limited(views).stream().map(LedgerTokenCommand::toJson).toList(),
              "all",
              views.size()));
    } else {
      print(out, views);
    }
    out.flush();
    return ExitCodes.OK;
  }

  /** As they stood after the block before the one that settled the interval; or as they stand. */
  private List<CommitmentView> beforeSettlement(LedgerOptions.Opened opened) throws IOException {
    var found = new LastBefore(interval);
    LedgerReplay.End end = opened.replay(LedgerReplay.EVERYTHING, StepWatch.NONE, found::follow);
    LedgerState state =
        new LedgerState(found.isSettled() ? StateLayer.of(found.before()) : end.layer());
    return CommitmentView.of(state, opened.genesis(), interval);
  }

  /** Keeps the state before the block that settles an interval. */
  private static final class LastBefore {
    private final long interval;
    private SparseTree before = SparseTree.EMPTY;
    private boolean settled;

    LastBefore(long interval) {
      this.interval = interval;
    }

    void follow(Replayed replayed) {
      settled |= replayed.executed().events().stream().anyMatch(this::settles);
      if (!settled) {
        before = replayed.executed().layer().tree();
      }
    }

    private boolean settles(LedgerEvent event) {
      return event instanceof LedgerEvent.IntervalSettled && event.interval() == interval;
    }

    boolean isSettled() {
      return settled;
    }

    SparseTree before() {
      return before;
    }
  }

  private static Map<String, Object> toJson(CommitmentView view) {
    return JsonOut.object(
        "interval",
        view.interval(),
        "participant",
        view.participant().value(),
        "bus",
        view.bus(),
        "owner",
        view.owner().value(),
        "approved",
        view.approved().map(ParticipantId::value).orElse(null),
        "energyJoules",
        view.energyJoules(),
        "paymentMicros",
        view.paymentMicros(),
        "guaranteeMicros",
        view.lockedMicros());
  }

  private void print(PrintWriter out, List<CommitmentView> views) {
    if (views.isEmpty()) {
      out.println("no commitment: no interval is cleared and not settled; see --at, --interval");
      return;
    }
    var table =
        new TextTable(
            "interval",
            "<participant",
            "bus",
            "<owner",
            "<approved",
            "energy (kWh)",
            "payment (tokens)",
            "guarantee (tokens)");
    for (CommitmentView view : limited(views)) {
      table.row(
          view.interval(),
          view.participant(),
          view.bus(),
          view.owner(),
          view.approved().map(ParticipantId::value).orElse(""),
          Units.kwh(view.energyJoules()),
          Units.tokens(view.paymentMicros()),
          Units.tokens(view.lockedMicros()));
    }
    table.print(out);
    more(out, views.size());
  }

  private void more(PrintWriter out, int all) {
    if (limit > 0 && all > limit) {
      out.printf(Locale.ROOT, "... and %,d more; --limit 0 shows all%n", all - limit);
    }
  }
}
