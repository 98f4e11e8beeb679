package io.wattmesh.consensus.batch;

import static io.wattmesh.consensus.TestChain.certificate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.Signature;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Batches, what is signed of them, and their certificates, as bytes and as rules. */
class BatchTest {
  private final Batch batch = batch(1, 1, 9, new byte[] {1, 2}, new byte[0]);

  private static Batch batch(int author, long seq, long expiryRound, byte[]... transactions) {
    return new Batch(author, 0, seq, expiryRound, List.of(transactions));
  }

  @Test
  void batchAcknowledgementAndCertificateSurviveTheirBytes() {
    BatchCertificate certificate = certificate(batch, 0, 2, 3);

    assertThat(CanonicalReader.readAll(batch.toBytes(), Batch::read)).isEqualTo(batch);
    assertThat(batch.ack().toBytes()).hasSize(BatchAck.BYTES);
    assertThat(CanonicalReader.readAll(batch.ack().toBytes(), BatchAck::read))
        .isEqualTo(batch.ack());
    assertThat(CanonicalReader.readAll(certificate.toBytes(), BatchCertificate::read))
        .isEqualTo(certificate);
    assertThat(certificate.toBytes()).hasSize(certificate.bytes());
  }

  @Test
  void theDigestIsOfEveryFieldAndEveryTransaction() {
    assertThat(
            List.of(
                batch,
                batch(2, 1, 9, new byte[] {1, 2}, new byte[0]),
                batch(1, 2, 9, new byte[] {1, 2}, new byte[0]),
                batch(1, 1, 8, new byte[] {1, 2}, new byte[0]),
                new Batch(1, 1, 1, 9, List.of(new byte[] {1, 2}, new byte[0])),
                batch(1, 1, 9, new byte[] {1, 3}, new byte[0]),
                batch(1, 1, 9, new byte[] {1, 2}),
                batch(1, 1, 9, new byte[0], new byte[] {1, 2})))
        .extracting(Batch::digest)
        .doesNotHaveDuplicates();
  }

