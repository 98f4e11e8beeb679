package io.wattmesh.cluster.run;

import io.wattmesh.agents.scenario.ParticipantPlan;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.audit.ReceiptBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;

/** Receipts of one interval, of the first participant of each kind. */
final class SampleReceipts {
  private final ScenarioMarket market;
  private final RunFolder folder;
  private final long interval;
  private final ReceiptBuilder builder;

  SampleReceipts(ScenarioMarket market, RunFolder folder, long interval) {
    this.market = market;
    this.folder = folder;
    this.interval = interval;
    this.builder = new ReceiptBuilder(market.genesis(), interval);
  }

  void follow(Replayed replayed) {
    builder.follow(replayed);
  }

  void write() throws IOException {
    LedgerExport export = LedgerExport.open(folder.ledger());
    builder.finish(export.proof(), export.epochs());
    Path receipts = folder.root().resolve("receipts");
    Files.createDirectories(receipts);
    var firstOfKind = new LinkedHashMap<String, ParticipantPlan>();
    market.plan().participants().forEach(p -> firstOfKind.putIfAbsent(p.agent(), p));
    for (ParticipantPlan participant : firstOfKind.values()) {
      var receipt = builder.receipt(participant.id());
      if (receipt.isPresent()) {
        Files.write(
            receipts.resolve("%s-%d.receipt".formatted(participant.id(), interval)),
            receipt.get().toBytes());
      }
    }
  }
}
