package io.wattmesh.consensus.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.certificate.TimeoutContent;
import io.wattmesh.consensus.message.BatchRequest;
import io.wattmesh.consensus.message.ChainReply;
import io.wattmesh.consensus.message.ChainRequest;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.message.ForwardedTransactions;
import io.wattmesh.consensus.message.SnapshotReply;
import io.wattmesh.consensus.message.SnapshotRequest;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What validators say to each other is signed, so its bytes may not change: those that an earlier
 * version kept are what this one says. A new format is a new message, which is added; see
 * docs/contributing.md. The file is written anew by {@code -Dgolden.rewrite=true}.
 */
class GoldenMessagesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/consensus-0.1.0.txt");

  private static Map<String, byte[]> samples() {
    Block block = TestChain.child(TestChain.GENESIS, 1, List.of(new byte[] {1, 2, 3}));
    QuorumCertificate certified = TestChain.qc(block, 0);
    Batch batch = TestMessages.batch(1, 2, 9, 5, 6);
    var known =
        new SyncInfo(
            certified,
            Optional.of(TestChain.tc(3, Map.of(0, 1L, 1, 1L, 2, 0L), certified)),
            Optional.empty());
    var payloads = new TreeMap<MessageType, byte[]>();
    payloads.put(MessageType.PROPOSAL, block.outline().toBytes());
    payloads.put(MessageType.VOTE, certified.content().toBytes());
    payloads.put(MessageType.CHAIN_REQUEST, new ChainRequest(4, 7, block.id()).toBytes());
    payloads.put(
        MessageType.CHAIN_REPLY,
        new ChainReply(
                List.of(new LinkedBlock(block, TestChain.GENESIS_QC)), Optional.of(certified))
            .toBytes());
    payloads.put(MessageType.BATCH, batch.toBytes());
    payloads.put(MessageType.BATCH_REPLY, batch.toBytes());
    payloads.put(MessageType.BATCH_ACK, batch.ack().toBytes());
    payloads.put(MessageType.BATCH_CERTIFICATE, TestChain.certificate(batch, 0, 1, 2).toBytes());
    payloads.put(MessageType.BATCH_REQUEST, new BatchRequest(batch.digest()).toBytes());
    payloads.put(
        MessageType.TRANSACTIONS, new ForwardedTransactions(batch.transactions()).toBytes());
    payloads.put(MessageType.SNAPSHOT_REQUEST, new SnapshotRequest(12, 3).toBytes());
    payloads.put(
        MessageType.SNAPSHOT_REPLY,
        new SnapshotReply(new SnapshotRequest(12, 3), Optional.of(new byte[] {7})).toBytes());
    payloads.put(MessageType.TIMEOUT, new TimeoutContent(4, 1).toBytes());
    var samples = new TreeMap<String, byte[]>();
    payloads.forEach(
        (type, payload) -> {
          var envelope = TestChain.ELECTORATE.sign(1, type, payload, TestChain.signer(1));
          samples.put(type.name(), new ConsensusMessage(envelope, known).toBytes());
        });
    return samples;
  }

  private static Map<String, String> hex(Map<String, byte[]> messages) {
    var hex = new TreeMap<String, String>();
    messages.forEach((name, bytes) -> hex.put(name, HexFormat.of().formatHex(bytes)));
    return hex;
  }

  private static Map<String, String> golden() throws IOException {
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.write(
          GOLDEN,
          hex(samples()).entrySet().stream()
              .map(one -> one.getKey() + " " + one.getValue())
              .toList());
    }
    var golden = new TreeMap<String, String>();
    Files.readAllLines(GOLDEN).forEach(line -> golden.put(line.split(" ")[0], line.split(" ")[1]));
    return golden;
  }

  @Test
  void whatAnEarlierVersionSaidIsWhatThisOneSays() throws IOException {
    assertThat(hex(samples())).containsAllEntriesOf(golden());
  }

  @Test
  void everyKindIsKept() throws IOException {
    assertThat(golden()).containsOnlyKeys(samples().keySet());
  }

  @Test
  void whatAnEarlierVersionSaidIsReadAndItsSignatureHolds() throws IOException {
    for (String hex : golden().values()) {
      byte[] bytes = HexFormat.of().parseHex(hex);
      ConsensusMessage message = ConsensusMessage.ofBytes(bytes);
      assertThat(message.toBytes()).isEqualTo(bytes);
      assertThat(
              message
                  .envelope()
                  .isSignedBy(TestChain.KEYS.get(1).verificationKey(), TestChain.CONTEXT))
          .as("%s", message.envelope().type())
          .isTrue();
      assertThat(message.syncInfo().highQc().blockId()).isNotEqualTo(Hash.ZERO);
    }
  }
}
