package io.wattmesh.ledger;

import io.wattmesh.ledger.genesis.CreditRules;
import io.wattmesh.ledger.genesis.LossOrder;
import io.wattmesh.ledger.genesis.RentRefund;
import io.wattmesh.proto.model.ParticipantId;
import java.util.SortedMap;
import java.util.TreeMap;

/** The rules of credit before they are fixed; none is on. */
public final class CreditDraft {
  public long issuanceCapMicros;
  public LossOrder lossOrder = LossOrder.FREE_RESERVE;
  public long requiredDepositMicros;
  public long correctionWindowMillis;
  public RentRefund refund = RentRefund.NEVER;
  public int feederTolerancePartsPerMillion;
  public final SortedMap<ParticipantId, String> origins = new TreeMap<>();

  public CreditDraft origin(String participant, String attribute) {
    origins.put(new ParticipantId(participant), attribute);
    return this;
  }

  public CreditRules build() {
    return new CreditRules(
        issuanceCapMicros,
        lossOrder,
        requiredDepositMicros,
        correctionWindowMillis,
        refund,
        feederTolerancePartsPerMillion,
        origins);
  }
}
