package io.wattmesh.ledger.contract.module;

import io.wattmesh.ledger.contract.ContractContext;
import io.wattmesh.ledger.contract.Holding;
import io.wattmesh.proto.contract.Burn;
import io.wattmesh.proto.contract.Tokens;

/** Energy credits: minted at settlement for verified delivery, burned when claimed as consumed. */
final class EnergyCredit extends TokenContract {
  @Override
  public String name() {
    return Tokens.CREDIT;
  }

  @Override
  public byte[] call(String method, byte[] arguments, ContractContext context) {
    return method.equals(Tokens.BURN)
        ? burn(Burn.ofBytes(arguments), context)
        : super.call(method, arguments, context);
  }

  private byte[] burn(Burn burn, ContractContext context) {
    takeFrom(context.caller(), burn.amount(), context);
    context.burnCredits(burn.amount());
    context.emit("burn", context.caller(), burn.amount());
    return new byte[0];
  }

  @Override
  long available(Holding holding) {
    return holding.creditsJoules();
  }

  @Override
  long balance(Holding holding) {
    return holding.creditsJoules();
  }

  @Override
  Holding with(Holding holding, long balance) {
    return holding.withCredits(balance);
  }

  @Override
  long totalSupply(ContractContext context) {
    return context.supply().creditsJoules();
  }
}
