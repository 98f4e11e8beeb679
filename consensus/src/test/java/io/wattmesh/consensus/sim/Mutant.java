package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.certificate.SignatureCheck;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.replica.Recovered;
import io.wattmesh.consensus.replica.Replica;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A known bug, and how it is put in.
 *
 * @param scenario what every seed's scenario has, so that the bug has something to meet
 */
record Mutant(
    String bug, String injection, Wiring wiring, UnaryOperator<SimulationOptions> scenario) {
  /** What was caught, and by which seed. */
  record Catch(long seed, String invariant) {}

  static final List<Mutant> ALL =
      List.of(
          rules(
              "commit without contiguity: a certified block's parent is committed whatever the rounds",
              FaultyRules.CommitsWithoutContiguity::new),
          rules(
              "commit over a round that ended by a timeout certificate",
              FaultyRules.CommitsOverATimeout::new),
          new Mutant(
              "no check of the quorum certificates that a timeout certificate's signers saw",
              "safety rules; liars propose on stale certificates",
              Wiring.CORRECT.withRules(FaultyRules.IgnoresWhatTimeoutsSaw::new),
              options -> options.with(1, Lie.STALE_CERTIFICATES)),
          rules("vote after timeout", FaultyRules.VotesAfterTimeout::new),
          rules("second vote in a round", FaultyRules.VotesTwice::new),
          storage("lock forgotten at restart", FaultyStorage::withoutLock),
          storage("row lost at restart", FaultyStorage::withoutRow),
          storage(
              "proposing twice: the last proposal forgotten at restart",
              FaultyStorage::withoutProposals),
          storage("timeouts forgotten at restart", FaultyStorage::withoutTimeouts),
          storage(
              "recovery that ignores the timeout certificate",
              FaultyStorage::withoutTimeoutCertificate),
          storage(
              "uncommitted blocks forgotten at restart", FaultyStorage::withoutUncommittedBlocks),
          forged("duplicate signers counted", FaultyChecks.ANY_VALIDATOR),
          forged("foreign signers counted", FaultyChecks.STRANGERS),
          forged("certificate of another epoch accepted", FaultyChecks.ANY_EPOCH),
          shell("signature out before its row", FaultyShell::sendsFirst),
          shell("batch acknowledged before it is stored", FaultyShell::acknowledgesFirst),
          shell("timeouts not persisted", FaultyShell::storesNoTimeouts),
          shell("ancestors committed out of order", FaultyShell::commitsNewestFirst),
          epochs("ends of epochs not stored", FaultyShell::storesNoEpochChanges),
          epochs("who is in an earlier epoch is not told", FaultyShell::tellsNoEpochChanges),
          flaw(
              "writes taken for durable before they are synced",
              Flaw.DOES_NOT_WAIT_FOR_SYNC,
              Durability.LOSSY_DISK),
          flaw("a storage error passed over", Flaw.SWALLOWS_STORAGE_ERRORS, Durability.LOSSY_DISK),
          flaw(
              "row written without compare-and-set",
              Flaw.WRITES_ROW_UNCONDITIONALLY,
              Durability.SHARED_ROW),
          flaw("row read before it is claimed", Flaw.READS_BEFORE_CLAIMING, Durability.SHARED_ROW),
          flaw(
              "compare-and-set of unknown outcome taken for applied",
              Flaw.TAKES_UNKNOWN_FOR_APPLIED,
              Durability.SHARED_ROW),
          flaw("a repeated transfer takes effect again", Flaw.TRANSFER_REPEATS, Durability.AT_ONCE),
          flaw("an overdrawn transfer makes tokens", Flaw.TRANSFER_OVERDRAWS, Durability.AT_ONCE),
          flaw(
              "state root depends on what else was executed",
              Flaw.ROOT_BY_HISTORY,
              Durability.AT_ONCE));

  private static Mutant rules(String bug, Replica.SafetyRulesFactory faulty) {
    return new Mutant(
        bug, "safety rules", Wiring.CORRECT.withRules(faulty), UnaryOperator.identity());
  }

  private static Mutant storage(String bug, UnaryOperator<Recovered> faulty) {
    return new Mutant(
        bug,
        "what storage gives back",
        Wiring.CORRECT.withStorage(faulty),
        UnaryOperator.identity());
  }

  private static Mutant forged(String bug, SignatureCheck faulty) {
    return new Mutant(
        bug,
        "verdict on signatures; liars forge certificates",
        Wiring.CORRECT.withCheck(faulty),
        options -> options.with(1, Lie.FORGED_CERTIFICATES));
  }

  private static Mutant shell(String bug, UnaryOperator<List<Effect>> faulty) {
    return new Mutant(
        bug, "order of effects", Wiring.CORRECT.withShell(faulty), UnaryOperator.identity());
  }

  private static Mutant epochs(String bug, UnaryOperator<List<Effect>> faulty) {
    return new Mutant(
        bug,
        "order of effects; validators change",
        Wiring.CORRECT.withShell(faulty),
        SimulationOptions::growingAndShrinking);
  }

  private static Mutant flaw(String bug, Flaw flaw, Durability durability) {
    boolean shared = durability == Durability.SHARED_ROW;
    boolean disk = durability == Durability.LOSSY_DISK;
    var host =
        new HostFaults(
            10, true, 100, durability, 30, shared ? 150 : 0, disk ? 10 : 0, shared ? 3 : 0);
    return new Mutant(
        bug, "surroundings: " + flaw, Wiring.CORRECT.with(flaw), options -> options.with(host));
  }

  Optional<Catch> firstCatch(int seeds) {
    for (long seed = 0; seed < seeds; seed++) {
      SimulationResult result =
          Simulation.run(scenario.apply(SimulationOptions.ofSeed(seed, 4)), wiring);
      if (result.violation().isPresent()) {
        String violation = result.violation().get();
        return Optional.of(new Catch(seed, violation.substring(0, violation.indexOf(':'))));
      }
    }
    return Optional.empty();
  }
}
