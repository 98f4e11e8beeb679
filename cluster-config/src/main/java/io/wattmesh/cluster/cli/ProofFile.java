package io.wattmesh.cluster.cli;

import io.wattmesh.ledger.audit.AuditFailedException;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.proof.AccountRecord;
import io.wattmesh.proto.proof.IntervalRecord;
import io.wattmesh.proto.proof.LedgerProof;
import io.wattmesh.proto.proof.OutcomeRecord;
import io.wattmesh.proto.proof.ProvenFact;
import io.wattmesh.proto.proof.Receipt;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/** A proof that `wattmesh ledger proof` wrote: its check, and what it shows. */
final class ProofFile {
  private final LedgerProof proof;

  private ProofFile(LedgerProof proof) {
    this.proof = proof;
  }

  /**
   * @throws AuditFailedException if it does not hold
   */
  static ProofFile check(Path path, byte[] bytes) {
    LedgerProof proof;
    try {
      proof = LedgerProof.ofBytes(bytes);
    } catch (MalformedBytesException e) {
      throw new AuditFailedException("INVALID: " + path + ": " + e.getMessage(), e);
    }
    proof
        .refusal()
        .ifPresent(
            reason -> {
              throw new AuditFailedException("INVALID: " + path + ": " + reason);
            });
    if (!Receipt.isUndamaged(bytes)) {
      throw new AuditFailedException(
          "INVALID: " + path + ": checksum: a byte that no link rests on was changed");
    }
    return new ProofFile(proof);
  }

  Hash chainId() {
    return proof.block().chain().chainId();
  }

  /** What it shows, for people. */
  String text() {
    return "VALID: %s%n  %s block %d (%s) of chain %s"
        .formatted(
            fact(),
            proof.fact() instanceof ProvenFact.TransactionFact ? "in" : "after",
            proof.block().block().height(),
            Units.utc(proof.block().block().timestampMillis()),
            chainId());
  }

  private String fact() {
    return switch (proof.fact()) {
      case ProvenFact.AccountFact account ->
          account
              .record()
              .map(
                  record ->
                      "%s has %s tokens, %s of them locked, and %s kWh of credits"
                          .formatted(
                              account.id(),
                              Units.tokens(record.balanceMicros()),
                              Units.tokens(record.lockedMicros()),
                              Units.kwh(record.creditsJoules())))
              .orElse("there is no account " + account.id());
      case ProvenFact.IntervalFact interval ->
          interval
              .record()
              .map(ProofFile::words)
              .orElse("interval " + interval.interval() + " has no record");
      case ProvenFact.TransactionFact transaction ->
          "transaction %s: %s%s"
              .formatted(
                  transaction.outcome().transaction(),
                  name(transaction.outcome()),
                  transaction.receipt().map(ProofFile::words).orElse(""));
    };
  }

  private static String words(IntervalRecord record) {
    return "interval %d is %s%s, %d bids stand, congestion rent %s tokens"
        .formatted(
            record.interval(),
            record.status().name().toLowerCase(Locale.ROOT),
            record.voided() ? " and void" : "",
            record.standingBids(),
            Units.tokens(record.congestionRentMicros()));
  }

  private static String words(CallReceipt receipt) {
    String events =
        receipt.events().isEmpty()
            ? ""
            : "; "
                + String.join(
                    "; ",
                    receipt.events().stream()
                        .map(event -> event.name() + " " + String.join(", ", event.values()))
                        .toList());
    return ", %s %s of %s, %d of %d gas, fee %s tokens%s"
        .formatted(
            receipt.contract(),
            receipt.method(),
            receipt.caller(),
            receipt.gasUsed(),
            receipt.gasLimit(),
            Units.tokens(receipt.feeMicros()),
            events);
  }

  /** A later version's ledger may have codes that this one has no name for. */
  private static String name(OutcomeRecord outcome) {
    return Arrays.stream(OutcomeCode.values())
        .filter(code -> code.code() == outcome.code())
        .map(OutcomeCode::name)
        .findFirst()
        .orElse("outcome " + outcome.code());
  }

  Map<String, Object> json() {
    Map<String, Object> fields =
        JsonOut.object(
            "valid",
            true,
            "chainId",
            chainId().hex(),
            "height",
            proof.block().block().height(),
            "time",
            Units.utc(proof.block().block().timestampMillis()));
    switch (proof.fact()) {
      case ProvenFact.AccountFact account -> {
        fields.put("account", account.id().value());
        fields.put("present", account.record().isPresent());
        account.record().ifPresent(record -> fields.putAll(json(record)));
      }
      case ProvenFact.IntervalFact interval -> {
        fields.put("interval", interval.interval());
        fields.put("present", interval.record().isPresent());
        interval.record().ifPresent(record -> fields.putAll(json(record)));
      }
      case ProvenFact.TransactionFact transaction -> {
        fields.put("transaction", transaction.outcome().transaction().hex());
        fields.put("code", transaction.outcome().code());
        fields.put("outcome", name(transaction.outcome()));
        fields.put("refusedParts", transaction.outcome().refusedParts());
        fields.put("receipt", transaction.receipt().map(ProofFile::json).orElse(null));
      }
    }
    return fields;
  }

  private static Map<String, Object> json(AccountRecord record) {
    return JsonOut.object(
        "balanceMicros",
        record.balanceMicros(),
        "lockedMicros",
        record.lockedMicros(),
        "creditsJoules",
        record.creditsJoules(),
        "bidNonce",
        record.lastNonce());
  }

  private static Map<String, Object> json(IntervalRecord record) {
    return JsonOut.object(
        "status",
        record.status().name(),
        "voided",
        record.voided(),
        "booksRoot",
        record.booksRoot().hex(),
        "clearingRoot",
        record.clearingRoot().hex(),
        "settlementRoot",
        record.settlementRoot().hex(),
        "congestionRentMicros",
        record.congestionRentMicros(),
        "standingBids",
        record.standingBids());
  }

  private static Map<String, Object> json(CallReceipt receipt) {
    return JsonOut.object(
        "caller",
        receipt.caller().value(),
        "contract",
        receipt.contract(),
        "method",
        receipt.method(),
        "gasLimit",
        receipt.gasLimit(),
        "gasUsed",
        receipt.gasUsed(),
        "feeMicros",
        receipt.feeMicros(),
        "result",
        HexFormat.of().formatHex(receipt.result()),
        "events",
        receipt.events().stream().map(TransactionJson::event).toList());
  }
}
