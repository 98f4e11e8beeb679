package io.wattmesh.ledger.settlement;

import io.wattmesh.proto.proof.SettlementStatement;
import java.util.List;

/** What an interval's settlement paid, with one statement a participant in rising order. */
public record Settlement(
    long congestionRentMicros, List<SettlementStatement> statements, List<SettlementNote> notes) {
  public Settlement {
    statements = List.copyOf(statements);
    notes = List.copyOf(notes);
  }
}
