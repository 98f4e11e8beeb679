package io.wattmesh.ledger.contract.module;

import io.wattmesh.ledger.contract.Contract;
import io.wattmesh.ledger.contract.ContractLibrary;
import io.wattmesh.proto.contract.Commitments;
import io.wattmesh.proto.contract.DifferenceContract;
import io.wattmesh.proto.contract.Origins;
import io.wattmesh.proto.contract.PersonalRecords;
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
          DifferenceContract.CONTRACT, new ContractForDifference(),
          PersonalRecords.CONTRACT, new PersonalRecordAnchor());

  private Contracts() {}

  /** The first version is the only one of all that there are. */
  public static Optional<Contract> find(String name, int version) {
    return version == ContractLibrary.FIRST ? Optional.ofNullable(ALL.get(name)) : Optional.empty();
  }
}
