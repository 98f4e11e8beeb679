package io.wattmesh.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.proto.model.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The export of a chain of one settled interval, and all that can be done to its bytes. */
@Tag("seed-18")
@Tag("seed-20")
class ExportFlipTest {
  private static final int FLIPS = 100;
  private static final LedgerFixture FIXTURE = LedgerFixture.uncongested();

  @TempDir private static Path original;
  @TempDir private Path copy;

  @BeforeAll
  static void export() throws IOException {
    SettledChain.export(FIXTURE, original);
  }

  @BeforeEach
  void copy() throws IOException {
    for (String file : new String[] {"genesis.bin", "blocks.bin", "proof.bin"}) {
      Files.copy(original.resolve(file), copy.resolve(file));
    }
  }

  private AuditReport audit() throws IOException {
    return LedgerAudit.check(LedgerExport.open(copy), replayed -> {});
  }

  private void assertRefused(String what) {
    assertThatThrownBy(this::audit)
        .as(what)
        .isInstanceOf(AuditFailedException.class)
        .hasMessageMatching("(?s)(genesis|block \\d+|blocks\\.bin|commit proof).*");
  }

  @Test
  void the_whole_export_passes_and_the_report_says_what_was_found() throws IOException {
    AuditReport report = audit();
    assertThat(report.chainId()).isEqualTo(FIXTURE.genesis().chainId());
    assertThat(report.settledIntervals()).isEqualTo(1);
    assertThat(report.clearedIntervals()).isEqualTo(1);
    assertThat(report.refusedClearings()).isEqualTo(1);
    assertThat(report.statements()).isEqualTo(4);
    assertThat(report.balancesMicros()).isEqualTo(report.issuedMicros());
    assertThat(report.creditsJoules()).isEqualTo(report.verifiedJoules()).isPositive();
    assertThat(report.signatures()).isGreaterThan(report.blocks() * 3);
    assertThat(report.stateRoot()).isNotEqualTo(Hash.ZERO);
    assertThat(report.demoKeys()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"genesis.bin", "blocks.bin", "proof.bin"})
  void every_flipped_byte_fails_the_audit_with_the_place_named(String file) throws IOException {
    byte[] good = Files.readAllBytes(original.resolve(file));
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    for (int flip = 0; flip < FLIPS; flip++) {
      int at = random.nextInt(good.length);
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(copy.resolve(file), bad);
      assertRefused(file + " byte " + at);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"genesis.bin", "blocks.bin", "proof.bin"})
  void cut_and_lengthened_files_fail_the_audit(String file) throws IOException {
    byte[] good = Files.readAllBytes(original.resolve(file));
    for (int length :
        new int[] {
          0,
          1,
          17,
          18,
          19,
          22,
          good.length / 2,
          good.length - 1,
          good.length + 1,
          good.length + 4,
          good.length + 200
        }) {
      Files.write(copy.resolve(file), Arrays.copyOf(good, length));
      assertRefused(file + " of " + length + " bytes");
    }
  }

  @Test
  void a_chain_cut_after_a_whole_block_fails_the_audit() throws IOException {
    byte[] good = Files.readAllBytes(original.resolve("blocks.bin"));
    int at = 18;
    while (at < good.length) {
      Files.write(copy.resolve("blocks.bin"), Arrays.copyOf(good, at));
      assertRefused("cut at byte " + at);
      at += 4 + java.nio.ByteBuffer.wrap(good, at, 4).getInt();
    }
  }

  @Test
  void a_missing_file_is_an_error_of_its_own() throws IOException {
    Files.delete(copy.resolve("proof.bin"));
    assertThatThrownBy(this::audit)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("proof.bin");
  }
}
