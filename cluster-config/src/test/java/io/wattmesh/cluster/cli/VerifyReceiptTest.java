package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receipt is checked alone, far from its ledger. */
class VerifyReceiptTest {
  private static final int CHANGES = 500;

  @TempDir private static Path temp;
  private static Path run;
  private static Path receipt;

  @BeforeAll
  static void takeAReceiptAway() throws IOException {
    run = temp.resolve("run");
    assertThat(Cli.run("run", "seed-3bus-f12", "--out", run).code()).isZero();
    receipt = Files.createDirectories(temp.resolve("away")).resolve("mine");
    Cli cli = Cli.run("receipt", run, "supply-1", 0, "--out", receipt);
    assertThat(cli.code()).as(cli.err()).isZero();
    assertThat(cli.out().strip()).isEqualTo(receipt.toString());
  }

  @Test
  void itVerifiesAloneAndSaysWhatWasPaid() throws IOException {
    Cli cli = Cli.run("verify", receipt, "--json");
    assertThat(cli.code()).as(cli.err()).isZero();
    JsonNode found = new ObjectMapper().readTree(cli.out());
    assertThat(found.get("valid").asBoolean()).isTrue();
    assertThat(found.get("participant").asText()).isEqualTo("supply-1");
    assertThat(found.get("priceMicrosPerMwh").asLong()).isEqualTo(10_000_000);
    assertThat(found.get("awardedJoules").asLong()).isEqualTo(360_000_000_000L);
    assertThat(Cli.run("verify", receipt).out()).startsWith("VALID: supply-1, interval 0, bus 1");
  }

  @Test
  void theRunsOwnReceiptsVerify() throws IOException {
    try (var own = Files.list(run.resolve("receipts"))) {
      assertThat(own)
          .isNotEmpty()
          .allSatisfy(r -> assertThat(Cli.run("verify", r).code()).isZero());
    }
  }

  @Test
  void everyChangedByteIsFound() throws IOException {
    byte[] bytes = Files.readAllBytes(receipt);
    var random = new SplittableRandom(7);
    for (int k = 0; k < CHANGES; k++) {
      byte[] changed = bytes.clone();
      int at = random.nextInt(bytes.length);
      changed[at] ^= (byte) (1 + random.nextInt(255));
      Path file = Files.write(temp.resolve("changed"), changed);
      Cli cli = Cli.run("verify", file);
      assertThat(cli.code()).as("byte %d: %s%s", at, cli.out(), cli.err()).isEqualTo(4);
      assertThat(cli.out()).isEmpty();
      assertThat(cli.err().strip().lines()).as(cli.err()).hasSize(1);
      assertThat(cli.err()).contains("INVALID: ");
    }
  }

  @Test
  void anotherChainThanTheTrustedOneIsRefused() {
    String other = "00".repeat(32);
    for (Path path : new Path[] {run, receipt}) {
      Cli cli = Cli.run("verify", path, "--chain", other);
      assertThat(cli.code()).isEqualTo(4);
      assertThat(cli.out()).isEmpty();
      assertThat(cli.err()).contains(other);
    }
  }

  @Test
  void theTrustedChainIsAccepted() throws IOException {
    String chain =
        new ObjectMapper()
            .readTree(Files.readAllBytes(run.resolve("manifest.json")))
            .get("chainId")
            .asText();
    assertThat(Cli.run("verify", run, "--chain", chain).code()).isZero();
    assertThat(Cli.run("verify", receipt, "--chain", chain).code()).isZero();
  }

  @Test
  void whoHasNoSettledBidHasNoReceipt() {
    Cli cli = Cli.run("receipt", run, "nobody", 0, "--out", temp.resolve("none"));
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).contains("nobody", "interval 0");
    assertThat(temp.resolve("none")).doesNotExist();
  }

  @Test
  void aMissingPathIsAFailureAndNotAFailedVerification() {
    Cli cli = Cli.run("verify", temp.resolve("nowhere"));
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).contains("nowhere", "no such file");
  }
}
