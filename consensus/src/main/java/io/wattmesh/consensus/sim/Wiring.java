package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.replica.Recovered;
import io.wattmesh.consensus.replica.Replica;
import io.wattmesh.consensus.safety.SafetyRules;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Where tests take hold of a simulation: they inject known bugs, to see them caught, and choose
 * where a host crashes.
 *
 * @param rules makes the safety rules
 * @param shell what the shell makes of a step's effects
 * @param storage what storage gives back at a restart
 * @param crashes where hosts crash, beside the crashes that the options ask for
 * @param onlyAgreement whether nothing but two blocks committed at one height ends the run, so that
 *     a bug is seen to lead there and not only to an irregularity on the way
 * @param epochs the numbers of the validators of the second and each further epoch; those beyond
 *     the first epoch's size start with nothing but genesis
 */
record Wiring(
    Replica.SafetyRulesFactory rules,
    UnaryOperator<List<Effect>> shell,
    UnaryOperator<Recovered> storage,
    CrashPlan crashes,
    boolean onlyAgreement,
    List<List<Integer>> epochs) {
  static final Wiring CORRECT =
      new Wiring(
          SafetyRules::new,
          UnaryOperator.identity(),
          UnaryOperator.identity(),
          (_, _) -> false,
          false,
          List.of());

  /** Whether a host crashes right before its nth effect, counted from 0 over all its life. */
  @FunctionalInterface
  interface CrashPlan {
    boolean crashesBefore(int host, long effect);
  }

  Wiring withRules(Replica.SafetyRulesFactory faulty) {
    return new Wiring(faulty, shell, storage, crashes, onlyAgreement, epochs);
  }

  Wiring withShell(UnaryOperator<List<Effect>> faulty) {
    return new Wiring(rules, faulty, storage, crashes, onlyAgreement, epochs);
  }

  Wiring withStorage(UnaryOperator<Recovered> faulty) {
    return new Wiring(rules, shell, faulty, crashes, onlyAgreement, epochs);
  }

  Wiring withCrashes(CrashPlan plan) {
    return new Wiring(rules, shell, storage, plan, onlyAgreement, epochs);
  }

  Wiring withEpochs(List<List<Integer>> validators) {
    return new Wiring(rules, shell, storage, crashes, onlyAgreement, validators);
  }

  Wiring judgedByAgreementAlone() {
    return new Wiring(rules, shell, storage, crashes, true, epochs);
  }
}
