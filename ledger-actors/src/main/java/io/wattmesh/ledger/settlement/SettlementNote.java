package io.wattmesh.ledger.settlement;

import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;

/** What a settlement or a correction did beside paying its statements; follows from the replay. */
public sealed interface SettlementNote {
  /**
   * Who paid for an interval's deviations, step by step in the order of loss.
   *
   * @param dueMicros what all who owed should have paid: from free tokens, from deposits, or unpaid
   * @param fromFreeMicros paid from free tokens
   * @param fromDepositsMicros paid from what was set aside
   * @param owedMicros what all who were owed should have got
   * @param paidMicros what they got; the rest was cut pro rata
   * @param shortages of whom free tokens did not suffice, in order of participants
   */
  record Losses(
      long dueMicros,
      long fromFreeMicros,
      long fromDepositsMicros,
      long owedMicros,
      long paidMicros,
      List<Shortage> shortages)
      implements SettlementNote {
    public Losses {
      shortages = List.copyOf(shortages);
    }

    /** What those who owed did not pay. */
    public long unpaidMicros() {
      return dueMicros - fromFreeMicros - fromDepositsMicros;
    }

    /** What the balancing account lost; negative if it gained. */
    public long reserveMicros() {
      return paidMicros - fromFreeMicros - fromDepositsMicros;
    }

    /** What those who were owed lost. */
    public long cutMicros() {
      return owedMicros - paidMicros;
    }
  }

  /** What somebody owed for a deviation and could not pay from its free tokens alone. */
  record Shortage(
      ParticipantId participant, long dueMicros, long fromFreeMicros, long fromDepositMicros) {}

  /**
   * A reading that was missing came late.
   *
   * @param adjustmentMicros what was paid more, or less, than for no delivery
   * @param unpaidMicros what should have been paid beyond that, by the participant if positive, to
   *     it if negative
   * @param creditsJoules credits minted for it
   */
  record Corrected(
      ParticipantId participant,
      int bus,
      long priceMicrosPerMwh,
      long awardedJoules,
      long deliveredJoules,
      long adjustmentMicros,
      long unpaidMicros,
      long creditsJoules)
      implements SettlementNote {}

  /**
   * Congestion rent went back to consumers.
   *
   * @param poolMicros what there was to give
   * @param remainderMicros what rounding left of it, for the next time
   */
  record Refunded(long poolMicros, long remainderMicros, List<Refund> refunds)
      implements SettlementNote {
    public Refunded {
      refunds = List.copyOf(refunds);
    }
  }

  /** One consumer's part, by the energy that it withdrew. */
  record Refund(ParticipantId participant, long withdrawnJoules, long micros) {}

  /**
   * The meters of a bus saw more injected than its feeder-head meter allows.
   *
   * @param meteredJoules injection by the participants' meters
   * @param capJoules what credits were minted for
   */
  record FeederExceeded(int bus, long meteredJoules, long capJoules) implements SettlementNote {}

  /**
   * A contract for difference was settled, or cancelled with its interval.
   *
   * @param contract SHA-256 of its terms
   * @param buyerPaysMicros what the buyer paid to the seller; negative the other way; 0 if void
   */
  record DifferencePaid(
      Hash contract,
      ParticipantId buyer,
      ParticipantId seller,
      boolean cancelled,
      long buyerPaysMicros)
      implements SettlementNote {}
}
