package io.wattmesh.consensus.replica;

import static io.wattmesh.consensus.replica.TestMessages.atStart;
import static io.wattmesh.consensus.replica.TestMessages.message;
import static io.wattmesh.consensus.replica.TestMessages.proposal;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Messages that are none, not of this chain, or beside certificates that do not hold. */
class UntrustedMessagesTest {
  private final LocalCluster cluster = LocalCluster.started();

  private LocalCluster.Host host(int index) {
    return cluster.hosts.get(index);
  }

  @Test
  void aCertificateWithoutAQuorumBesideAMessageSpoilsTheMessage() {
    Block b1 = TestChain.child(TestChain.GENESIS, 1);
    QuorumCertificate weak = TestChain.qc(b1, 0, 0, 1);
    var syncInfo = new SyncInfo(weak, Optional.empty(), Optional.empty());

    cluster.step(0, proposal(TestChain.child(b1, 2), syncInfo));

    assertThat(host(0).refusals()).containsExactly(RefusalReason.BAD_CERTIFICATE);
    assertThat(host(0).replica.round()).isEqualTo(1);
  }

  @Test
  void bytesThatAreNoMessageAreRefusedAndHarmNothing() {
    byte[] good = ((Input.Received) proposal(TestChain.child(TestChain.GENESIS, 1))).message();
    for (int cut = 0; cut < good.length; cut += 7) {
      cluster.step(0, new Input.Received(Arrays.copyOf(good, cut)));
    }
    cluster.step(0, message(1, MessageType.VOTE, new byte[3]));
    cluster.step(0, new Input.Received(new byte[ConsensusMessage.MAX_BYTES + 1]));

    assertThat(host(0).refusals()).isNotEmpty().containsOnly(RefusalReason.MALFORMED);
  }

  @Test
  void aMessageOfAnotherSignerChainOrEpochIsRefused() {
    byte[] content = new VoteContent(1, TestChain.GENESIS.id(), 0).toBytes();
    var context = new SigningContext(Hash.ZERO, 0);
    var otherChain = context.sign(MessageType.VOTE, "v1", content, TestChain.KEYS.get(1));
    var nobody = TestChain.CONTEXT.sign(MessageType.VOTE, "v9", content, TestChain.KEYS.get(1));
    var forged = TestChain.CONTEXT.sign(MessageType.VOTE, "v2", content, TestChain.KEYS.get(1));

    for (var envelope : List.of(otherChain, nobody, forged)) {
      cluster.step(0, new Input.Received(new ConsensusMessage(envelope, atStart()).toBytes()));
    }

    assertThat(host(0).refusals()).hasSize(3).containsOnly(RefusalReason.NOT_AUTHENTIC);
  }
}
