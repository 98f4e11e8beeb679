package io.wattmesh.ledger.contract.module;

import io.wattmesh.ledger.contract.ContractContext;
import io.wattmesh.ledger.contract.Holding;
import io.wattmesh.proto.contract.Tokens;

/** Payment tokens. What is locked as collateral counts as balance and can't be moved. */
final class PaymentToken extends TokenContract {
  @Override
  public String name() {
    return Tokens.PAYMENT;
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
