package io.wattmesh.ledger.contract.module;

import io.wattmesh.ledger.contract.CallRefusedException;
import io.wattmesh.ledger.contract.Contract;
import io.wattmesh.ledger.contract.ContractContext;
import io.wattmesh.ledger.state.OriginCertificates;
import io.wattmesh.ledger.state.OriginCertificates.OriginSupply;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.contract.AllowanceOf;
import io.wattmesh.proto.contract.Approve;
import io.wattmesh.proto.contract.BalanceOf;
import io.wattmesh.proto.contract.OfOrigin;
import io.wattmesh.proto.contract.Origins;
import io.wattmesh.proto.contract.Retire;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.contract.TransferFrom;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;

/**
 * Certificates of origin by EIP-20's rules, a token for each attribute: a joule of certificates for
 * each joule of credits that an injector of the attribute earned at settlement, and apart from them
 * from then on. Whoever claims the origin retires them, for a beneficiary that it names by a hash:
 * so no origin is claimed twice. What it holds and retired is in the contract's records.
 */
final class OriginCertificate implements Contract {
  private static final byte[] NOTHING = new byte[0];
  private static final List<String> METHODS =
      List.of(
          Origins.TRANSFER,
          Origins.APPROVE,
          Origins.TRANSFER_FROM,
          Origins.RETIRE,
          Origins.BALANCE_OF,
          Origins.ALLOWANCE,
          Origins.TOTAL_SUPPLY);

  @Override
  public String name() {
    return Origins.CONTRACT;
  }

  @Override
  public byte[] call(String method, byte[] arguments, ContractContext context) {
    if (!METHODS.contains(method)) {
      throw unknown(method);
    }
    OfOrigin of = OfOrigin.ofBytes(arguments);
    String attribute = of.attribute();
    byte[] inner = of.arguments();
    return switch (method) {
      case Origins.TRANSFER -> transfer(attribute, Transfer.ofBytes(inner), context);
      case Origins.APPROVE -> approve(attribute, Approve.ofBytes(inner), context);
      case Origins.TRANSFER_FROM -> transferFrom(attribute, TransferFrom.ofBytes(inner), context);
      case Origins.RETIRE -> retire(attribute, Retire.ofBytes(inner), context);
      case Origins.BALANCE_OF ->
          number(balance(attribute, BalanceOf.ofBytes(inner).owner(), context));
      case Origins.ALLOWANCE ->
          number(amount(allowanceKey(attribute, AllowanceOf.ofBytes(inner)), context));
      case Origins.TOTAL_SUPPLY -> {
        CanonicalReader.readAll(inner, in -> 0);
        yield number(supply(attribute, context).heldJoules());
      }
      default -> throw unknown(method);
    };
  }

  private CallRefusedException unknown(String method) {
    return new CallRefusedException(
        OutcomeCode.UNKNOWN_METHOD, "%s has no method %s".formatted(name(), method));
  }

  private static byte[] number(long value) {
    return new CanonicalWriter().i64(value).toByteArray();
  }

  private static long amount(String key, ContractContext context) {
    return context
        .read(key)
        .map(bytes -> CanonicalReader.readAll(bytes, CanonicalReader::i64))
        .orElse(0L);
  }

  private static void putAmount(String key, long amount, ContractContext context) {
    if (amount == 0) {
      context.remove(key);
    } else {
      context.write(key, number(amount));
    }
  }

  private static long balance(String attribute, ParticipantId owner, ContractContext context) {
    return amount(OriginCertificates.balanceKey(attribute, owner), context);
  }

  private static String allowanceKey(String attribute, AllowanceOf pair) {
    return "allowance/" + attribute + "/" + pair.owner() + "/" + pair.spender();
  }

  private static OriginSupply supply(String attribute, ContractContext context) {
    return context
        .read(OriginCertificates.supplyKey(attribute))
        .map(OriginSupply::ofBytes)
        .orElse(OriginSupply.NONE);
  }

  private static byte[] transfer(String attribute, Transfer transfer, ContractContext context) {
    context.requireParticipant(transfer.to());
    move(attribute, context.caller(), transfer.to(), transfer.amount(), context);
    return NOTHING;
  }

  private static byte[] approve(String attribute, Approve approve, ContractContext context) {
    context.requireParticipant(approve.spender());
    var pair = new AllowanceOf(context.caller(), approve.spender());
    putAmount(allowanceKey(attribute, pair), approve.amount(), context);
    context.emit("approval", attribute, pair.owner(), pair.spender(), approve.amount());
    return NOTHING;
  }

  private static byte[] transferFrom(
      String attribute, TransferFrom transfer, ContractContext context) {
    context.requireParticipant(transfer.from());
    context.requireParticipant(transfer.to());
    String key = allowanceKey(attribute, new AllowanceOf(transfer.from(), context.caller()));
    long allowed = amount(key, context);
    context.requireCovered(
        transfer.amount(), allowed, OutcomeCode.INSUFFICIENT_ALLOWANCE, "approved by the owner");
    putAmount(key, context.subtract(allowed, transfer.amount()), context);
    move(attribute, transfer.from(), transfer.to(), transfer.amount(), context);
    return NOTHING;
  }

  private static void move(
      String attribute,
      ParticipantId from,
      ParticipantId to,
      long amount,
      ContractContext context) {
    take(attribute, from, amount, context);
    String key = OriginCertificates.balanceKey(attribute, to);
    putAmount(key, context.add(amount(key, context), amount), context);
    context.emit("transfer", attribute, from, to, amount);
  }

  private static void take(
      String attribute, ParticipantId from, long amount, ContractContext context) {
    String key = OriginCertificates.balanceKey(attribute, from);
    long held = amount(key, context);
    context.requireCovered(amount, held, OutcomeCode.INSUFFICIENT_FUNDS, from + " holds");
    putAmount(key, context.subtract(held, amount), context);
  }

  /** The call's own nonce names the record, so that no other can ever overwrite it. */
  private static byte[] retire(String attribute, Retire retire, ContractContext context) {
    take(attribute, context.caller(), retire.amount(), context);
    OriginSupply supply = supply(attribute, context);
    context.write(
        OriginCertificates.supplyKey(attribute),
        new OriginSupply(
                supply.mintedJoules(), context.add(supply.retiredJoules(), retire.amount()))
            .toBytes());
    context.write(
        "retired/" + context.caller() + "/" + context.nonce(),
        new CanonicalWriter()
            .text(attribute)
            .i64(retire.amount())
            .hash(retire.beneficiary())
            .toByteArray());
    context.emit(
        "retired", attribute, context.caller(), retire.amount(), retire.beneficiary().hex());
    return NOTHING;
  }
}
