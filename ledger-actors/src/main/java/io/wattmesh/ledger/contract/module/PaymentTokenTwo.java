package io.wattmesh.ledger.contract.module;

import io.wattmesh.ledger.contract.Contract;
import io.wattmesh.ledger.contract.ContractContext;
import io.wattmesh.proto.contract.BatchTransfer;
import io.wattmesh.proto.contract.BatchTransfer.Payment;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.model.ParticipantId;

/**
 * The second version of payment tokens: all that the first does, on the same records, and payments
 * to up to 64 participants at once, whose payer's account is written once. Who pays wages, or gives
 * back rent, pays for one signature and half as many writes.
 */
final class PaymentTokenTwo implements Contract {
  private final PaymentToken first = new PaymentToken();

  @Override
  public String name() {
    return first.name();
  }

  @Override
  public byte[] call(String method, byte[] arguments, ContractContext context) {
    return method.equals(Tokens.BATCH_TRANSFER)
        ? transfer(BatchTransfer.ofBytes(arguments), context)
        : first.call(method, arguments, context);
  }

  /** Who is among the payees itself gives first and gets then, as with a single transfer. */
  private byte[] transfer(BatchTransfer batch, ContractContext context) {
    ParticipantId payer = context.caller();
    long sum = 0;
    for (Payment payment : batch.payments()) {
      context.requireParticipant(payment.to());
      sum = context.add(sum, payment.amount());
    }
    first.takeFrom(payer, sum, context);
    for (Payment payment : batch.payments()) {
      first.giveTo(payment.to(), payment.amount(), context);
      context.emit("transfer", payer, payment.to(), payment.amount());
    }
    return new byte[0];
  }
}
