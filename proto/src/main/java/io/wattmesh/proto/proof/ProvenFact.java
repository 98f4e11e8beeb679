package io.wattmesh.proto.proof;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.merkle.MerkleProof;
import io.wattmesh.proto.merkle.SparseProof;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;
import java.util.Optional;

/** What a {@link LedgerProof} shows under the roots of a committed block. */
public sealed interface ProvenFact {
  /** Which link does not hold, in words; empty if the fact stands under the block's roots. */
  Optional<String> refusal(CommittedHeaders block);

  void write(CanonicalWriter out);

  /**
   * An account in the state after the block.
   *
   * @param record empty if there is no such account
   */
  record AccountFact(ParticipantId id, Optional<AccountRecord> record, SparseProof proof)
      implements ProvenFact {
    public AccountFact {
      Objects.requireNonNull(id);
      Objects.requireNonNull(record);
      Objects.requireNonNull(proof);
    }

    @Override
    public Optional<String> refusal(CommittedHeaders block) {
      return stateRefusal(
          "account " + id,
          AccountRecord.stateKey(id),
          record.map(AccountRecord::toBytes),
          proof,
          block.stateRoot());
    }

    @Override
    public void write(CanonicalWriter out) {
      out.u8(1).text(id.value()).bool(record.isPresent());
      record.ifPresent(account -> out.raw(account.toBytes()));
      proof.write(out);
    }
  }

  /**
   * A market interval's record in the state after the block.
   *
   * @param record empty if the interval is not known there
   */
  record IntervalFact(long interval, Optional<IntervalRecord> record, SparseProof proof)
      implements ProvenFact {
    public IntervalFact {
      Objects.requireNonNull(record);
      Objects.requireNonNull(proof);
    }

    @Override
    public Optional<String> refusal(CommittedHeaders block) {
      if (record.filter(found -> found.interval() != interval).isPresent()) {
        return Optional.of("interval " + interval + ": the record is another interval's");
      }
      return stateRefusal(
          "interval " + interval,
          IntervalRecord.stateKey(interval),
          record.map(IntervalRecord::toBytes),
          proof,
          block.stateRoot());
    }

    @Override
    public void write(CanonicalWriter out) {
      out.u8(2).i64(interval).bool(record.isPresent());
      record.ifPresent(found -> out.bytes(found.toBytes()));
      proof.write(out);
    }
  }

  /**
   * What became of a transaction in the block.
   *
   * @param receipt of a call that has one
   */
  record TransactionFact(OutcomeRecord outcome, Optional<CallReceipt> receipt, MerkleProof proof)
      implements ProvenFact {
    public TransactionFact {
      Objects.requireNonNull(outcome);
      Objects.requireNonNull(receipt);
      Objects.requireNonNull(proof);
    }

    @Override
    public Optional<String> refusal(CommittedHeaders block) {
      if (!proof.verify(outcome.toBytes(), block.outcomesRoot())) {
        return Optional.of("outcome: it does not stand under the block's outcomes root");
      }
      return receiptRefusal(outcome, receipt);
    }

    @Override
    public void write(CanonicalWriter out) {
      out.u8(3);
      outcome.write(out);
      out.bool(receipt.isPresent());
      receipt.ifPresent(call -> out.bytes(call.toBytes()));
      proof.write(out);
    }
  }

  /** Whether a receipt is that of an outcome, which names its hash, or zero if it has none. */
  static Optional<String> receiptRefusal(OutcomeRecord outcome, Optional<CallReceipt> receipt) {
    Hash found = receipt.map(CallReceipt::hash).orElse(Hash.ZERO);
    if (!found.equals(outcome.receipt())) {
      return Optional.of("receipt: it is not the one that the outcome names");
    }
    return receipt.filter(call -> !call.transaction().equals(outcome.transaction())).isPresent()
        ? Optional.of("receipt: it is of another transaction")
        : Optional.empty();
  }

  private static Optional<String> stateRefusal(
      String what, byte[] key, Optional<byte[]> value, SparseProof proof, Hash root) {
    boolean holds =
        value
            .map(bytes -> proof.verifyPresent(key, bytes, root))
            .orElseGet(() -> proof.verifyAbsent(key, root));
    return holds
        ? Optional.empty()
        : Optional.of(
            "state: %s does not stand %sunder the state root"
                .formatted(what, value.isPresent() ? "so " : "as absent "));
  }

  static ProvenFact read(CanonicalReader in) {
    int kind = in.u8();
    return switch (kind) {
      case 1 ->
          new AccountFact(
              MarketCodec.readParticipant(in),
              in.bool() ? Optional.of(AccountRecord.read(in)) : Optional.empty(),
              SparseProof.read(in));
      case 2 ->
          new IntervalFact(
              in.i64(),
              in.bool() ? Optional.of(IntervalRecord.ofBytes(in.bytes(1024))) : Optional.empty(),
              SparseProof.read(in));
      case 3 ->
          new TransactionFact(
              OutcomeRecord.read(in),
              in.bool()
                  ? Optional.of(CallReceipt.ofBytes(in.bytes(CallReceipt.MAX_BYTES)))
                  : Optional.empty(),
              MerkleProof.read(in));
      default -> throw new MalformedBytesException("Kind " + kind + " of proof is unknown.");
    };
  }
}
