package io.wattmesh.consensus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The table of known bugs: each is injected, alone, and the simulator must catch it. A simulator
 * that lets one through is no evidence for anything. The table is published; run with {@code
 * -Dmutations.rewrite=true} to write it anew, and look at what changed.
 */
class MutationTest {
  private static final int SEEDS = 600;
  private static final int SEEDS_WITHOUT_BUG = 60;
  private static final Path TABLE = Path.of("..", "cluster-config", "docs", "mutation-table.md");

  @Test
  void everyKnownBugIsCaughtAndTheTableSaysByWhat() throws IOException {
    var table =
        new StringBuilder(
            """
            # Mutation table

            Each known bug, injected alone into the simulator with four validators: the invariant
            that broke first, and the first seed, of those from 0 on, that broke it. Written by
            `MutationTest`, which fails if a bug is not caught within %d seeds or this page differs
            from what it finds; `mvn -pl consensus -am test -Dtest=MutationTest
            -Dsurefire.failIfNoSpecifiedTests=false -Dmutations.rewrite=true` writes it anew.
            [simulation.md](simulation.md) says what the invariants are.

            | bug | injected into | caught by | first seed |
            |---|---|---|---|
            """
                .formatted(SEEDS));
    for (Mutant mutant : Mutant.ALL) {
      Optional<Mutant.Catch> caught = mutant.firstCatch(SEEDS);
      assertThat(caught).as(mutant.bug()).isPresent();
      table.append(
          "| %s | %s | %s | %d |%n"
              .formatted(
                  mutant.bug(), mutant.injection(), caught.get().invariant(), caught.get().seed()));
    }
    if (Boolean.getBoolean("mutations.rewrite")) {
      Files.writeString(TABLE, table);
    }
    assertThat(TABLE)
        .as("run with -Dmutations.rewrite=true and look at what changed")
        .hasContent(table.toString());
  }

  @Test
  void theSameScenariosWithoutTheBugBreakNothing() {
    for (Mutant mutant : Mutant.ALL) {
      var correct = new Mutant(mutant.bug(), mutant.injection(), Wiring.CORRECT, mutant.scenario());

      assertThat(correct.firstCatch(SEEDS_WITHOUT_BUG)).as(mutant.bug()).isEmpty();
    }
  }
}
