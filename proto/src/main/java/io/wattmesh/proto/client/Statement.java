package io.wattmesh.proto.client;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.proof.OutcomeRecord;
import java.util.Objects;
import java.util.Optional;

/**
 * What a validator signs of a transaction: those of honest validators can be compared for equality.
 *
 * @param transaction SHA-256 of the transaction's bytes
 * @param height of the block that has it, if it is committed; otherwise 0
 * @param outcome what became of it there, if it is committed
 */
public record Statement(
    Hash transaction, ReplyKind kind, long height, Optional<OutcomeRecord> outcome) {
  public Statement {
    Objects.requireNonNull(transaction);
    Objects.requireNonNull(kind);
    boolean committed = kind == ReplyKind.COMMITTED;
    if (committed != outcome.isPresent() || (committed ? height < 1 : height != 0)) {
      throw new IllegalArgumentException(
          "A statement %s has height %d and %s; committed ones alone have both."
              .formatted(kind, height, outcome));
    }
    if (outcome.filter(record -> !record.transaction().equals(transaction)).isPresent()) {
      throw new IllegalArgumentException("The outcome is of another transaction.");
    }
  }

  public static Statement committed(long height, OutcomeRecord outcome) {
    return new Statement(outcome.transaction(), ReplyKind.COMMITTED, height, Optional.of(outcome));
  }

  public static Statement uncommitted(Hash transaction, ReplyKind kind) {
    return new Statement(transaction, kind, 0, Optional.empty());
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter().hash(transaction).u8(kind.code()).i64(height);
    outcome.ifPresent(
        record -> out.u16(record.code()).i32(record.refusedParts()).hash(record.receipt()));
    return out.toByteArray();
  }

  public static Statement ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, Statement::read);
  }

  private static Statement read(CanonicalReader in) {
    Hash transaction = in.hash();
    ReplyKind kind = ReplyKind.ofCode(in.u8());
    long height = in.i64();
    Optional<OutcomeRecord> outcome =
        kind == ReplyKind.COMMITTED
            ? Optional.of(new OutcomeRecord(transaction, in.u16(), in.i32(), in.hash()))
            : Optional.empty();
    return new Statement(transaction, kind, height, outcome);
  }
}
