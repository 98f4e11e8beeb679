package io.wattmesh.ledger.explore;

import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.StepWatch;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Turns the steps of a replay into {@link Movement}s. It hears of each step as the block is
 * executed, and tells the movements of a block once the block's roots are known to be right.
 */
public final class MovementLog implements StepWatch {
  private final Genesis genesis;
  private final Consumer<Movement> taker;
  private final List<Observed> steps = new ArrayList<>();

  /** A step with what must be read before later steps change it. */
  private record Observed(int transaction, Step step, Map<ParticipantId, AccountChange> changes) {}

  /**
   * @param taker is told the movements, block by block, in the order in which they happened
   */
  public MovementLog(Genesis genesis, Consumer<Movement> taker) {
    this.genesis = genesis;
    this.taker = taker;
  }

  @Override
  public void charged(String step, Object subject, long gas) {}

  @Override
  public void stepped(int transaction, Step step) {
    if (transaction == DEADLINES) {
      steps.clear();
    }
    Map<ParticipantId, AccountChange> changes = AccountKeys.changes(step);
    if (!changes.isEmpty()) {
      steps.add(new Observed(transaction, step, changes));
    }
  }

  /** The block whose steps were heard last is the certified one. */
  public void follow(Replayed replayed) {
    Map<Hash, CallReceipt> receipts = new HashMap<>();
    replayed.executed().receipts().forEach(call -> receipts.put(call.transaction(), call));
    for (Observed observed : steps) {
      var explained =
          new StepMovements(
              intervalOf(replayed.block().header()),
              replayed,
              observed.transaction(),
              observed.step(),
              observed.changes());
      explained.settlements();
      if (observed.transaction() != DEADLINES) {
        explained.call(receipts);
      }
      explained.rest();
      explained.movements().forEach(taker);
    }
    steps.clear();
  }

  /** The interval in which a block's time lies; 0 for all before. */
  long intervalOf(BlockHeader header) {
    MarketSchedule schedule = genesis.parameters().schedule();
    long since = header.timestampMillis() - schedule.startMillis();
    return Math.max(0, Math.floorDiv(since, schedule.intervalMillis()));
  }
}
