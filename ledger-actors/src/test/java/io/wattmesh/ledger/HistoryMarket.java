package io.wattmesh.ledger;

import io.wattmesh.ledger.genesis.ContractFees;
import io.wattmesh.ledger.genesis.Governance;
import io.wattmesh.ledger.genesis.LossOrder;
import io.wattmesh.ledger.genesis.RentRefund;
import io.wattmesh.ledger.genesis.Role;
import java.util.List;
import java.util.Optional;

/**
 * The markets of random histories: poor and rich ones, with all rules of credit, governance and
 * aggregators on or off, and bids open or sealed.
 */
public final class HistoryMarket {
  /** Beyond so many they repeat. */
  public static final int KINDS = 15;

  private HistoryMarket() {}

  public static LedgerFixture of(long seed) {
    var draft = new GenesisDraft();
    draft.reserveMicros = seed % 3 * 1_000_000_000L;
    draft.fees = new ContractFees(seed % 4, seed * 5_000);
    if (seed % 5 == 0) {
      draft.participant("load-2", 2, -200_000_000, 0, 100_000_000);
    }
    draft.role("operator", Role.GRID_OPERATOR, 0);
    draft.governance = new Governance(Optional.empty(), seed * 40_000, 4_000_000);
    if (seed % 3 != 0) {
      draft.aggregator("agg-3-2", 3, seed * 1_000).aggregator("agg-3", 3, 2_500);
      draft.omissions(1_000, seed * 70);
    }
    draft.role("bank", Role.ISSUER, 0);
    if (seed % 2 == 0) {
      draft.role("feeder-3", Role.FEEDER, 3);
    }
    if (seed % 5 == 2) {
      draft.sealedBids(seed * 900_000);
    }
    draft.credit = credit(seed).build();
    return new LedgerFixture(draft.build(), Signing.TAGGED);
  }

  private static CreditDraft credit(long seed) {
    var credit = new CreditDraft();
    credit.issuanceCapMicros = seed % 3 * 700_000_000_000L;
    credit.lossOrder = List.of(LossOrder.values()).get((int) (seed % 4));
    credit.requiredDepositMicros = seed % 7 == 3 ? 5_000_000 : 0;
    credit.correctionWindowMillis = seed % 4 * 3_600_000;
    credit.refund = new RentRefund((int) (seed % 3), seed % 2 == 0);
    credit.feederTolerancePartsPerMillion = (int) (seed * 10_000);
    return seed % 5 == 4 ? credit : credit.origin("gen-1", "solar").origin("gen-3", "wind");
  }
}
