package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.certificate.SignatureCheck;
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
 * @param check judges single signatures
 * @param shell what the shell makes of a step's effects
 * @param storage what storage gives back at a restart
 * @param flaws bugs of what is around the replicas
 * @param crashes where hosts crash, beside the crashes that the options ask for
 * @param onlyAgreement whether nothing but two blocks committed at one height ends the run, so that
 *     a bug is seen to lead there and not only to an irregularity on the way
 */
record Wiring(
    Replica.SafetyRulesFactory rules,
    SignatureCheck check,
    UnaryOperator<List<Effect>> shell,
    UnaryOperator<Recovered> storage,
    Flaws flaws,
    CrashPlan crashes,
    boolean onlyAgreement) {
  static final Wiring CORRECT =
      new Wiring(
          SafetyRules::new,
          TagSignatures.CHECK,
          UnaryOperator.identity(),
          UnaryOperator.identity(),
          Flaws.NONE,
          CrashPlan.NONE,
          false);

  /** Whether a host crashes right before its nth effect, counted from 0 over all its life. */
  @FunctionalInterface
  interface CrashPlan {
    CrashPlan NONE = (_, _) -> false;

    boolean crashesBefore(int host, long effect);
  }

  Wiring withRules(Replica.SafetyRulesFactory faulty) {
    return new Wiring(faulty, check, shell, storage, flaws, crashes, onlyAgreement);
  }

  Wiring withCheck(SignatureCheck faulty) {
    return new Wiring(rules, faulty, shell, storage, flaws, crashes, onlyAgreement);
  }

  Wiring withShell(UnaryOperator<List<Effect>> faulty) {
    return new Wiring(rules, check, faulty, storage, flaws, crashes, onlyAgreement);
  }

  Wiring withStorage(UnaryOperator<Recovered> faulty) {
    return new Wiring(rules, check, shell, faulty, flaws, crashes, onlyAgreement);
  }

  Wiring with(Flaw flaw) {
    return new Wiring(rules, check, shell, storage, flaws.and(flaw), crashes, onlyAgreement);
  }

  Wiring withCrashes(CrashPlan plan) {
    return new Wiring(rules, check, shell, storage, flaws, plan, onlyAgreement);
  }

  Wiring judgedByAgreementAlone() {
    return new Wiring(rules, check, shell, storage, flaws, crashes, true);
  }
}
