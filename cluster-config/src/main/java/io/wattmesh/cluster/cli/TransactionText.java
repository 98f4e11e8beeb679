package io.wattmesh.cluster.cli;

import io.wattmesh.ledger.explore.GasStep;
import io.wattmesh.ledger.explore.TransactionView;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.contract.ContractEvent;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Transactions for people. */
final class TransactionText {
  private static final int HASH_DIGITS = 12;

  private TransactionText() {}

  private static void field(PrintWriter out, String name, Object value) {
    out.printf(Locale.ROOT, "%-12s%s%n", name, value);
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static void print(PrintWriter out, TransactionView view, boolean gas) {
    field(out, "transaction", view.outcome().transaction().hex());
    field(out, "kind", what(view) + ", " + grouped(view.bytes()) + " bytes");
    field(out, "signer", view.envelope().map(SignedEnvelope::signer).orElse("-"));
    field(
        out,
        "block",
        "%d, transaction %d of it, %s"
            .formatted(
                view.block().height(), view.index(), Units.utc(view.block().timestampMillis())));
    field(out, "outcome", outcome(view));
    for (LedgerEvent event : view.events()) {
      field(out, "market", TransactionJson.words(event));
    }
    view.contractVersion()
        .ifPresent(version -> field(out, "contract", "called in version " + version));
    view.receipt().ifPresent(receipt -> print(out, receipt));
    if (gas) {
      out.println();
      printSteps(out, view.gas());
    }
  }

  private static String what(TransactionView view) {
    Optional<Call> call = TransactionJson.called(view);
    return TransactionJson.kind(view)
        + call.map(
                one -> " of %s %s, nonce %d".formatted(one.contract(), one.method(), one.nonce()))
            .orElse("");
  }

  private static String outcome(TransactionView view) {
    String detail = view.outcome().detail();
    int refused = view.outcome().refusedParts();
    return "%s (%d)%s%s"
        .formatted(
            view.outcome().code(),
            view.outcome().code().code(),
            detail.isEmpty() ? "" : ": " + detail,
            refused == 0 ? "" : ", " + refused + " of its parts refused");
  }

  private static void print(PrintWriter out, CallReceipt receipt) {
    field(out, "gas", grouped(receipt.gasUsed()) + " of " + grouped(receipt.gasLimit()));
    field(out, "fee", Units.tokens(receipt.feeMicros()) + " tokens");
    if (receipt.result().length > 0) {
      field(out, "result", HexFormat.of().formatHex(receipt.result()));
    }
    for (ContractEvent event : receipt.events()) {
      field(out, "event", event.name() + ": " + String.join(", ", event.values()));
    }
    field(out, "receipt", receipt.hash().hex());
  }

  static void printSteps(PrintWriter out, List<GasStep> steps) {
    var table = new TextTable("<step", "<of", "gas");
    for (GasStep step : steps) {
      table.row(step.step(), step.subject(), grouped(step.gas()));
    }
    long sum = steps.stream().mapToLong(GasStep::gas).sum();
    table.row("sum", "", grouped(sum));
    table.print(out);
  }

  static void printList(PrintWriter out, List<TransactionView> views, ParticipantId id) {
    if (views.isEmpty()) {
      out.println("no transaction");
      return;
    }
    var table =
        new TextTable("height", "<time (UTC)", "<hash", "<kind", "<role", "gas", "fee", "<outcome");
    for (TransactionView view : views) {
      table.row(
          view.block().height(),
          Units.utc(view.block().timestampMillis()),
          view.outcome().transaction().hex().substring(0, HASH_DIGITS),
          what(view),
          TransactionRole.of(view, id).words(),
          view.receipt().map(r -> grouped(r.gasUsed())).orElse(""),
          view.receipt().map(r -> Units.tokens(r.feeMicros())).orElse(""),
          outcome(view));
    }
    table.print(out);
  }
}
