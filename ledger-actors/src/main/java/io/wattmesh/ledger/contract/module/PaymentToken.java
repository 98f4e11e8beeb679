package io.wattmesh.ledger.contract.module;

import io.wattmesh.ledger.contract.CallRefusedException;
import io.wattmesh.ledger.contract.ContractContext;
import io.wattmesh.ledger.contract.Holding;
import io.wattmesh.ledger.state.LossDeposit;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.contract.Deposit;
import io.wattmesh.proto.contract.Issue;
import io.wattmesh.proto.contract.Redemption;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;

/**
 * Payment tokens. What is locked as collateral counts as balance and can't be moved. An issuer
 * makes tokens for money that it was given elsewhere, and takes back, on a participant's signature,
 * those for which it gives money elsewhere; each such payment counts once.
 */
final class PaymentToken extends TokenContract {
  private static final byte[] NOTHING = new byte[0];
  private static final int ISSUED = 1;
  private static final int REDEEMED = 2;

  @Override
  public String name() {
    return Tokens.PAYMENT;
  }

  @Override
  public byte[] call(String method, byte[] arguments, ContractContext context) {
    return switch (method) {
      case Tokens.ISSUE -> issue(Issue.ofBytes(arguments), context);
      case Tokens.REDEEM -> redeem(SignedEnvelope.ofBytes(arguments), context);
      case Tokens.POST_DEPOSIT -> postDeposit(Deposit.ofBytes(arguments).amount(), context);
      case Tokens.RELEASE_DEPOSIT -> releaseDeposit(Deposit.ofBytes(arguments).amount(), context);
      default -> super.call(method, arguments, context);
    };
  }

  private byte[] issue(Issue issue, ContractContext context) {
    context.requireIssuer();
    context.requireParticipant(issue.to());
    useReference(ISSUED, issue.reference(), issue.to(), issue.amount(), context);
    context.issueTokens(issue.amount());
    giveTo(issue.to(), issue.amount(), context);
    context.emit("issued", context.caller(), issue.to(), issue.amount(), issue.reference().hex());
    return NOTHING;
  }

  private byte[] redeem(SignedEnvelope participants, ContractContext context) {
    context.requireIssuer();
    Redemption redemption = Redemption.ofBytes(participants.payload());
    if (participants.type() != MessageType.REDEMPTION
        || !redemption.issuer().equals(context.caller())) {
      throw new CallRefusedException(
          OutcomeCode.NOT_THE_ISSUER,
          "%s asks %s to redeem; %s can't in its place"
              .formatted(participants, redemption.issuer(), context.caller()));
    }
    context.requireSigned(participants);
    var from = new ParticipantId(participants.signer());
    useReference(REDEEMED, redemption.reference(), from, redemption.amount(), context);
    takeFrom(from, redemption.amount(), context);
    context.issueTokens(-redemption.amount());
    context.emit(
        "redeemed", context.caller(), from, redemption.amount(), redemption.reference().hex());
    return NOTHING;
  }

  /** Issuers keep one list of references, so that no two of them count one payment. */
  private static void useReference(
      int what, Hash reference, ParticipantId who, long amount, ContractContext context) {
    String key = "reference/" + reference.hex();
    if (context.read(key).isPresent()) {
      throw new CallRefusedException(
          OutcomeCode.REFERENCE_USED, "payment " + reference.hex() + " was counted before");
    }
    context.write(
        key,
        new CanonicalWriter()
            .u8(what)
            .text(context.caller().value())
            .text(who.value())
            .i64(amount)
            .toByteArray());
  }

  private static long deposit(ContractContext context) {
    return context.read(LossDeposit.key(context.caller())).map(LossDeposit::ofBytes).orElse(0L);
  }

  private static byte[] postDeposit(long amount, ContractContext context) {
    context.lock(context.caller(), amount);
    long deposit = context.add(deposit(context), amount);
    context.write(LossDeposit.key(context.caller()), LossDeposit.toBytes(deposit));
    context.emit("deposited", context.caller(), amount);
    return NOTHING;
  }

  /** Free again only while no bid or award of the caller's could still lead to a deviation. */
  private static byte[] releaseDeposit(long amount, ContractContext context) {
    long deposit = deposit(context);
    context.requireCovered(
        amount, deposit, OutcomeCode.INSUFFICIENT_FUNDS, context.caller() + " has set aside");
    context.requireCovered(
        context.holding(context.caller()).lockedMicros(),
        deposit,
        OutcomeCode.DEPOSIT_IN_USE,
        "without bids that wait there would be locked");
    context.unlock(context.caller(), amount);
    long rest = context.subtract(deposit, amount);
    if (rest == 0) {
      context.remove(LossDeposit.key(context.caller()));
    } else {
      context.write(LossDeposit.key(context.caller()), LossDeposit.toBytes(rest));
    }
    context.emit("released", context.caller(), amount);
    return NOTHING;
  }

  @Override
  long available(Holding holding) {
    return holding.freeMicros();
  }

  @Override
  long balance(Holding holding) {
    return holding.balanceMicros();
  }

  @Override
  Holding with(Holding holding, long balance) {
    return holding.withBalance(balance);
  }

  @Override
  long totalSupply(ContractContext context) {
    return context.supply().issuedMicros();
  }
}
