package io.wattmesh.ledger.contract;

import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Optional;
import java.util.OptionalInt;

/** What contracts need of the ledger beside its state. */
public interface ContractHost {
  boolean isParticipant(ParticipantId id);

  /** Whether somebody collects bids, and has a bond. */
  boolean isAggregator(ParticipantId id);

  /** Whether somebody may issue payment tokens and redeem them. */
  boolean isIssuer(ParticipantId id);

  /** Whether the participant that an envelope names signed it, for this chain. */
  boolean isSigned(SignedEnvelope envelope);

  MarketParameters parameters();

  /** Whether an interval's gate is still to close, within a foreseeable time. */
  boolean isAhead(long interval);

  /** Whether no book of an interval came in time, so that it will never be settled. */
  boolean neverCame(long interval);

  /** How many buses and bids must be read for an award; empty if the interval is not cleared. */
  OptionalInt workOfAward(long interval, ParticipantId participant);

  /** What a cleared interval owes a participant, if that is not 0. */
  Optional<Award> award(long interval, ParticipantId participant);
}
