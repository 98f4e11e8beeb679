package io.wattmesh.cluster.market;

import io.wattmesh.agents.scenario.CreditSpec;
import io.wattmesh.ledger.genesis.CreditRules;
import io.wattmesh.ledger.genesis.LossOrder;
import io.wattmesh.ledger.genesis.RentRefund;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.Deposit;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A scenario's rules of credit, and the calls by which its participants set tokens aside. */
final class ScenarioCredit {
  private ScenarioCredit() {}

  static CreditRules rules(CreditSpec credit) {
    return new CreditRules(
        0,
        lossOrder(credit),
        credit.requiredMicros(),
        credit.correctionSeconds() * 1_000L,
        new RentRefund(credit.refundEveryIntervals(), false),
        0,
        new TreeMap<>());
  }

  private static LossOrder lossOrder(CreditSpec credit) {
    if (credit.lossesFromDeposits()) {
      return credit.lossesFromReserve() ? LossOrder.FREE_DEPOSIT_RESERVE : LossOrder.FREE_DEPOSIT;
    }
    return credit.lossesFromReserve() ? LossOrder.FREE_RESERVE : LossOrder.FREE;
  }

  /** The first call of each participant that sets something aside. */
  static List<SignedEnvelope> setAside(CreditSpec credit, ScenarioMarket market) {
    var calls = new ArrayList<SignedEnvelope>();
    credit
        .setAsideMicros()
        .forEach(
            (id, micros) -> {
              requireParticipant(id, market);
              byte[] amount = new Deposit(micros).toBytes();
              var call = new Call(1, Tokens.PAYMENT, Tokens.POST_DEPOSIT, amount);
              calls.add(market.sign(id, MessageType.CALL, call.toBytes()));
            });
    return calls;
  }

  private static void requireParticipant(ParticipantId id, ScenarioMarket market) {
    if (market.participant(id) == null) {
      throw new UsageErrorException(
          "'credit.set-aside' has %s, which the market does not have: name its participants."
              .formatted(id));
    }
  }
}
