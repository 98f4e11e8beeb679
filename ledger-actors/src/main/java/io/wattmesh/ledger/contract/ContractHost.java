package io.wattmesh.ledger.contract;

import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;

/** What contracts need of the ledger beside its state. */
public interface ContractHost {
  boolean isParticipant(ParticipantId id);

  /** Whether the participant that an envelope names signed it, for this chain. */
  boolean isSigned(SignedEnvelope envelope);

  MarketParameters parameters();
}
