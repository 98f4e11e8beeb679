package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.KeyVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Validators sign their change one on top of the other; runs that are extended go on with it. */
class GovernanceValidatorsCommandTest {
  private static final String SCENARIO = "seed-3bus";

  @TempDir private static Path temp;

  private static Path file(String name) {
    return temp.resolve(name);
  }

  private static Cli sign(String line, Object... more) {
    List<Object> args =
        new ArrayList<Object>(List.of(("governance validators " + line).split(" +")));
    args.addAll(List.of(more));
    return Cli.run(args.toArray());
  }

  private static Cli signed(String line, Object... more) {
    Cli cli = sign(line, more);
    assertThat(cli.code()).as(cli.err()).isZero();
    return cli;
  }

  /** The shipped scenario with three more intervals. */
  private static Path fourIntervals() throws IOException {
    String shipped = "/io/wattmesh/agents/scenarios/" + SCENARIO + ".yaml";
    try (var in = Scenarios.class.getResourceAsStream(shipped)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Files.writeString(file("four.yaml"), text.replace("intervals: 1\n", "intervals: 4\n"));
    }
  }

  private static JsonNode run(int intervals, Object... more) throws IOException {
    List<Object> args =
        new ArrayList<Object>(
            List.of(
                "run", fourIntervals(), "--intervals", intervals, "--out", file("run"), "--json"));
    args.addAll(List.of(more));
    Cli cli = Cli.run(args.toArray());
    assertThat(cli.code()).as(cli.err()).isZero();
    return new ObjectMapper().readTree(cli.out());
  }

