package io.wattmesh.ledger.market;

import io.wattmesh.proto.chain.ValidatorSet;

/**
 * A contract's other version waits for the next epoch. So that it need not wait for the validators
 * to change, that epoch is scheduled when there is none yet: with the present ones, as they are.
 */
final class ContractEpochRule {
  private ContractEpochRule() {}

  /** Before a block's transactions, and after whoever was convicted was left out. */
  static void schedule(Execution run) {
    ValidatorSet present = run.validators();
    if (run.rules().contractsWait(present.epoch()) && run.state.nextValidators().isEmpty()) {
      run.state.scheduleValidators(new ValidatorSet(present.epoch() + 1, present.validators()));
    }
  }
}
