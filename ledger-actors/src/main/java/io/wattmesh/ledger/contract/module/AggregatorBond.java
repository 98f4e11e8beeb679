package io.wattmesh.ledger.contract.module;

import io.wattmesh.ledger.contract.CallRefusedException;
import io.wattmesh.ledger.contract.Contract;
import io.wattmesh.ledger.contract.ContractContext;
import io.wattmesh.ledger.contract.Holding;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.Bonds;
import io.wattmesh.proto.contract.Bonds.TopUp;

/**
 * Aggregators' bonds, which omissions are paid out of. Whoever has tokens can add to one: an
 * aggregator itself has none that are free. What was added is locked like the bond of the genesis,
 * and nobody takes it out again.
 */
final class AggregatorBond implements Contract {
  private static final byte[] NOTHING = new byte[0];

  @Override
  public String name() {
    return Bonds.CONTRACT;
  }

  @Override
  public byte[] call(String method, byte[] arguments, ContractContext context) {
    if (!method.equals(Bonds.TOP_UP)) {
      throw new CallRefusedException(
          OutcomeCode.UNKNOWN_METHOD, "%s has no method %s".formatted(name(), method));
    }
    TopUp topUp = TopUp.ofBytes(arguments);
    context.requireAggregator(topUp.aggregator());
    Holding payer = context.holding(context.caller());
    context.requireCovered(
        topUp.amount(),
        payer.freeMicros(),
        OutcomeCode.INSUFFICIENT_FUNDS,
        context.caller() + " has free");
    context.putHolding(
        context.caller(),
        payer.withBalance(context.subtract(payer.balanceMicros(), topUp.amount())));
    Holding bond = context.holding(topUp.aggregator());
    context.putHolding(
        topUp.aggregator(), bond.withBalance(context.add(bond.balanceMicros(), topUp.amount())));
    context.lock(topUp.aggregator(), topUp.amount());
    context.emit("topped-up", context.caller(), topUp.aggregator(), topUp.amount());
    return NOTHING;
  }
}