  @Test
  void aRunGoesOnWithTheValidatorsThatEnoughOfThemSignedFor() throws IOException {
    assertThat(run(1).get("epochs")).hasSize(1);
    Cli begun =
        signed(
            "--add validator-04=demo:2 --remove validator-01 --rekey validator-03=demo#2",
            "--run",
            file("run"),
            "--validator",
            "validator-00",
            "--demo-seed",
            1,
            "--out",
            file("0.tx"));
    assertThat(begun.out())
        .contains(
            "validator-01 leaves; validator-03 has another key; validator-04 joins with power 2",
            "approved by validator-00: power 1 of 4",
            "before it can be handed in, more than two thirds");
    Object[] away = {"--genesis", file("run").resolve("ledger/genesis.bin"), "--out", file("4.tx")};
    Cli joiner = signed(file("0.tx") + " --validator validator-04 --demo-seed 1", away);
    assertThat(joiner.out()).contains("approved by validator-00: power 1 of 4");
    Files.writeString(file("password"), "correct horse\n");
    try (var out = Files.newOutputStream(file("two.p12"))) {
      KeyVault.EMPTY
          .with("validator-02", DemoKeys.derive(1, "validator-02"))
          .write(out, "correct horse".toCharArray());
    }
    Cli second =
        signed(
            file("4.tx") + " --validator validator-02",
            "--genesis",
            file("run").resolve("ledger/genesis.bin"),
            "--key",
            file("two.p12"),
            "--password-file",
            file("password"),
            "--out",
            file("2.tx"));
    assertThat(second.out()).contains("approved by validator-00, validator-02: power 2 of 4");
    Cli third =
        signed(
            file("2.tx") + " --validator validator-03 --demo-seed 1",
            "--run",
            file("run"),
            "--out",
            file("3.tx"));
    assertThat(third.out()).contains("power 3 of 4", "can be handed in").doesNotContain("before");

    JsonNode changed = run(3, "--submit", file("3.tx"));
    JsonNode epochs = changed.get("epochs");
    assertThat(epochs).hasSize(2);
    assertThat(epochs.get(1).get("validators"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"validator-00": 1, "validator-02": 1, "validator-03": 1, "validator-04": 2}
                    """));
    assertThat(epochs.get(1).get("change").asText())
        .isEqualTo(
            "not by the scenario: validator-01 leaves; validator-03 has another key;"
                + " validator-04 joins with power 2");

    // Of power 5 nothing is committed without validator-04, which the scenario does not have.
    JsonNode again = run(3);
    assertThat(again.get("intervals").findValues("interval"))
        .as("the gate of interval 1 closed when the first run ended")
        .extracting(JsonNode::asInt)
        .containsExactly(0, 2);
    assertThat(again.get("epochs")).hasSize(2);
    assertThat(Cli.run("verify", file("run")).code()).isZero();

    Cli late =
        sign(
            file("3.tx") + " --validator validator-02 --demo-seed 1",
            "--genesis",
            file("run").resolve("ledger/genesis.bin"),
            "--epochs",
            file("run").resolve("ledger/epochs.bin"),
            "--out",
            file("late.tx"));
    assertThat(late.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(late.err()).contains("for epoch 2, the present one is 2");
    Cli next =
        signed(
            "--reweigh validator-04=1",
            "--genesis",
            file("run").resolve("ledger/genesis.bin"),
            "--epochs",
            file("run").resolve("ledger/epochs.bin"),
            "--validator",
            "validator-04",
            "--demo-seed",
            1,
            "--out",
            file("next.tx"));
    assertThat(next.out()).contains("epoch 3", "approved by validator-04: power 2 of 5");
  }

  @Test
  void aWrongChangeIsNamedWithWhatWouldBeRight() throws IOException {
    assertRefused("", ExitCodes.USAGE, "Give what changes");
    assertRefused("--add validator-04", ExitCodes.USAGE, "validator-04 is not ID=KEY:POWER");
    assertRefused("--add validator-04=demo", ExitCodes.USAGE, "is not ID=KEY:POWER");
    assertRefused("--add validator-04=00:1", ExitCodes.USAGE, "--add validator-04=00:1:");
    assertRefused("--add validator-04=demo#17:1", ExitCodes.USAGE, "at most 16");
    assertRefused("--add validator-01=demo#2:1", ExitCodes.USAGE, "--rekey and --reweigh change");
    assertRefused("--remove validator-09", ExitCodes.USAGE, "is none of the validators");
    assertRefused("--reweigh validator-01=x", ExitCodes.USAGE, "no whole number");
    assertRefused("--reweigh validator-01=0", ExitCodes.USAGE, "must be positive");
    assertRefused("--reweigh validator-01=1", ExitCodes.USAGE, "leaves all validators as they are");
    assertRefused(
        "--reweigh validator-01=2 --epochs e.bin", ExitCodes.USAGE, "--epochs goes with --genesis");
    Files.writeString(file("text.tx"), "no transaction");
    assertRefused(file("text.tx").toString(), ExitCodes.FAILURE, "holds no signed transaction");
    Cli stranger =
        sign(
            "--reweigh validator-01=2 --validator validator-07 --demo-seed 1",
            "--scenario",
            SCENARIO,
            "--out",
            file("none.tx"));
    assertThat(stranger.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(stranger.err()).contains("validator-07 has nothing to sign");
    assertThat(file("none.tx")).doesNotExist();
  }

  private static void assertRefused(String change, int code, String words) {
    Cli cli =
        sign(
            change + " --validator validator-00 --demo-seed 1",
            "--scenario",
            SCENARIO,
            "--out",
            file("none.tx"));
    assertThat(cli.code()).as(cli.err()).isEqualTo(code);
    assertThat(cli.err()).contains(words);
  }

  @Test
  void aChangeThatIsNotReadyOrOfAForeignKeyEndsARun() throws IOException {
    signed(
        "--reweigh validator-01=2 --validator validator-00 --demo-seed 1",
        "--scenario",
        SCENARIO,
        "--out",
        file("early.tx"));
    Cli early = Cli.run("run", SCENARIO, "--out", file("early"), "--submit", file("early.tx"));
    assertThat(early.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(early.err()).contains("early.tx", "have not more than two thirds");
    signed(
        "--add validator-08=%s:1 --validator validator-00 --demo-seed 1"
            .formatted(DemoKeys.derive(2, "validator-08").verificationKey()),
        "--scenario",
        SCENARIO,
        "--out",
        file("foreign.tx"));
    Cli foreign =
        Cli.run("run", SCENARIO, "--out", file("foreign"), "--submit", file("foreign.tx"));
    assertThat(foreign.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(foreign.err()).contains("foreign.tx", "[validator-08]", "demo keys of that seed");
  }
}
