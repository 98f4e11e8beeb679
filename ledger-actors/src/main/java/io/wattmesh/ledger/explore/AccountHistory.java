package io.wattmesh.ledger.explore;

import io.wattmesh.ledger.audit.AuditFailedException;
import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.StepWatch;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;

/** Follows one account through a replay: what it held at two heights, and all that moved it. */
public final class AccountHistory {
  private final ParticipantId id;
  private final long from;
  private final MovementLog log;
  private final List<Movement> movements = new ArrayList<>();
  private Account opening;
  private LedgerState closing;
  private long height;

  /**
   * @param from the height after whose block the account is opened, 0 for genesis
   */
  public AccountHistory(Genesis genesis, ParticipantId id, long from) {
    this(genesis, ReplayStart.genesis(genesis), id, from);
  }

  /**
   * @param start where the replay begins, at most at the height where the account is opened
   */
  public AccountHistory(Genesis genesis, ReplayStart start, ParticipantId id, long from) {
    this.id = id;
    this.from = from;
    this.log = new MovementLog(genesis, this::take);
    this.closing = new LedgerState(start.layer());
    this.height = start.height();
    this.opening = closing.account(id);
  }

  /** What must look on while blocks are executed. */
  public StepWatch watch() {
    return log;
  }

  private void take(Movement movement) {
    if (movement.account().equals(id) && movement.height() > from) {
      movements.add(movement);
    }
  }

  /** Takes in a block of the replay; the last one closes the account. */
  public void follow(Replayed replayed) {
    log.follow(replayed);
    closing = replayed.executed().state();
    height = replayed.block().header().height();
    if (height == from) {
      opening = closing.account(id);
    }
  }

  /** An account between two heights. */
  public record Statement(
      ParticipantId id,
      long from,
      long to,
      Account opening,
      List<Movement> movements,
      Account closing) {
    public Statement {
      movements = List.copyOf(movements);
    }
  }

  /**
   * @throws AuditFailedException if the movements are not what the account changed by
   */
  public Statement statement() {
    Account end = closing.account(id);
    var change = AccountChange.between(opening, end);
    long micros = 0;
    long locked = 0;
    long joules = 0;
    for (Movement movement : movements) {
      micros = Math.addExact(micros, movement.balanceMicros());
      locked = Math.addExact(locked, movement.lockedMicros());
      joules = Math.addExact(joules, movement.creditsJoules());
    }
    var moved = new AccountChange(micros, locked, joules);
    if (!moved.equals(change)) {
      throw new AuditFailedException(
          "%s changed by %s, its movements add up to %s".formatted(id, change, moved));
    }
    return new Statement(id, from, height, opening, movements, end);
  }
}
