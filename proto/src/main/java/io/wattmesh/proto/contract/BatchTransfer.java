package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The arguments of the payment token's {@code batch-transfer}, which it has from its second version
 * on: tokens go from the caller to several participants, to all of them or to nobody.
 *
 * @param payments who gets how much, 1 to 64, rising strictly by payee
 * @param memo the payer's own words, which the ledger doesn't read; at most 4,096 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
public record BatchTransfer(List<Payment> payments, byte[] memo) {
  /** As many as a call can tell events. */
  public static final int MAX_PAYMENTS = 64;

  private static final int LEAST_PAYMENT_BYTES = 4 + 1 + 8;

  /**
   * What one of them gets.
   *
   * @param amount micro-tokens; 0 is a payment like any other
   */
  public record Payment(ParticipantId to, long amount) {
    public Payment {
      Objects.requireNonNull(to);
      Tokens.requireAmount(amount);
    }
  }

  public BatchTransfer {
    payments = List.copyOf(payments);
    memo = memo.clone();
    Tokens.requireMemo(memo);
    if (payments.isEmpty() || payments.size() > MAX_PAYMENTS) {
      throw new IllegalArgumentException(
          "A batch has 1 to %d payments, not %d; make several."
              .formatted(MAX_PAYMENTS, payments.size()));
    }
    for (int k = 1; k < payments.size(); k++) {
      if (payments.get(k - 1).to().compareTo(payments.get(k).to()) >= 0) {
        throw new IllegalArgumentException(
            "The payments of a batch must rise by payee, %s comes behind %s; add up what one gets."
                .formatted(payments.get(k).to(), payments.get(k - 1).to()));
      }
    }
  }

  @Override
  public byte[] memo() {
    return memo.clone();
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter().i32(payments.size());
    payments.forEach(payment -> out.text(payment.to().value()).i64(payment.amount()));
    return out.bytes(memo).toByteArray();
  }

  public static BatchTransfer ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new BatchTransfer(readPayments(in), in.bytes(Transfer.MAX_MEMO_BYTES)));
  }

  private static List<Payment> readPayments(CanonicalReader in) {
    var payments = new ArrayList<Payment>();
    for (int count = in.count(MAX_PAYMENTS, LEAST_PAYMENT_BYTES); count > 0; count--) {
      payments.add(new Payment(MarketCodec.readParticipant(in), in.i64()));
    }
    return payments;
  }
}
