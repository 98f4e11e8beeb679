package io.wattmesh.ledger.contract;

import java.util.List;
import java.util.Objects;

/**
 * What a contract tells of a call that it carried out.
 *
 * @param values by the event's kind, amounts in decimal
 */
public record ContractEvent(String contract, String name, List<String> values) {
  public ContractEvent {
    Objects.requireNonNull(contract);
    Objects.requireNonNull(name);
    values = List.copyOf(values);
  }
}
