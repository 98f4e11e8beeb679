package io.wattmesh.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The export of a chain whose transactions are all in batches can be verified alone. */
class BatchExportTest {
  private static final int FLIPS = 150;
  private static final int HEAD = "wattmesh blocks 1\n".length();
  private static final LedgerFixture FIXTURE = LedgerFixture.uncongested();

  @TempDir private static Path original;
  @TempDir private Path copy;

  @BeforeAll
  static void export() throws IOException {
    SettledChain.exportOfBatches(FIXTURE, original);
  }

  @BeforeEach
  void copy() throws IOException {
    for (String file : new String[] {"genesis.bin", "blocks.bin", "proof.bin"}) {
      Files.copy(original.resolve(file), copy.resolve(file));
    }
  }

  private AuditReport audit(List<LedgerAudit.Replayed> replayed) throws IOException {
    return LedgerAudit.check(LedgerExport.open(copy), replayed::add);
  }

  private void assertRefused(String what, String reason) {
    assertThatThrownBy(() -> audit(new ArrayList<>()))
        .as(what)
        .isInstanceOf(AuditFailedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void batches_are_audited_and_what_several_of_them_hold_has_one_effect() throws IOException {
    var replayed = new ArrayList<LedgerAudit.Replayed>();

    AuditReport report = audit(replayed);

    List<Block> blocks = replayed.stream().map(LedgerAudit.Replayed::block).toList();
    assertThat(blocks).allSatisfy(block -> assertThat(block.outline().inline()).isEmpty());
    assertThat(blocks.stream().mapToInt(block -> block.batches().size()).sum()).isGreaterThan(8);
    assertThat(report.settledIntervals()).isEqualTo(1);
    assertThat(report.clearedIntervals()).isEqualTo(1);
    assertThat(report.balancesMicros()).isEqualTo(report.issuedMicros());
    assertThat(
            replayed.stream()
                .flatMap(step -> step.executed().outcomes().stream())
                .map(Outcome::code))
        .contains(OutcomeCode.REPEATED);
    assertThat(
            replayed.stream()
                .flatMap(step -> step.executed().outcomes().stream())
                .filter(Outcome::accepted)
                .map(Outcome::transaction)
                .toList())
        .hasSizeGreaterThan(5);
  }

  @Test
  void every_flipped_byte_fails_the_audit() throws IOException {
    byte[] good = Files.readAllBytes(original.resolve("blocks.bin"));
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
    for (int flip = 0; flip < FLIPS; flip++) {
      int at = random.nextInt(good.length);
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(copy.resolve("blocks.bin"), bad);
      assertRefused("byte " + at, "block");
    }
  }

  private interface Doctoring {
    BatchCertificate apply(BatchCertificate certificate);
  }

  /** Doctors the first certificate of the first block that has one. */
  private void doctor(Doctoring doctoring) throws IOException {
    byte[] good = Files.readAllBytes(original.resolve("blocks.bin"));
    var out = new CanonicalWriter().raw(Arrays.copyOf(good, HEAD));
    boolean done = false;
    for (int at = HEAD; at < good.length; ) {
      int length = ByteBuffer.wrap(good, at, 4).getInt();
      byte[] bytes = Arrays.copyOfRange(good, at + 4, at + 4 + length);
      LinkedBlock linked = CanonicalReader.readAll(bytes, LinkedBlock::read);
      Block block = linked.block();
      if (!done && !block.batches().isEmpty()) {
        done = true;
        var certificates = new ArrayList<>(block.outline().certificates());
        certificates.set(0, doctoring.apply(certificates.getFirst()));
        var changed =
            new Block(
                new BlockOutline(block.header(), certificates, block.outline().inline()),
                block.batches().stream().map(certified -> certified.batch()).toList());
        var again = new CanonicalWriter();
        new LinkedBlock(changed, linked.parentCertificate()).write(again);
        bytes = again.toByteArray();
      }
      out.bytes(bytes);
      at += 4 + length;
    }
    assertThat(done).isTrue();
    Files.write(copy.resolve("blocks.bin"), out.toByteArray());
  }

  @Test
  void a_batch_without_a_quorum_or_with_a_signature_of_another_fails_the_audit()
      throws IOException {
    doctor(
        certificate -> {
          var fewer = new TreeMap<>(certificate.signatures());
          while (fewer.size() > 2) {
            fewer.pollLastEntry();
          }
          return new BatchCertificate(certificate.content(), fewer);
        });
    assertRefused("no quorum", "is not a quorum");
    doctor(
        certificate -> {
          var mixed = new TreeMap<>(certificate.signatures());
          mixed.put(mixed.lastKey(), mixed.firstEntry().getValue());
          return new BatchCertificate(certificate.content(), mixed);
        });
    assertRefused("mixed up", "does not hold");
  }
}
