package io.wattmesh.ledger.market;

import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.proto.proof.IntervalRecord;

/**
 * What happens because time has passed, at the beginning of each block: books are frozen, intervals
 * without a clearing become void, and those without all readings are settled without them.
 */
final class DeadlineRule {
  private DeadlineRule() {}

  /** The earliest deadline of this state, which the next later block time passes; or MAX_VALUE. */
  static long nextMillis(LedgerState state, MarketRules rules) {
    long next = Long.MAX_VALUE;
    for (long interval : state.unsettled()) {
      IntervalRecord record = state.interval(interval).orElseThrow();
      next = Math.min(next, deadline(state, record, rules.parameters(interval)));
    }
    return next;
  }

  private static long deadline(
      LedgerState state, IntervalRecord record, MarketParameters parameters) {
    long interval = record.interval();
    return switch (record.status()) {
      case OPEN ->
          SealRule.hasToClose(state, interval, parameters)
              ? SealRule.closingMillis(interval, parameters)
              : parameters.schedule().bookDeadlineMillis(interval);
      case BOOKED -> parameters.schedule().clearingDeadlineMillis(interval);
      case CLEARED, VOID -> parameters.schedule().readingDeadlineMillis(interval);
      case SETTLED -> Long.MAX_VALUE;
    };
  }

  static void apply(Execution run) {
    for (long interval : run.state.unsettled()) {
      while (isDue(run, interval)) {
        pass(run, run.state.interval(interval).orElseThrow());
      }
    }
  }

  private static boolean isDue(Execution run, long interval) {
    IntervalRecord record = run.state.interval(interval).orElseThrow();
    return deadline(run.state, record, run.parameters(interval)) < run.blockMillis;
  }

  private static void pass(Execution run, IntervalRecord record) {
    long interval = record.interval();
    switch (record.status()) {
      case OPEN -> {
        if (SealRule.hasToClose(run.state, interval, run.parameters(interval))) {
          SealRule.close(run, interval);
        } else {
          BookRule.freeze(run, interval);
        }
      }
      case BOOKED -> {
        run.state.putInterval(record.voidAtDeadline());
        run.events.add(new LedgerEvent.IntervalVoided(interval));
      }
      case CLEARED, VOID -> run.settle(interval);
      case SETTLED -> throw new IllegalStateException("Interval " + interval + " is settled.");
    }
  }
}
