package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.KeyVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Governors of a run sign in files; the run goes on with them. */
@Tag("seed-34")
class GovernanceCommandTest {
  private static final String SCENARIO = "rule-changes";

  @TempDir private static Path temp;

  private static Cli governance(String line, Object... more) {
    List<Object> args = new ArrayList<Object>(List.of(("governance " + line).split(" ")));
    args.addAll(List.of(more));
    return Cli.run(args.toArray());
  }

  private static Path file(String name) {
    return temp.resolve(name);
  }

  private static void vote(String governor, Object proposal, Path out) {
    Cli cli =
        governance(
            "vote",
            proposal,
            "--scenario",
            SCENARIO,
            "--governor",
            governor,
            "--demo-seed",
            1,
            "--out",
            out);
    assertThat(cli.code()).as(cli.err()).isZero();
  }

  private static Path keyStore(String governor) throws IOException {
    Path store = file(governor + ".p12");
    Files.writeString(file("password"), "correct horse\n");
    try (var out = Files.newOutputStream(store)) {
      KeyVault.EMPTY
          .with(governor, DemoKeys.derive(1, governor))
          .write(out, "correct horse".toCharArray());
    }
    return store;
  }

  @Test
  void whatGovernorsSignInFilesIsProposedVotedAndComesIntoForce() throws IOException {
    Path run = file("run");
    Files.writeString(file("why.md"), "Many payees want their rent back.");
    Cli proposed =
        governance(
            "propose --set gas-price=2 --contract payment-token=2 --governor validator-00",
            "--scenario",
            SCENARIO,
            "--key",
            keyStore("validator-00"),
            "--password-file",
            file("password"),
            "--text",
            file("why.md"),
            "--out",
            file("proposal.tx"));
    assertThat(proposed.code()).as(proposed.err()).isZero();
    assertThat(proposed.out()).contains("gas-price = 2", "contract payment-token in version 2");
    String id = proposed.out().split("[ :]", -1)[1];
    vote("validator-01", file("proposal.tx"), file("vote-1.tx"));
    vote("validator-02", id, file("vote-2.tx"));

    Cli going =
        Cli.run(
            "run",
            "rule-changes",
            "--out",
            run,
            "--submit",
            file("proposal.tx"),
            file("vote-1.tx"),
            file("vote-2.tx"));
    assertThat(going.code()).as(going.err()).isZero();
    Cli again = Cli.run("run", "rule-changes", "--out", run, "--submit", file("proposal.tx"));
    assertThat(again.code()).as(again.err()).isZero();

    Cli shown = governance("show --json", run);
    assertThat(shown.code()).as(shown.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(shown.out());
    JsonNode ours = json.get("proposals").get(0);
    assertThat(ours.get("id").asText()).isEqualTo(id);
    assertThat(ours.get("status").asText()).isEqualTo("in-force");
    assertThat(ours.get("votesFor").properties()).hasSize(3);
    assertThat(json.get("contracts").get(0).get("version").asInt()).isEqualTo(2);
    assertThat(json.get("epoch").asInt())
        .isEqualTo(json.get("contracts").get(0).get("fromEpoch").asInt());
    assertThat(json.get("parameters").findValues("gas-price"))
        .extracting(JsonNode::asInt)
        .endsWith(2);
    assertThat(json.get("history").findValuesAsText("what"))
        .startsWith("proposed", "voted", "voted", "approved", "in-force")
        .filteredOn(what -> what.equals("in-force"))
        .as("the scenario's own change, too")
        .hasSize(2);
    Cli text = governance("show", "--run", run);
    assertThat(text.out())
        .contains(
            "governed by the validators: validator-00 (1)",
            "proposal " + id,
            "in force from interval 1",
            "from epoch 2: contract payment-token in version 2");
    Cli before = governance("show --at 1", run);
    assertThat(before.out()).contains("proposed: more than two thirds", "power 1 of 4 now");
    assertThat(Cli.run("ledger", "contracts", "--run", run).out())
        .containsPattern("payment-token +2");
    assertThat(Cli.run("verify", run).code()).isZero();
  }

  @Test
  void whatCanNotBeHandedInIsNamedWithItsFile() throws IOException {
    vote("validator-01", "0".repeat(64), file("unknown.tx"));
    assertRefused(file("unknown.tx"), "UNKNOWN_PROPOSAL");
    Files.writeString(file("text.tx"), "no transaction");
    assertRefused(file("text.tx"), "holds no signed transaction");
    Cli foreign =
        Cli.run("run", "seed-3bus", "--out", file("other"), "--submit", file("unknown.tx"));
    assertThat(foreign.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(foreign.err()).contains("unknown.tx is of chain", "Sign it anew");
    assertRefused(file("missing.tx"), "there is no such file");
  }

  private static void assertRefused(Path transaction, String why) {
    Cli cli =
        Cli.run(
            "run",
            "rule-changes",
            "--intervals",
            "1",
            "--out",
            file("fresh"),
            "--submit",
            transaction);
    assertThat(cli.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(cli.err()).contains(why).contains(transaction.getFileName().toString());
  }

  @Test
  void aWrongChangeIsNamedWithWhatWouldBeRight() {
    assertUsage("--set speed=2", "--set speed=2: speed is no parameter", "gas-price");
    assertUsage("--set gas-price=much", "\"much\" is no whole number");
    assertUsage("--set gas-price", "gas-price is not NAME=VALUE");
    assertUsage("--contract Payment=2", "--contract Payment=2");
    assertUsage("--contract payment-token=-1", "0 retires it");
    assertUsage("--register id=a,role=king,key=00", "king is no role");
    assertUsage("--register id=a,role=oracle", "key is missing");
    assertUsage("--register id=a,id=b,role=oracle,key=00", "id is there twice");
    assertUsage("--revoke Nobody!", "--revoke Nobody!");
    assertUsage("--meters gen-1", "gen-1 is not NAME=VALUE");
    assertUsage("--governors anna=1", "anna=1 is not ID=KEY:POWER");
    assertUsage("--number 2", "A proposal has 1 to 256 changes");
    assertThat(file("none.tx")).doesNotExist();
  }

  private static void assertUsage(String changes, String... words) {
    Cli cli =
        governance(
            "propose " + changes + " --governor validator-00 --demo-seed 1",
            "--scenario",
            SCENARIO,
            "--out",
            file("none.tx"));
    assertThat(cli.code()).as(cli.err()).isEqualTo(ExitCodes.USAGE);
    assertThat(cli.err()).contains(words);
  }

  @Test
  void aKeyThatIsNotThereAndAFileThatIsThereAreNamed() throws IOException {
    Path store = keyStore("validator-03");
    Path out = file("kept.tx");
    Files.writeString(out, "mine");
    Object[] stored = {
      "--scenario", SCENARIO, "--key", store, "--password-file", file("password"), "--out", out
    };
    Cli there = governance("propose --revoke supply-1 --governor validator-03", stored);
    assertThat(there.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(there.err()).contains("is there already");
    assertThat(out).hasContent("mine");
    Cli absent = governance("propose --revoke supply-1 --governor validator-02", stored);
    assertThat(absent.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(absent.err()).contains("no key 'validator-02'");
    Files.writeString(file("password"), "wrong horse");
    Cli wrong = governance("propose --revoke supply-1 --governor validator-03", stored);
    assertThat(wrong.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(wrong.err().strip().lines()).hasSize(1);
  }
}
