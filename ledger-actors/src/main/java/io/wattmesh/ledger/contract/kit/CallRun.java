package io.wattmesh.ledger.contract.kit;

import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.ContractEvent;
import io.wattmesh.proto.model.Hash;
import java.util.List;

/**
 * What a call did.
 *
 * @param detail why it was refused; empty if it was not
 * @param gasUsed the call's own signature included
 * @param result what the method gave; empty if it gives nothing or failed
 * @param events none if it failed
 * @param stateRoot of the state after it
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
public record CallRun(
    OutcomeCode code,
    String detail,
    long gasUsed,
    byte[] result,
    List<ContractEvent> events,
    Hash stateRoot) {
  public CallRun {
    result = result.clone();
    events = List.copyOf(events);
  }

  public boolean accepted() {
    return code == OutcomeCode.ACCEPTED;
  }

  @Override
  public byte[] result() {
    return result.clone();
  }
}
