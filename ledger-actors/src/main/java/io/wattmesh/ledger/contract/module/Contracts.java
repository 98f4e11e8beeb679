package io.wattmesh.ledger.contract.module;

import io.wattmesh.ledger.contract.Contract;
import io.wattmesh.ledger.contract.ContractLibrary;
import io.wattmesh.proto.contract.Bonds;
import io.wattmesh.proto.contract.Commitments;
import io.wattmesh.proto.contract.DifferenceContract;
import io.wattmesh.proto.contract.Origins;
import io.wattmesh.proto.contract.PersonalRecords;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.contract.Trade;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The contracts that a chain has from its beginning, in all their versions. */
public final class Contracts {
  private static final Map<String, Contract> FIRST =
      Map.of(
          Tokens.PAYMENT, new PaymentToken(),
          Tokens.CREDIT, new EnergyCredit(),
          Trade.CONTRACT, new EnergyTrade(),
          Commitments.CONTRACT, new ForwardCommitment(),
          Origins.CONTRACT, new OriginCertificate(),
          DifferenceContract.CONTRACT, new ContractForDifference(),
          PersonalRecords.CONTRACT, new PersonalRecordAnchor(),
          Bonds.CONTRACT, new AggregatorBond());

  /** The second versions of those that have one. */
  private static final Map<String, Contract> SECOND = Map.of(Tokens.PAYMENT, new PaymentTokenTwo());

  private Contracts() {}

  /** All contracts by name, in whatever version, in no order. */
  public static List<String> names() {
    return List.copyOf(FIRST.keySet());
  }

  public static Optional<Contract> find(String name, int version) {
    return switch (version) {
      case ContractLibrary.FIRST -> Optional.ofNullable(FIRST.get(name));
      case 2 -> Optional.ofNullable(SECOND.get(name));
      default -> Optional.empty();
    };
  }
}
