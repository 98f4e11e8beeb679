package io.wattmesh.cluster.cli;

import io.wattmesh.ledger.explore.GasStep;
import io.wattmesh.ledger.explore.TransactionView;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.settlement.SettlementNote;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.contract.ContractEvent;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A transaction as JSON; the text for people has the same. */
final class TransactionJson {
  private TransactionJson() {}

  static Map<String, Object> of(TransactionView view, boolean gas) {
    Map<String, Object> fields =
        JsonOut.object(
            "hash",
            view.outcome().transaction().hex(),
            "kind",
            kind(view),
            "signer",
            view.envelope().map(SignedEnvelope::signer).orElse(null),
            "bytes",
            view.bytes(),
            "height",
            view.block().height(),
            "index",
            view.index(),
            "time",
            Units.utc(view.block().timestampMillis()),
            "code",
            view.outcome().code().code(),
            "outcome",
            view.outcome().code().name(),
            "detail",
            view.outcome().detail(),
            "refusedParts",
            view.outcome().refusedParts());
    if (!view.events().isEmpty()) {
      fields.put("market", view.events().stream().map(TransactionJson::event).toList());
    }
    called(view).ifPresent(call -> fields.put("call", call(view, call)));
    view.receipt().ifPresent(receipt -> fields.put("receipt", receipt(view, receipt)));
    if (gas) {
      fields.put("gasSteps", view.gas().stream().map(TransactionJson::step).toList());
    }
    return fields;
  }

