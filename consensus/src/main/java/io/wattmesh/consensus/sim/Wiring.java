package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.replica.Recovered;
import io.wattmesh.consensus.replica.Replica;
import io.wattmesh.consensus.safety.SafetyRules;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Where tests inject known bugs, to see that a simulation catches them.
 *
 * @param rules makes the safety rules
 * @param shell what the shell makes of a step's effects
 * @param storage what storage gives back at a restart
 */
record Wiring(
    Replica.SafetyRulesFactory rules,
    UnaryOperator<List<Effect>> shell,
    UnaryOperator<Recovered> storage) {
  static final Wiring CORRECT =
      new Wiring(SafetyRules::new, UnaryOperator.identity(), UnaryOperator.identity());
}
