package io.wattmesh.ledger.contract.module;

import io.wattmesh.ledger.contract.CallRefusedException;
import io.wattmesh.ledger.contract.Contract;
import io.wattmesh.ledger.contract.ContractContext;
import io.wattmesh.ledger.contract.Holding;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.SettleTrade;
import io.wattmesh.proto.contract.Trade;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.EnergyPayment;
import io.wattmesh.proto.model.ParticipantId;

/**
 * Bilateral trades: both parties sign the terms, and once the seller has the credits and the buyer
 * the tokens, whoever calls for it settles them in one go, delivery against payment. The operator's
 * fee is a part of the payment that genesis sets; the buyer pays it on top, to the tariff account.
 */
final class EnergyTrade implements Contract {
  private static final long MILLION = 1_000_000;

  @Override
  public String name() {
    return Trade.CONTRACT;
  }

  @Override
  public byte[] call(String method, byte[] arguments, ContractContext context) {
    return switch (method) {
      case Trade.AGREE -> agree(SignedEnvelope.ofBytes(arguments), context);
      case Trade.SETTLE -> settle(SettleTrade.ofBytes(arguments), context);
      default ->
          throw new CallRefusedException(
              OutcomeCode.UNKNOWN_METHOD, "%s has no method %s".formatted(name(), method));
    };
  }

  private static String key(ParticipantId buyer, long nonce) {
    return "trade/" + buyer + "/" + nonce;
  }

  private static byte[] agree(SignedEnvelope sellers, ContractContext context) {
    Trade trade = Trade.ofBytes(sellers.payload());
    if (sellers.type() != MessageType.TRADE
        || !sellers.signer().equals(trade.seller().value())
        || !trade.buyer().equals(context.caller())
        || trade.nonce() != context.nonce()) {
      throw new CallRefusedException(
          OutcomeCode.NOT_A_PARTY,
          "%s signed %s; the buyer must call under that nonce, and the seller have signed"
              .formatted(sellers, trade));
    }
    context.requireParticipant(trade.seller());
    context.requireSigned(sellers);
    long micros = payment(trade, context);
    context.write(key(trade.buyer(), trade.nonce()), trade.toBytes());
    context.emit("agreed", trade.buyer(), trade.seller(), trade.energyJoules(), micros);
    return new byte[0];
  }

  private static long payment(Trade trade, ContractContext context) {
    return context.multiplyAndDivide(
        trade.energyJoules(), trade.priceMicrosPerMwh(), EnergyPayment.JOULES_PER_MWH);
  }

  private static byte[] settle(SettleTrade named, ContractContext context) {
    String key = key(named.buyer(), named.nonce());
    Trade trade =
        context
            .read(key)
            .map(Trade::ofBytes)
            .orElseThrow(
                () ->
                    new CallRefusedException(
                        OutcomeCode.UNKNOWN_TRADE, "no trade waits that is named by " + named));
    long micros = payment(trade, context);
    long fee =
        context.multiplyAndDivide(
            micros, context.parameters().fees().tradeFeePartsPerMillion(), MILLION);
    pay(trade, micros, context.add(micros, fee), context);
    Holding operator = context.holding(LedgerState.TARIFF);
    context.putHolding(
        LedgerState.TARIFF, operator.withBalance(context.add(operator.balanceMicros(), fee)));
    context.remove(key);
    context.emit("settled", trade.buyer(), trade.seller(), trade.energyJoules(), micros, fee);
    return new byte[0];
  }

  private static void pay(Trade trade, long micros, long total, ContractContext context) {
    Holding buyer = context.holding(trade.buyer());
    Holding seller = context.holding(trade.seller());
    context.requireCovered(
        total, buyer.freeMicros(), OutcomeCode.INSUFFICIENT_FUNDS, "the buyer has tokens free");
    context.requireCovered(
        trade.energyJoules(),
        seller.creditsJoules(),
        OutcomeCode.INSUFFICIENT_FUNDS,
        "the seller has credits");
    context.putHolding(
        trade.buyer(),
        buyer
            .withBalance(context.subtract(buyer.balanceMicros(), total))
            .withCredits(context.add(buyer.creditsJoules(), trade.energyJoules())));
    context.putHolding(
        trade.seller(),
        seller
            .withBalance(context.add(seller.balanceMicros(), micros))
            .withCredits(context.subtract(seller.creditsJoules(), trade.energyJoules())));
  }
}
