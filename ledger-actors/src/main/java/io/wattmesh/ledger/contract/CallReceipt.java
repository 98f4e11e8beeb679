package io.wattmesh.ledger.contract;

import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;

/**
 * What a call with a good signature and a free nonce used and told, whether it was carried out or
 * not. Under no root: it follows from the block and the state before it.
 *
 * @param transaction SHA-256 of the transaction's bytes
 * @param feeMicros what the caller paid for the gas, micro-tokens
 * @param result what the method gave; empty if it gives nothing or failed
 * @param events none if it failed
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
public record CallReceipt(
    Hash transaction,
    ParticipantId caller,
    String contract,
    String method,
    long gasLimit,
    long gasUsed,
    long feeMicros,
    byte[] result,
    List<ContractEvent> events) {
  public CallReceipt {
    result = result.clone();
    events = List.copyOf(events);
  }

  @Override
  public byte[] result() {
    return result.clone();
  }
}
