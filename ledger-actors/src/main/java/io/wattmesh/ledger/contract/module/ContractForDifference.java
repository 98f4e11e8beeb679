package io.wattmesh.ledger.contract.module;

import io.wattmesh.ledger.contract.CallRefusedException;
import io.wattmesh.ledger.contract.Contract;
import io.wattmesh.ledger.contract.ContractContext;
import io.wattmesh.ledger.state.LockedDifference;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.contract.CancelContracts;
import io.wattmesh.proto.contract.DifferenceContract;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.EnergyPayment;

/**
 * Bilateral trades as money: both parties sign a fixed price for an interval to come, and each
 * locks the most that it can come to owe by it, which no price within the market's cap goes beyond.
 * The interval's settlement pays the difference, or frees all if the interval is void; it needs no
 * call.
 */
final class ContractForDifference implements Contract {
  private static final byte[] NOTHING = new byte[0];

  @Override
  public String name() {
    return DifferenceContract.CONTRACT;
  }

  @Override
  public byte[] call(String method, byte[] arguments, ContractContext context) {
    return switch (method) {
      case DifferenceContract.AGREE -> agree(SignedEnvelope.ofBytes(arguments), context);
      case DifferenceContract.CANCEL ->
          cancel(CancelContracts.ofBytes(arguments).interval(), context);
      default ->
          throw new CallRefusedException(
              OutcomeCode.UNKNOWN_METHOD, "%s has no method %s".formatted(name(), method));
    };
  }

  private static byte[] agree(SignedEnvelope sellers, ContractContext context) {
    DifferenceContract terms = DifferenceContract.ofBytes(sellers.payload());
    if (sellers.type() != MessageType.DIFFERENCE_CONTRACT
        || !sellers.signer().equals(terms.seller().value())
        || !terms.buyer().equals(context.caller())
        || terms.nonce() != context.nonce()) {
      throw new CallRefusedException(
          OutcomeCode.NOT_A_PARTY,
          "%s signed %s; the buyer must call under that nonce, and the seller have signed"
              .formatted(sellers, terms));
    }
    context.requireAhead(terms.interval());
    context.requireParticipant(terms.seller());
    context.requireSigned(sellers);
    long cap = context.parameters().priceCapMicrosPerMwh();
    long price = terms.priceMicrosPerMwh();
    var locked =
        new LockedDifference(
            terms,
            most(terms, context.add(cap, price), context),
            most(terms, context.subtract(cap, price), context));
    context.lock(terms.buyer(), locked.buyerMicros());
    context.lock(terms.seller(), locked.sellerMicros());
    keep(locked, context);
    context.emit(
        "agreed",
        terms.buyer(),
        terms.seller(),
        terms.interval(),
        terms.energyJoules(),
        terms.priceMicrosPerMwh());
    return NOTHING;
  }

  /** Above what a price difference can come to, rounded either way; nothing if it can't. */
  private static long most(
      DifferenceContract terms, long differenceMicros, ContractContext context) {
    return differenceMicros <= 0
        ? 0
        : context.add(
            context.multiplyAndDivide(
                terms.energyJoules(), differenceMicros, EnergyPayment.JOULES_PER_MWH),
            1);
  }

  private static void keep(LockedDifference locked, ContractContext context) {
    long interval = locked.terms().interval();
    long count = count(interval, context);
    if (count >= LockedDifference.MAX_PER_INTERVAL) {
      throw new CallRefusedException(
          OutcomeCode.TOO_MANY_CONTRACTS,
          "%d contracts wait for interval %d".formatted(count, interval));
    }
    context.write(LockedDifference.key(interval, count), locked.toBytes());
    context.write(LockedDifference.countKey(interval), number(context.add(count, 1)));
  }

  private static long count(long interval, ContractContext context) {
    return context
        .read(LockedDifference.countKey(interval))
        .map(bytes -> CanonicalReader.readAll(bytes, CanonicalReader::i64))
        .orElse(0L);
  }

  private static byte[] number(long value) {
    return new CanonicalWriter().i64(value).toByteArray();
  }

  /** Takes back the last one of an interval that never came, and so will never settle it. */
  private static byte[] cancel(long interval, ContractContext context) {
    long count = count(interval, context);
    if (count == 0) {
      throw new CallRefusedException(
          OutcomeCode.UNKNOWN_TRADE, "no contract waits for interval " + interval);
    }
    context.requireNeverCame(interval);
    long last = context.subtract(count, 1);
    LockedDifference locked =
        context
            .read(LockedDifference.key(interval, last))
            .map(LockedDifference::ofBytes)
            .orElseThrow();
    context.unlock(locked.terms().buyer(), locked.buyerMicros());
    context.unlock(locked.terms().seller(), locked.sellerMicros());
    context.remove(LockedDifference.key(interval, last));
    if (last == 0) {
      context.remove(LockedDifference.countKey(interval));
    } else {
      context.write(LockedDifference.countKey(interval), number(last));
    }
    context.emit("cancelled", locked.terms().buyer(), locked.terms().seller(), interval);
    return NOTHING;
  }
}
