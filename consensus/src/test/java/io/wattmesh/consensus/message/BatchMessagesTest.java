package io.wattmesh.consensus.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.batch.BatchAck;
import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Whatever travels of batches: every cut, every byte too many, every limit. */
class BatchMessagesTest {
  private final Batch batch = new Batch(1, 0, 1, 9, List.of(new byte[] {1, 2}, new byte[0]));
  private final BatchCertificate certificate = TestChain.certificate(batch, 0, 1, 2);

  private Map<byte[], Function<CanonicalReader, ?>> samples() {
    return Map.of(
        batch.toBytes(), Batch::read,
        batch.ack().toBytes(), BatchAck::read,
        certificate.toBytes(), BatchCertificate::read,
        new BatchRequest(batch.digest()).toBytes(), BatchRequest::read,
        new ForwardedTransactions(batch.transactions()).toBytes(), ForwardedTransactions::read,
        TestChain.child(TestChain.GENESIS, 1, batch).outline().toBytes(), BlockOutline::read);
  }

  @Test
  void everyCutAndEveryByteTooManyIsRefused() {
    samples()
        .forEach(
            (good, reader) -> {
              assertThat(CanonicalReader.readAll(good, reader)).isNotNull();
              for (int length = 0; length <= good.length + 1; length++) {
                byte[] bytes = Arrays.copyOf(good, length);
                if (length != good.length) {
                  assertThatThrownBy(() -> CanonicalReader.readAll(bytes, reader))
                      .isInstanceOf(MalformedBytesException.class);
                }
              }
            });
  }

  @Test
  void requestAndForwardedTransactionsSurviveTheirBytes() {
    var request = new BatchRequest(batch.digest());
    byte[] forwarded = new ForwardedTransactions(batch.transactions()).toBytes();

    assertThat(CanonicalReader.readAll(request.toBytes(), BatchRequest::read)).isEqualTo(request);
    assertThat(CanonicalReader.readAll(forwarded, ForwardedTransactions::read).transactions())
        .containsExactly(new byte[] {1, 2}, new byte[0]);
  }

  @Test
  void noMoreThanAShareIsForwardedAndNotNothing() {
    byte[] most = new byte[ForwardedTransactions.MAX_BYTES - 4];

    assertThat(new ForwardedTransactions(List.<byte[]>of(most)).transactions()).hasSize(1);
    assertThatThrownBy(() -> new ForwardedTransactions(List.of(most, new byte[0])))
        .hasMessageContaining("at most 262144 bytes");
    assertThatThrownBy(() -> new ForwardedTransactions(List.of()))
        .hasMessageContaining("At least one transaction");
    byte[] tooMuch = new CanonicalWriter().i32(2).bytes(most).bytes(new byte[0]).toByteArray();
    assertThatThrownBy(() -> CanonicalReader.readAll(tooMuch, ForwardedTransactions::read))
        .isInstanceOf(MalformedBytesException.class);
  }

  @Test
  void theLargestOfEachFitsIntoItsEnvelope() {
    Batch lone = new Batch(0, 0, 1, 1, List.<byte[]>of(new byte[Batch.MAX_LONE_BYTES - 4]));
    byte[] forwarded =
        new ForwardedTransactions(List.<byte[]>of(new byte[ForwardedTransactions.MAX_BYTES - 4]))
            .toBytes();
    int largestCertificate = BatchAck.BYTES + 4 + 1024 * (4 + 64);

    assertThat(lone.toBytes().length).isLessThan(MessageType.BATCH.maxPayloadBytes());
    assertThat(MessageType.BATCH_REPLY.maxPayloadBytes())
        .isEqualTo(MessageType.BATCH.maxPayloadBytes());
    assertThat(forwarded.length).isLessThan(MessageType.TRANSACTIONS.maxPayloadBytes());
    assertThat(largestCertificate).isLessThan(MessageType.BATCH_CERTIFICATE.maxPayloadBytes());
    assertThat(BlockOutline.MAX_BATCHES * largestCertificate + Batch.MAX_LONE_BYTES)
        .isLessThan(MessageType.PROPOSAL.maxPayloadBytes());
  }
}
