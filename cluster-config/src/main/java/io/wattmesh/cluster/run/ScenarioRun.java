package io.wattmesh.cluster.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.node.WholeMarketNode;
import io.wattmesh.ledger.audit.AuditReport;
import io.wattmesh.ledger.audit.LedgerAudit;
import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.explore.KeptStates;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.RocksLedgerStore;
import io.wattmesh.market.clearing.Suspicion;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A scenario from its first interval to its results: run, export, audit, write. */
public final class ScenarioRun {
  private final ScenarioMarket market;
  private final int intervals;
  private final List<HandedIn> handedIn;
  private final RunFolder folder;
  private final HistoryWindow history;
  private final RunTable table;
  private final PrintWriter notes;
  private final Consumer<String> progress;

  /**
   * @param intervals how many of the scenario's intervals to run
   * @param handedIn transactions beside the scenario's, which the run begins or goes on with
   * @param history which states of the ledger are kept at the end
   * @param notes what people should know beside the data
   * @param progress where the run stands
   */
  public ScenarioRun(
      ScenarioMarket market,
      int intervals,
      List<HandedIn> handedIn,
      RunFolder folder,
      HistoryWindow history,
      RunTable table,
      PrintWriter notes,
      Consumer<String> progress) {
    this.market = market;
    this.intervals = intervals;
    this.handedIn = List.copyOf(handedIn);
    this.folder = folder;
    this.history = history;
    this.table = table;
    this.notes = notes;
    this.progress = progress;
  }

  /**
   * What the whole run came to.
   *
   * @param suspicions of each interval that became void in this process, whom an inquiry suspects
   * @param epochs who was a validator when
   */
  public record Summary(
      String scenario,
      long seed,
      String chainId,
      boolean demoKeys,
      List<IntervalRow> intervals,
      double totalWelfareUsd,
      long awardedInjectionJoules,
      long awardedWithdrawalJoules,
      SortedMap<Long, List<String>> suspicions,
      List<EpochRow> epochs,
      AuditReport audit,
      Path folder) {
    public Summary {
      intervals = List.copyOf(intervals);
      epochs = List.copyOf(epochs);
      suspicions = Collections.unmodifiableSortedMap(new TreeMap<>(suspicions));
    }

    /** The run as one JSON document; amounts of the ledger in its own integer units. */
    public String toJson() {
      var json = new LinkedHashMap<String, Object>();
      json.put("schemaVersion", 1);
      json.put("scenario", scenario);
      json.put("seed", seed);
      json.put("chainId", chainId);
      json.put("demoKeys", demoKeys);
      json.put("intervals", intervals);
      json.put("totalWelfareUsd", totalWelfareUsd);
      json.put("tokensIssuedMicros", audit.issuedMicros());
      json.put("tokenBalancesMicros", audit.balancesMicros());
      json.put("awardedInjectionJoules", awardedInjectionJoules);
      json.put("awardedWithdrawalJoules", awardedWithdrawalJoules);
      json.put("meteredInjectionJoules", audit.verifiedJoules());
      json.put("energyCreditsJoules", audit.creditsJoules());
      json.put("suspicions", suspicions);
      json.put("epochs", epochs);
      json.put("blocks", audit.blocks());
      json.put("signaturesVerified", audit.signatures());
      json.put("stateRoot", audit.stateRoot().hex());
      json.put("results", folder.toString());
      try {
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("The summary cannot be written as JSON.", e);
      }
    }
  }

  public Summary run() throws IOException {
    var rows = new ArrayList<IntervalRow>();
    SortedMap<Long, MeasuredInterval> measured = folder.measured();
    IntervalCollector collector;
    SortedMap<Long, List<String>> suspicions;
    List<EpochRow> epochs;
    handedIn.forEach(one -> one.admitTo(market.validators()));
    table.begin();
    progress.accept("starting the node ...");
    try (MarketRun run = MarketRun.start(market, intervals, folder.state())) {
      if (run.heightAtStart() > 0) {
        notes.printf("going on at block %d of %s%n", run.heightAtStart(), folder.root());
        notes.flush();
      }
      run.handInFirst(handedIn);
      run.run(
          interval -> {
            run.takeMeasured()
                .forEach(
                    one -> {
                      measured.put(one.interval(), one);
                      folder.append(one);
                    });
            IntervalRow row =
                IntervalRow.of(
                    market,
                    run.collector().result(interval).orElseThrow(),
                    Optional.ofNullable(measured.get(interval)));
            rows.add(row);
            progress.accept("");
            table.row(row);
            progress.accept("interval %d of %d ...".formatted(interval + 1, intervals));
          });
      run.missed()
          .forEach(
              interval ->
                  notes.printf(
                      "interval %d was not held: its gate closed before the run was taken up again%n",
                      interval));
      collector = run.collector();
      suspicions = tellSuspicions(run);
      epochs = run.epochs().rows();
    }
    collector.refusedClearings().forEach(refusal -> notes.println("refused clearing: " + refusal));
    return finish(rows, measured, collector, suspicions, epochs);
  }

  private SortedMap<Long, List<String>> tellSuspicions(MarketRun run) {
    var told = new TreeMap<Long, List<String>>();
    run.suspicions()
        .forEach(
            (interval, found) -> {
              List<String> words = found.stream().map(Suspicion::toString).toList();
              told.put(interval, words);
              notes.println(
                  "void interval %d: %s"
                      .formatted(
                          interval,
                          words.isEmpty() ? "nobody is suspected" : String.join("; ", words)));
            });
    return told;
  }

  private Summary finish(
      List<IntervalRow> rows,
      Map<Long, MeasuredInterval> measured,
      IntervalCollector collector,
      SortedMap<Long, List<String>> suspicions,
      List<EpochRow> epochs)
      throws IOException {
    progress.accept("exporting and verifying the ledger ...");
    ParticipantId fullest = StoredLedgers.read(market.validators(), folder.state()).fullest();
    try (LedgerStore store =
        RocksLedgerStore.open(WholeMarketNode.validatorFolder(folder.state(), fullest))) {
      LedgerExport.write(store, market.genesis(), folder.ledger());
    }
    var receipts = new SampleReceipts(market, folder, intervals - 1L);
    LedgerExport export = LedgerExport.open(folder.ledger());
    Consumer<Replayed> keeper =
        history.keeper(KeptStates.in(folder.history()), export.proof().committedHeight());
    AuditReport audit =
        LedgerAudit.check(
            export,
            replayed -> {
              receipts.follow(replayed);
              keeper.accept(replayed);
            });
    receipts.write();
    var summary =
        new Summary(
            market.plan().scenario().name(),
            market.plan().scenario().seed(),
            market.genesis().chainId().hex(),
            market.genesis().parameters().demoKeys(),
            rows,
            rows.stream().mapToDouble(IntervalRow::welfareUsd).sum(),
            awarded(collector, 1),
            awarded(collector, -1),
            suspicions,
            epochs,
            audit,
            folder.root());
    progress.accept("writing the results ...");
    new ResultFiles(market, folder, collector, measured).write(summary);
    progress.accept("");
    return summary;
  }

  private static long awarded(IntervalCollector collector, int sign) {
    return collector.results().stream()
        .flatMap(result -> result.settled().stream())
        .flatMap(settled -> settled.statements().stream())
        .mapToLong(SettlementStatement::awardedJoules)
        .map(joules -> Math.max(0, joules * sign))
        .reduce(0, Math::addExact);
  }
}
