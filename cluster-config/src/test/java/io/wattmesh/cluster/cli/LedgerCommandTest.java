package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The explorer's commands on one run of the teaching market, congested. */
class LedgerCommandTest {
  private static final long DOLLAR = 1_000_000;
  private static final int CHANGES = 150;

  @TempDir private static Path temp;
  private static Path run;

  @BeforeAll
  static void runTheSeedsMarket() {
    run = temp.resolve("run");
    Cli cli = Cli.run("run", "seed-3bus-f12", "--out", run);
    assertThat(cli.code()).as(cli.err()).isZero();
  }

  /** A command on the run; its words have no spaces in them. */
  private static Cli on(Path folder, String line, Object... more) {
    List<Object> args = new ArrayList<>(List.of((Object[]) line.split(" ")));
    args.addAll(List.of(more));
    args.add("--run");
    args.add(folder);
    return Cli.run(args.toArray());
  }

  private static JsonNode json(String line) throws IOException {
    Cli cli = on(run, line + " --json");
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.err()).isEmpty();
    JsonNode document = new ObjectMapper().readTree(cli.out());
    assertThat(document.get("schemaVersion").asInt()).isOne();
    return document;
  }

  private static String text(String line) {
    Cli cli = on(run, line);
    assertThat(cli.code()).as(cli.err()).isZero();
    return cli.out();
  }

  @Test
  @Tag("seed-18")
  void blocksHaveTheRootsThatTheAuditFound() throws IOException {
    JsonNode blocks = json("ledger blocks --limit 1000");
    String root =
        new ObjectMapper()
            .readTree(Cli.run("verify", run, "--json").out())
            .get("audit")
            .get("stateRoot")
            .asText();
    JsonNode all = blocks.get("blocks");
    assertThat(all).hasSize(blocks.get("tip").asInt());
    assertThat(all.get(all.size() - 1).get("stateRoot").asText()).isEqualTo(root);
    assertThat(all.get(0).get("height").asLong()).isOne();
    assertThat(all.get(0).get("author").asText()).startsWith("validator-");
    JsonNode some = json("ledger blocks --from 2 --limit 2").get("blocks");
    assertThat(some).hasSize(2);
    assertThat(some.get(0)).isEqualTo(all.get(1));
    assertThat(text("ledger blocks")).contains("state root", root);
  }

  @Test
  void aTransactionIsFoundByItsFirstDigitsAndByWhomItConcerns() throws IOException {
    JsonNode list = json("ledger tx --participant supply-1").get("transactions");
    assertThat(list).hasSize(2);
    JsonNode book = list.get(0);
    assertThat(book.get("kind").asText()).isEqualTo("bid-book");
    assertThat(book.get("role").asText()).isEqualTo("bid");
    assertThat(list.get(1).get("role").asText()).isEqualTo("reading");
    String hash = book.get("hash").asText();
    JsonNode one = json("ledger tx " + hash.substring(0, 10).toUpperCase(Locale.ROOT));
    assertThat(one.get("hash").asText()).isEqualTo(hash);
    assertThat(one.get("outcome").asText()).isEqualTo("ACCEPTED");
    assertThat(one.get("market").get(0).get("event").asText()).isEqualTo("book-committed");
    assertThat(text("ledger tx " + hash)).contains(hash, "bid-book", "ACCEPTED (0)");
    assertThat(text("ledger tx --participant supply-1")).contains("has its bid");
  }

  @Test
  void theirPastIsTheSameWithKeptStatesAndWithoutAndWhatLiesBelowThemIsSaid(@TempDir Path other)
      throws IOException {
    for (String name : List.of("genesis.bin", "blocks.bin", "proof.bin")) {
      Files.copy(run.resolve("ledger").resolve(name), other.resolve(name));
    }
    int tip = json("ledger blocks --limit 1").get("tip").asInt();
    Cli kept = on(other, "ledger history --history-every 2 --history-window " + (tip - 2));
    assertThat(kept.code()).as(kept.err()).isZero();
    assertThat(kept.out()).contains("states are kept, after blocks 4 to " + tip / 2 * 2);
    for (int height = 4; height <= tip; height++) {
      for (String line :
          List.of(
              "ledger account supply-1 --json --at ",
              "ledger account ledger.tariff --statement --from 4 --at ",
              "ledger token payment --at ",
              "ledger token credits --at ",
              "ledger contracts --at ")) {
        Cli quick = on(other, line + height);
        assertThat(quick.out()).isNotEmpty().isEqualTo(on(run, line + height).out());
        assertThat(quick.err()).isEmpty();
      }
    }
    byte[] proof = proof(run, tip);
    assertThat(proof(other, tip)).isEqualTo(proof);
    Cli below = on(other, "ledger account supply-1 --at 2");
    assertThat(below.err())
        .contains("height 2 is below the kept states, which begin after block 4");
    assertThat(below.out()).isEqualTo(on(run, "ledger account supply-1 --at 2").out());
    Cli none = on(other, "ledger history --history-window 0");
    assertThat(none.out()).contains("no states are kept");
    assertThat(on(other, "ledger history --history-every 0").code()).isEqualTo(ExitCodes.USAGE);
  }

  private static byte[] proof(Path folder, int height) throws IOException {
    Path out = temp.resolve("past.proof");
    Cli cli = on(folder, "ledger proof account supply-1 --at " + height, "--out", out);
    assertThat(cli.code()).as(cli.err()).isZero();
    return Files.readAllBytes(out);
  }

  @Test
  void anAccountsMovementsAddUpToItsChange() throws IOException {
    long sum = 0;
    for (String id :
        List.of(
            "supply-1",
            "demand-2",
            "supply-3",
            "demand-3",
            "ledger.tariff",
            "ledger.rounding",
            "ledger.balancing")) {
      JsonNode account = json("ledger account " + id + " --statement");
      long micros = account.get("opening").get("balanceMicros").asLong();
      for (JsonNode movement : account.get("movements")) {
        micros += movement.get("balanceMicros").asLong();
      }
      assertThat(micros)
          .isEqualTo(account.get("closing").get("balanceMicros").asLong())
          .isEqualTo(account.get("balanceMicros").asLong());
      sum += micros;
    }
    assertThat(sum).isEqualTo(json("ledger token payment").get("supplyMicros").asLong());
    assertThat(text("ledger account ledger.tariff --statement")).contains("congestion-rent");
    assertThat(text("ledger account supply-1 --at 1")).contains("after block 1");
  }

  @Test
  @Tag("seed-15")
  void statementsNetToNothingAndTheRentIsTheTariffAccounts() throws IOException {
    JsonNode all = json("statement");
    long sum = 0;
    for (JsonNode net : all.get("nets")) {
      sum += net.get("netMicros").asLong();
    }
    assertThat(sum).isZero();
    assertThat(all.get("sums").get(0).get("netMicros").asLong()).isZero();
    JsonNode tariff = json("statement ledger.tariff --period day").get("nets").get(0);
    assertThat(tariff.get("netMicros").asLong()).isEqualTo(500 * DOLLAR);
    JsonNode line = json("statement supply-1").get("lines").get(0);
    assertThat(line.get("awardedJoules").asLong()).isEqualTo(360_000_000_000L);
    assertThat(line.get("paymentMicros").asLong()).isEqualTo(1_000 * DOLLAR);
    assertThat(line.get("settlementRoot").asText()).hasSize(64);
    assertThat(text("statement supply-1")).contains("owed to supply-1: 1,000.000000 tokens");
    assertThat(text("statement demand-2 --period month")).contains("due from demand-2");
  }

  @Test
  void aStatementAsCsvHasTheSameNumbers() throws IOException {
    Path file = temp.resolve("statement.csv");
    Cli cli = on(run, "statement supply-1 --format csv", "--out", file);
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.out().strip()).isEqualTo(file.toString());
    List<String> rows = Files.readAllLines(file);
    assertThat(rows).hasSize(3);
    assertThat(rows.getFirst()).startsWith("kind,period,interval,start_utc,account");
    assertThat(rows)
        .allSatisfy(
            row -> assertThat(row.split(",", -1)).hasSameSizeAs(rows.getFirst().split(",")));
    assertThat(rows.get(1)).startsWith("interval,all,0,").contains(",1000.000000,");
    assertThat(rows.get(2)).startsWith("net,all,,,supply-1").contains(",1000.000000,");
  }

  @Test
  void tokensAddUpToTheirSupply() throws IOException {
    for (String token : List.of("payment", "credits")) {
      String unit = token.equals("payment") ? "Micros" : "Joules";
      JsonNode found = json("ledger token " + token + " --limit 0");
      long sum = 0;
      for (JsonNode holder : found.get("largest")) {
        sum += holder.get("held" + unit).asLong();
      }
      assertThat(sum).isEqualTo(found.get("supply" + unit).asLong()).isPositive();
    }
    JsonNode commitments = json("ledger token commitments --interval 0").get("commitments");
    assertThat(commitments).hasSize(4);
    assertThat(commitments.get(0).get("owner")).isEqualTo(commitments.get(0).get("participant"));
    assertThat(text("ledger token commitments")).contains("no commitment");
  }

  @Test
  @Tag("seed-21")
  void proofsVerifyWithTheGenesisAloneAndNotOnceAByteIsChanged() throws IOException {
    String hash =
        json("ledger tx --participant supply-1").get("transactions").get(0).get("hash").asText();
    Path genesis = run.resolve("ledger").resolve("genesis.bin");
    var random = new SplittableRandom(7);
    for (String what :
        List.of("account supply-1", "account nobody --at 2", "interval 0", "tx " + hash)) {
      Path file = temp.resolve("some.proof");
      Cli made = on(run, "ledger proof " + what, "--out", file);
      assertThat(made.code()).as(made.err()).isZero();
      assertThat(made.out().strip()).isEqualTo(file.toString());
      Cli valid = Cli.run("verify", file, "--genesis", genesis);
      assertThat(valid.code()).as(valid.err()).isZero();
      assertThat(valid.out()).startsWith("VALID: ");
      JsonNode found = new ObjectMapper().readTree(Cli.run("verify", file, "--json").out());
      assertThat(found.get("valid").asBoolean()).isTrue();
      assertThat(found.path("present").asBoolean(true)).isEqualTo(!what.contains("nobody"));
      byte[] good = Files.readAllBytes(file);
      for (int k = 0; k < CHANGES; k++) {
        byte[] bad = good.clone();
        int at = random.nextInt(bad.length);
        bad[at] ^= (byte) (1 + random.nextInt(255));
        Files.write(file, bad);
        Cli cli = Cli.run("verify", file);
        assertThat(cli.code()).as("byte %d: %s%s", at, cli.out(), cli.err()).isEqualTo(4);
        assertThat(cli.err()).contains("INVALID: ");
      }
      Files.write(file, good);
      assertThat(Cli.run("verify", file, "--chain", "00".repeat(32)).code()).isEqualTo(4);
    }
  }

  @Test
  void anExportAloneSufficesAndAnInterruptedRunIsReadFromItsStore() throws IOException {
    String blocks = text("ledger blocks");
    Cli export = on(run.resolve("ledger"), "ledger blocks");
    assertThat(export.out()).isEqualTo(blocks);
    Path away = temp.resolve("away");
    Files.move(run.resolve("ledger"), away);
    try {
      Cli stored = on(run, "ledger blocks");
      assertThat(stored.code()).as(stored.err()).isZero();
      assertThat(stored.out()).isEqualTo(blocks);
      Path receipt = temp.resolve("stored.receipt");
      assertThat(Cli.run("receipt", run, "supply-1", 0, "--out", receipt).code()).isZero();
      assertThat(Cli.run("verify", receipt).code()).isZero();
    } finally {
      Files.move(away, run.resolve("ledger"));
    }
  }

  @Test
  @Tag("seed-26")
  @Tag("seed-27")
  void theSeedsSettlementIsItemisedByItsExecution() throws IOException {
    Cli cli = Cli.run("ledger", "gas", "settlement", "--json");
    assertThat(cli.code()).as(cli.err()).isZero();
    JsonNode found = new ObjectMapper().readTree(cli.out());
    long sum = 0;
    for (JsonNode step : found.get("gasSteps")) {
      sum += step.get("gas").asLong();
    }
    assertThat(sum).isEqualTo(4_524).isEqualTo(found.get("gasUsed").asLong());
    assertThat(found.get("outcomeWithOneLess").asText()).isEqualTo("OUT_OF_GAS");
    assertThat(Cli.run("ledger", "gas", "settlement").out()).contains("4,524 of 6,000 gas");
    assertThat(Cli.run("ledger", "gas").out()).contains("signature check", "3,000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ledger account nobody",
        "ledger account supply-1 --at 99999",
        "ledger account supply-1 --at 0",
        "ledger blocks --from 99999",
        "ledger tx 0123456789abcdef",
        "ledger tx --participant nobody",
        "ledger proof account supply-1 --at 99999 --out never",
        "statement nobody"
      })
  void whatIsNotThereIsNamedInOneLine(String line) {
    Cli cli = on(run, line);
    assertThat(cli.code()).as(cli.out()).isEqualTo(ExitCodes.FAILURE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err().strip().lines()).as(cli.err()).hasSize(1);
    assertThat(cli.err()).contains(run.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ledger tx",
        "ledger tx xyz",
        "ledger tx 0123456789abcdef --participant supply-1",
        "ledger tx --participant supply-1 --limit 0",
        "ledger blocks --limit 0",
        "ledger blocks --from 3 --to 2",
        "ledger account supply-1 --from 1",
        "ledger account supply-1 --statement --from 99",
        "ledger token payment --interval 1",
        "ledger token gold",
        "ledger proof account supply-1",
        "statement --from 3 --to 2",
        "statement --period year"
      })
  void whatMakesNoSenseEndsWithTwo(String line) {
    Cli cli = on(run, line);
    assertThat(cli.code()).as(cli.out()).isEqualTo(ExitCodes.USAGE);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocks", "tx", "account", "token", "proof", "gas"})
  void eachHasHelp(String command) {
    Cli cli = Cli.run("ledger", command, "--help");
    assertThat(cli.code()).isZero();
    assertThat(cli.out()).startsWith("Usage: wattmesh ledger " + command);
  }

  @Test
  void aFolderWithoutALedgerIsNamed() {
    Cli cli = on(temp.resolve("nowhere"), "ledger blocks");
    assertThat(cli.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(cli.err()).contains("nowhere", "holds no ledger");
  }
}
