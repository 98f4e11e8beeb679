package io.wattmesh.proto.proof;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What the ledger's state keeps of a market interval.
 *
 * @param voided whether the interval ended without a valid clearing
 * @param booksRoot Merkle root of the bid books: one leaf per bus, {@link BookEntry}
 * @param clearingRoot Merkle root of the clearing's {@link PriceRow}s, zero before it
 * @param settlementRoot Merkle root of the {@link SettlementStatement}s, zero before them
 * @param congestionRentMicros what consumers paid at their prices beyond what producers received
 * @param standingBids the number of bids that count
 */
public record IntervalRecord(
    long interval,
    IntervalStatus status,
    boolean voided,
    Hash booksRoot,
    Hash clearingRoot,
    Hash settlementRoot,
    long congestionRentMicros,
    int standingBids) {
  public IntervalRecord {
    Objects.requireNonNull(status);
    Objects.requireNonNull(booksRoot);
    Objects.requireNonNull(clearingRoot);
    Objects.requireNonNull(settlementRoot);
  }

  public static IntervalRecord open(long interval) {
    return new IntervalRecord(
        interval, IntervalStatus.OPEN, false, Hash.ZERO, Hash.ZERO, Hash.ZERO, 0, 0);
  }

  /** The record's key in the state tree. */
  public static byte[] stateKey(long interval) {
    return new CanonicalWriter()
        .raw("interval/".getBytes(StandardCharsets.US_ASCII))
        .i64(interval)
        .toByteArray();
  }

  public byte[] toBytes() {
    return new CanonicalWriter()
        .i64(interval)
        .u8(status.code())
        .bool(voided)
        .hash(booksRoot)
        .hash(clearingRoot)
        .hash(settlementRoot)
        .i64(congestionRentMicros)
        .i32(standingBids)
        .toByteArray();
  }

  public static IntervalRecord ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in ->
            new IntervalRecord(
                in.i64(),
                IntervalStatus.ofCode(in.u8()),
                in.bool(),
                in.hash(),
                in.hash(),
                in.hash(),
                in.i64(),
                in.i32()));
  }

  public IntervalRecord booked(Hash root, int bids) {
    requireStatus(IntervalStatus.OPEN, IntervalStatus.BOOKED);
    return new IntervalRecord(
        interval, IntervalStatus.BOOKED, false, root, Hash.ZERO, Hash.ZERO, 0, bids);
  }

  public IntervalRecord cleared(Hash root) {
    requireStatus(IntervalStatus.BOOKED, IntervalStatus.CLEARED);
    return new IntervalRecord(
        interval, IntervalStatus.CLEARED, false, booksRoot, root, Hash.ZERO, 0, standingBids);
  }

  public IntervalRecord voidAtDeadline() {
    requireStatus(IntervalStatus.BOOKED, IntervalStatus.VOID);
    return new IntervalRecord(
        interval, IntervalStatus.VOID, true, booksRoot, Hash.ZERO, Hash.ZERO, 0, standingBids);
  }

  public IntervalRecord settled(Hash root, long rentMicros) {
    if (status != IntervalStatus.CLEARED && status != IntervalStatus.VOID) {
      throw new IllegalStateException(
          "Interval %d cannot go from %s to SETTLED.".formatted(interval, status));
    }
    return new IntervalRecord(
        interval,
        IntervalStatus.SETTLED,
        voided,
        booksRoot,
        clearingRoot,
        root,
        rentMicros,
        standingBids);
  }

  private void requireStatus(IntervalStatus from, IntervalStatus to) {
    if (status != from) {
      throw new IllegalStateException(
          "Interval %d cannot go from %s to %s.".formatted(interval, status, to));
    }
  }
}
