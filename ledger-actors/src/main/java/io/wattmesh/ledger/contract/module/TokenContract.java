package io.wattmesh.ledger.contract.module;

import io.wattmesh.ledger.contract.CallRefusedException;
import io.wattmesh.ledger.contract.Contract;
import io.wattmesh.ledger.contract.ContractContext;
import io.wattmesh.ledger.contract.Holding;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.contract.AllowanceOf;
import io.wattmesh.proto.contract.Approve;
import io.wattmesh.proto.contract.BalanceOf;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.contract.TransferFrom;
import io.wattmesh.proto.model.ParticipantId;

/**
 * A fungible token by EIP-20's rules. What accounts hold of it is in their records; allowances are
 * records of the contract, of which one of zero is none.
 */
abstract sealed class TokenContract implements Contract permits PaymentToken, EnergyCredit {
  /** What of it an account can give away. */
  abstract long available(Holding holding);

  abstract long balance(Holding holding);

  abstract Holding with(Holding holding, long balance);

  abstract long totalSupply(ContractContext context);

  @Override
  public byte[] call(String method, byte[] arguments, ContractContext context) {
    return switch (method) {
      case Tokens.TRANSFER -> transfer(Transfer.ofBytes(arguments), context);
      case Tokens.APPROVE -> approve(Approve.ofBytes(arguments), context);
      case Tokens.TRANSFER_FROM -> transferFrom(TransferFrom.ofBytes(arguments), context);
      case Tokens.BALANCE_OF ->
          number(balance(context.holding(BalanceOf.ofBytes(arguments).owner())));
      case Tokens.ALLOWANCE -> number(allowance(AllowanceOf.ofBytes(arguments), context));
      case Tokens.TOTAL_SUPPLY -> {
        CanonicalReader.readAll(arguments, in -> 0);
        yield number(totalSupply(context));
      }
      default -> throw unknown(method);
    };
  }

  final CallRefusedException unknown(String method) {
    return new CallRefusedException(
        OutcomeCode.UNKNOWN_METHOD, "%s has no method %s".formatted(name(), method));
  }

  static byte[] number(long value) {
    return new CanonicalWriter().i64(value).toByteArray();
  }

  private byte[] transfer(Transfer transfer, ContractContext context) {
    context.requireParticipant(transfer.to());
    move(context.caller(), transfer.to(), transfer.amount(), context);
    return new byte[0];
  }

  private byte[] approve(Approve approve, ContractContext context) {
    context.requireParticipant(approve.spender());
    putAllowance(new AllowanceOf(context.caller(), approve.spender()), approve.amount(), context);
    context.emit("approval", context.caller(), approve.spender(), approve.amount());
    return new byte[0];
  }

  private byte[] transferFrom(TransferFrom transfer, ContractContext context) {
    context.requireParticipant(transfer.from());
    context.requireParticipant(transfer.to());
    var pair = new AllowanceOf(transfer.from(), context.caller());
    long allowed = allowance(pair, context);
    context.requireCovered(
        transfer.amount(), allowed, OutcomeCode.INSUFFICIENT_ALLOWANCE, "approved by the owner");
    putAllowance(pair, context.subtract(allowed, transfer.amount()), context);
    move(transfer.from(), transfer.to(), transfer.amount(), context);
    return new byte[0];
  }

  private static String key(AllowanceOf pair) {
    return "allowance/" + pair.owner() + "/" + pair.spender();
  }

  private static long allowance(AllowanceOf pair, ContractContext context) {
    return context
        .read(key(pair))
        .map(bytes -> CanonicalReader.readAll(bytes, CanonicalReader::i64))
        .orElse(0L);
  }

  private static void putAllowance(AllowanceOf pair, long amount, ContractContext context) {
    if (amount == 0) {
      context.remove(key(pair));
    } else {
      context.write(key(pair), number(amount));
    }
  }

  private void move(ParticipantId from, ParticipantId to, long amount, ContractContext context) {
    takeFrom(from, amount, context);
    giveTo(to, amount, context);
    context.emit("transfer", from, to, amount);
  }

  final void giveTo(ParticipantId to, long amount, ContractContext context) {
    Holding receiver = context.holding(to);
    context.putHolding(to, with(receiver, context.add(balance(receiver), amount)));
  }

  final void takeFrom(ParticipantId from, long amount, ContractContext context) {
    Holding giver = context.holding(from);
    context.requireCovered(
        amount, available(giver), OutcomeCode.INSUFFICIENT_FUNDS, from + " has free");
    context.putHolding(from, with(giver, context.subtract(balance(giver), amount)));
  }
}
