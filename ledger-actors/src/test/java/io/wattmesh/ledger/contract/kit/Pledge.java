package io.wattmesh.ledger.contract.kit;

import io.wattmesh.ledger.contract.CallRefusedException;
import io.wattmesh.ledger.contract.Contract;
import io.wattmesh.ledger.contract.ContractContext;
import io.wattmesh.ledger.contract.Holding;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.ParticipantId;

/**
 * The example of docs/contracts.md: whoever pledges an amount to somebody counts it up, and pays it
 * over when it likes.
 */
final class Pledge implements Contract {
  @Override
  public String name() {
    return "pledge";
  }

  @Override
  public byte[] call(String method, byte[] arguments, ContractContext context) {
    return switch (method) {
      case "promise" ->
          CanonicalReader.readAll(
              arguments, in -> promise(new ParticipantId(in.text(48)), in.i64(), context));
      case "pay" ->
          CanonicalReader.readAll(arguments, in -> pay(new ParticipantId(in.text(48)), context));
      default ->
          throw new CallRefusedException(OutcomeCode.UNKNOWN_METHOD, "pledge has no " + method);
    };
  }

  private static String key(ContractContext context, ParticipantId to) {
    return "owed/" + context.caller() + "/" + to;
  }

  private static long owed(ContractContext context, ParticipantId to) {
    return context
        .read(key(context, to))
        .map(bytes -> CanonicalReader.readAll(bytes, CanonicalReader::i64))
        .orElse(0L);
  }

  private static byte[] promise(ParticipantId to, long micros, ContractContext context) {
    context.requireParticipant(to);
    long owed = context.add(owed(context, to), micros);
    context.requireCovered(0, owed, OutcomeCode.BAD_ARGUMENTS, "owed in all");
    context.write(key(context, to), new CanonicalWriter().i64(owed).toByteArray());
    context.emit("promised", context.caller(), to, owed);
    return new CanonicalWriter().i64(owed).toByteArray();
  }

  private static byte[] pay(ParticipantId to, ContractContext context) {
    long owed = owed(context, to);
    Holding payer = context.holding(context.caller());
    context.requireCovered(
        owed, payer.freeMicros(), OutcomeCode.INSUFFICIENT_FUNDS, "free of the payer");
    context.putHolding(
        context.caller(), payer.withBalance(context.subtract(payer.balanceMicros(), owed)));
    Holding payee = context.holding(to);
    context.putHolding(to, payee.withBalance(context.add(payee.balanceMicros(), owed)));
    context.remove(key(context, to));
    context.emit("paid", context.caller(), to, owed);
    return new byte[0];
  }
}