  static String kind(TransactionView view) {
    return view.envelope()
        .map(envelope -> envelope.type().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .orElse("unreadable");
  }

  /** The call, if it is one whose bytes can be read. */
  static Optional<Call> called(TransactionView view) {
    try {
      return view.envelope()
          .filter(envelope -> envelope.type() == MessageType.CALL)
          .map(envelope -> Call.ofBytes(envelope.payload()));
    } catch (MalformedBytesException e) {
      return Optional.empty();
    }
  }

  private static Map<String, Object> call(TransactionView view, Call call) {
    return JsonOut.object(
        "contract",
        call.contract(),
        "version",
        view.contractVersion().isPresent() ? view.contractVersion().getAsInt() : null,
        "method",
        call.method(),
        "nonce",
        call.nonce(),
        "gasLimit",
        call.gasLimit(),
        "arguments",
        HexFormat.of().formatHex(call.arguments()));
  }

  private static Map<String, Object> receipt(TransactionView view, CallReceipt receipt) {
    return JsonOut.object(
        "hash",
        view.outcome().receipt().hex(),
        "gasUsed",
        receipt.gasUsed(),
        "feeMicros",
        receipt.feeMicros(),
        "result",
        HexFormat.of().formatHex(receipt.result()),
        "events",
        receipt.events().stream().map(TransactionJson::event).toList());
  }

  /** What a contract told. */
  static Map<String, Object> event(ContractEvent event) {
    return JsonOut.object(
        "contract", event.contract(), "name", event.name(), "values", event.values());
  }

  static Map<String, Object> step(GasStep step) {
    return JsonOut.object("step", step.step(), "subject", step.subject(), "gas", step.gas());
  }

  /** What a transaction made happen in the market. */
  private static Map<String, Object> event(LedgerEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", name(event));
    fields.put("interval", event.interval());
    switch (event) {
      case LedgerEvent.BookCommitted book -> {
        fields.put("bus", book.book().bus());
        fields.put("standingBids", book.book().bids().size());
        fields.put("refusedBids", refused(book.refused()));
      }
      case LedgerEvent.BooksClosed closed ->
          fields.put("sealedBids", closed.awaited().values().stream().mapToInt(List::size).sum());
      case LedgerEvent.BidsRevealed revealed -> {
        fields.put("bus", revealed.book().bus());
        fields.put("standingBids", revealed.book().bids().size());
        fields.put("refusedBids", refused(revealed.refused()));
      }
      case LedgerEvent.SealingChanged changed ->
          fields.put("revealWindowMillis", changed.revealWindowMillis());
      case LedgerEvent.SealsForfeited forfeited -> {
        Map<String, Long> micros = new TreeMap<>();
        forfeited.micros().forEach((id, amount) -> micros.put(id.value(), amount));
        fields.put("forfeitedMicros", micros);
      }
      case LedgerEvent.BooksFrozen frozen -> fields.put("standingBids", frozen.standingBids());
      case LedgerEvent.OmissionProven omission -> {
        fields.put("aggregator", omission.aggregator().value());
        fields.put("participant", omission.participant().value());
        fields.put("penaltyMicros", omission.penaltyMicros());
        fields.put("compensationMicros", omission.compensationMicros());
      }
      case LedgerEvent.NetworkNoticed noticed -> {
        fields.put("revision", noticed.notice().revision());
        fields.put("branches", noticed.notice().branches().size());
      }
      case LedgerEvent.SettlementNoted noted -> fields.putAll(note(noted.note()));
      case LedgerEvent.ClearingRefused refused -> fields.put("reason", refused.detail());
      case LedgerEvent.IntervalSettled settled -> {
        fields.put("statements", settled.statements().size());
        fields.put("congestionRentMicros", settled.congestionRentMicros());
      }
      case LedgerEvent.IntervalCleared cleared -> {}
      case LedgerEvent.IntervalVoided voided -> {}
    }
    return fields;
  }

  private static Map<String, Object> note(SettlementNote note) {
    return switch (note) {
      case SettlementNote.Losses losses ->
          JsonOut.object(
              "note",
              "losses",
              "dueMicros",
              losses.dueMicros(),
              "fromFreeMicros",
              losses.fromFreeMicros(),
              "fromDepositsMicros",
              losses.fromDepositsMicros(),
              "owedMicros",
              losses.owedMicros(),
              "paidMicros",
              losses.paidMicros(),
              "shortages",
              losses.shortages().size());
      case SettlementNote.Corrected corrected ->
          JsonOut.object(
              "note",
              "corrected",
              "participant",
              corrected.participant().value(),
              "bus",
              corrected.bus(),
              "priceMicrosPerMwh",
              corrected.priceMicrosPerMwh(),
              "awardedJoules",
              corrected.awardedJoules(),
              "deliveredJoules",
              corrected.deliveredJoules(),
              "adjustmentMicros",
              corrected.adjustmentMicros(),
              "unpaidMicros",
              corrected.unpaidMicros(),
              "mintedJoules",
              corrected.creditsJoules());
      case SettlementNote.Refunded refunded ->
          JsonOut.object(
              "note",
              "refunded",
              "poolMicros",
              refunded.poolMicros(),
              "remainderMicros",
              refunded.remainderMicros(),
              "refunds",
              refunded.refunds().size());
      case SettlementNote.FeederExceeded exceeded ->
          JsonOut.object(
              "note",
              "feeder-exceeded",
              "bus",
              exceeded.bus(),
              "meteredJoules",
              exceeded.meteredJoules(),
              "capJoules",
              exceeded.capJoules());
      case SettlementNote.DifferencePaid paid ->
          JsonOut.object(
              "note",
              "difference-paid",
              "contract",
              paid.contract().hex(),
              "buyer",
              paid.buyer().value(),
              "seller",
              paid.seller().value(),
              "cancelled",
              paid.cancelled(),
              "buyerPaysMicros",
              paid.buyerPaysMicros());
    };
  }

  private static String name(LedgerEvent event) {
    return switch (event) {
      case LedgerEvent.BookCommitted book -> "book-committed";
      case LedgerEvent.BooksClosed closed -> "books-closed";
      case LedgerEvent.BidsRevealed revealed -> "bids-revealed";
      case LedgerEvent.SealsForfeited forfeited -> "seals-forfeited";
      case LedgerEvent.SealingChanged changed -> "sealing-changed";
      case LedgerEvent.BooksFrozen frozen -> "books-frozen";
      case LedgerEvent.OmissionProven omission -> "omission-proven";
      case LedgerEvent.NetworkNoticed noticed -> "network-noticed";
      case LedgerEvent.SettlementNoted noted -> "settlement-noted";
      case LedgerEvent.IntervalCleared cleared -> "interval-cleared";
      case LedgerEvent.ClearingRefused refused -> "clearing-refused";
      case LedgerEvent.IntervalVoided voided -> "interval-voided";
      case LedgerEvent.IntervalSettled settled -> "interval-settled";
    };
  }

  private static Map<String, String> refused(Map<ParticipantId, OutcomeCode> codes) {
    var refused = new TreeMap<String, String>();
    codes.forEach((id, code) -> refused.put(id.value(), code.name()));
    return refused;
  }

  /** An event in words, its fields behind its name. */
  static String words(LedgerEvent event) {
    Map<String, Object> fields = event(event);
    var text = new StringBuilder(String.valueOf(fields.remove("event")));
    fields.forEach(
        (name, value) -> {
          boolean nothing = value instanceof Map<?, ?> map && map.isEmpty();
          if (!nothing) {
            text.append(", ").append(name).append(' ').append(value);
          }
        });
    return text.toString();
  }

  static List<Map<String, Object>> steps(List<GasStep> steps) {
    return steps.stream().map(TransactionJson::step).toList();
  }
}
