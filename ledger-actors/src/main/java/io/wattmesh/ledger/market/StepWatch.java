package io.wattmesh.ledger.market;

import io.wattmesh.ledger.contract.GasWatch;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks on while a block is executed, step by step; it changes nothing. */
public interface StepWatch extends GasWatch {
  /** The step before the first transaction: what happens because time has passed. */
  int DEADLINES = -1;

  /** Nobody looks. */
  StepWatch NONE =
      new StepWatch() {
        @Override
        public boolean isWatching() {
          return false;
        }

        @Override
        public void stepped(int transaction, Step step) {}

        @Override
        public void charged(String step, Object subject, long gas) {}
      };

  /** Whether steps are to be told; noting what they change costs something. */
  default boolean isWatching() {
    return true;
  }

  /**
   * What one step did.
   *
   * @param state after the step
   * @param before what stood under the keys that were put or removed; empty if there was nothing
   * @param events what the step made happen, in order
   */
  record Step(LedgerState state, Map<StateKey, Optional<byte[]>> before, List<LedgerEvent> events) {
    public Step {
      events = List.copyOf(events);
    }
  }

  /**
   * A step is over. The first of a block is that of its deadlines; a block whose steps come again
   * from there was executed anew.
   *
   * @param transaction its index in the block, or {@link #DEADLINES}
   */
  void stepped(int transaction, Step step);
}