  @Test
  void aBatchHoldsOneMebibyteAndALoneTransactionABlock() {
    byte[] half = new byte[Batch.MAX_BYTES / 2 - Batch.TRANSACTION_OVERHEAD_BYTES];
    Batch full = batch(0, 1, 1, half, half);
    Batch lone = batch(0, 1, 1, new byte[Batch.MAX_LONE_BYTES - 4]);

    assertThat(full.ack().size()).isEqualTo(Batch.MAX_BYTES);
    assertThat(CanonicalReader.readAll(full.toBytes(), Batch::read)).isEqualTo(full);
    assertThat(CanonicalReader.readAll(lone.toBytes(), Batch::read)).isEqualTo(lone);
    assertThatThrownBy(() -> batch(0, 1, 1, half, half, new byte[0]))
        .hasMessageContaining("1 to 8192 transactions of at most 1048576 bytes");
    assertThatThrownBy(() -> batch(0, 1, 1, new byte[Batch.MAX_LONE_BYTES - 3]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> batch(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new Batch(0, 0, 1, 1, Collections.nCopies(Batch.MAX_TRANSACTIONS + 1, new byte[0])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsTooLongIsRefusedBeforeItIsRead() {
    CanonicalWriter head = new CanonicalWriter().i32(0).i64(0).i64(1).i64(1);
    byte[] many = head.i32(Batch.MAX_TRANSACTIONS + 1).raw(new byte[64 * 1024]).toByteArray();
    byte[] longer =
        new CanonicalWriter()
            .i32(0)
            .i64(0)
            .i64(1)
            .i64(1)
            .i32(2)
            .bytes(new byte[0])
            .bytes(new byte[Batch.MAX_BYTES])
            .toByteArray();

    for (byte[] bytes : List.of(many, longer)) {
      assertThatThrownBy(() -> CanonicalReader.readAll(bytes, Batch::read))
          .isInstanceOf(MalformedBytesException.class)
          .hasMessageContaining("over the limit");
    }
  }

  @Test
  void cutBytesAreRefusedWhereverTheyEnd() {
    byte[] good = batch.toBytes();
    byte[] certificate = certificate(batch, 0, 1, 2).toBytes();

    for (int cut = 0; cut < good.length; cut++) {
      byte[] bytes = Arrays.copyOf(good, cut);
      assertThatThrownBy(() -> CanonicalReader.readAll(bytes, Batch::read))
          .isInstanceOf(MalformedBytesException.class);
    }
    for (int cut = 0; cut < certificate.length; cut++) {
      byte[] bytes = Arrays.copyOf(certificate, cut);
      assertThatThrownBy(() -> CanonicalReader.readAll(bytes, BatchCertificate::read))
          .isInstanceOf(MalformedBytesException.class);
    }
  }

  @Test
  void aQuorumOfTheEpochCertifiesAndNothingElseDoes() {
    BatchCertificate good = certificate(batch, 0, 1, 3);
    var foreign = new TreeMap<>(good.signatures());
    foreign.put(4, good.signatures().get(0));
    var another = new TreeMap<>(good.signatures());
    another.put(3, good.signatures().get(1));
    Batch ofEpoch1 = new Batch(1, 1, 1, 9, batch.transactions());
    Batch ofNobody = batch(4, 1, 9, new byte[1]);

    assertRefused(good, null);
    assertRefused(certificate(batch, 0, 3), "2 of 4 is not a quorum");
    assertRefused(new BatchCertificate(batch.ack(), foreign), "signer 4 is not among 4");
    assertRefused(new BatchCertificate(batch.ack(), another), "does not hold");
    assertRefused(
        new BatchCertificate(batch(1, 1, 10, new byte[1]).ack(), good.signatures()),
        "does not hold");
    assertRefused(certificate(ofEpoch1, 0, 1, 2), "of epoch 1 is not among");
    assertRefused(certificate(ofNobody, 0, 1, 2), "author 4");
  }

  private static void assertRefused(BatchCertificate certificate, String reason) {
    var byReader = certificate.refusal(TestChain.VALIDATORS, TestChain.CONTEXT);
    var byReplica = TestChain.verifier().refusal(certificate);
    if (reason == null) {
      assertThat(byReader).isEmpty();
      assertThat(byReplica).isEmpty();
    } else {
      assertThat(byReader).get().asString().contains(reason);
      assertThat(byReplica).get().asString().contains(reason);
    }
  }

  @Test
  void aSignerIsNotCountedTwice() {
    BatchCertificate two = certificate(batch, 0, 1);
    Signature signature = two.signatures().get(1);
    byte[] doubled =
        new CanonicalWriter()
            .raw(batch.ack().toBytes())
            .i32(3)
            .i32(0)
            .raw(two.signatures().get(0).bytes())
            .i32(1)
            .raw(signature.bytes())
            .i32(1)
            .raw(signature.bytes())
            .toByteArray();

    assertThatThrownBy(() -> CanonicalReader.readAll(doubled, BatchCertificate::read))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining("not in rising order");
  }

  @Test
  void aBlockIsItsBatchesInOrderAndItsBytesTellSo() {
    Batch second = batch(2, 1, 9, new byte[] {7});
    Block block = TestChain.child(TestChain.GENESIS, 1, batch, second);

    Block read = CanonicalReader.readAll(block.toBytes(), Block::read);

    assertThat(read.toBytes()).isEqualTo(block.toBytes());
    assertThat(read.transactions()).containsExactly(new byte[] {1, 2}, new byte[0], new byte[] {7});
    assertThat(CanonicalReader.readAll(block.outline().toBytes(), BlockOutline::read).toBytes())
        .isEqualTo(block.outline().toBytes());
    assertThatThrownBy(() -> new Block(block.outline(), List.of(second, batch)))
        .hasMessageContaining("The certificate states");
    assertThatThrownBy(() -> new Block(block.outline(), List.of(batch)))
        .hasMessageContaining("2 certificates and 1 batches");
    assertThatThrownBy(
            () ->
                new BlockOutline(
                    block.header(), List.of(block.outline().certificates().get(1)), List.of()))
        .hasMessageContaining("batches have root");
  }

  @Test
  void everyChangedByteOfABlockWithBatchesIsFound() {
    Block block = TestChain.child(TestChain.GENESIS, 1, batch);
    byte[] good = block.toBytes();

    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 4;
      try {
        Block read = CanonicalReader.readAll(bad, Block::read);
        boolean other = !read.id().equals(block.id());
        boolean refused =
            read.outline().certificates().stream()
                .anyMatch(
                    certificate ->
                        certificate.refusal(TestChain.VALIDATORS, TestChain.CONTEXT).isPresent());
        assertThat(other || refused).as("byte %d", at).isTrue();
      } catch (MalformedBytesException expected) {
        assertThat(expected).hasMessageNotContaining("null");
      }
    }
  }
}
