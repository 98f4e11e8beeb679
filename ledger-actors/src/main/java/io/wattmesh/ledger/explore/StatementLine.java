package io.wattmesh.ledger.explore;

import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.util.Objects;
import java.util.Optional;

/**
 * One account's line of one interval.
 *
 * @param settlement where the interval was settled; empty if it is not yet
 * @param statement the leaf under the settlement root that the payment, the deviation and the
 *     minted credits stand in; empty if the account is none of it
 */
public record StatementLine(
    ParticipantId account,
    long interval,
    Optional<Settlement> settlement,
    Optional<SettlementStatement> statement,
    StatementAmounts amounts) {
  public StatementLine {
    Objects.requireNonNull(account);
    Objects.requireNonNull(settlement);
    Objects.requireNonNull(statement);
    Objects.requireNonNull(amounts);
  }

  /**
   * Where an interval was settled.
   *
   * @param root Merkle root of the interval's statements, in its record under the state root
   */
  public record Settlement(long height, Hash root) {
    public Settlement {
      Objects.requireNonNull(root);
    }
  }
}
