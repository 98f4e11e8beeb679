package io.wattmesh.ledger.contract.module;

import io.wattmesh.ledger.contract.Contract;
import io.wattmesh.proto.contract.Commitments;
import io.wattmesh.proto.contract.DifferenceContract;
import io.wattmesh.proto.contract.Origins;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.contract.Trade;
import java.util.Map;
import java.util.Optional;

/** The contracts that a chain has from its beginning. */
public final class Contracts {
  private static final Map<String, Contract> ALL =
      Map.of(
          Tokens.PAYMENT, new PaymentToken(),
          Tokens.CREDIT, new EnergyCredit(),
          Trade.CONTRACT, new EnergyTrade(),
          Commitments.CONTRACT, new ForwardCommitment(),
          Origins.CONTRACT, new OriginCertificate(),
          DifferenceContract.CONTRACT, new ContractForDifference());

  private Contracts() {}

  public static Optional<Contract> find(String name) {
    return Optional.ofNullable(ALL.get(name));
  }
}
