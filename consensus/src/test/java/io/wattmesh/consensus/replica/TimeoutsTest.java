package io.wattmesh.consensus.replica;

import static io.wattmesh.consensus.replica.TestMessages.message;
import static io.wattmesh.consensus.replica.TestMessages.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.certificate.TimeoutContent;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.crypto.MessageType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a replica gives a round up, and how it says so. */
class TimeoutsTest {
  private final LocalCluster cluster = LocalCluster.started();

  private LocalCluster.Host host(int index) {
    return cluster.hosts.get(index);
  }

  @Test
  void timeoutsOfAQuorumLessOneButWithAnHonestOneMakeEverybodyGiveUp() {
    byte[] content = new TimeoutContent(1, 0).toBytes();

    cluster.step(0, message(1, MessageType.TIMEOUT, content));
    assertThat(host(0).row.highestTimeoutRound()).isZero();
    cluster.step(0, message(2, MessageType.TIMEOUT, content));

    assertThat(host(0).row.highestTimeoutRound()).isEqualTo(1);
    assertThat(host(0).replica.round()).isEqualTo(2);
  }

  @Test
  void timeoutsAboveOurRoundFirstCatchUsUpByTheCertificatesTheyCarry() {
    TimeoutCertificate tc5 = TestChain.tc(5, Map.of(1, 0L, 2, 0L, 3, 0L), TestChain.GENESIS_QC);
    var ahead = new SyncInfo(TestChain.GENESIS_QC, Optional.of(tc5), Optional.empty());
    byte[] content = new TimeoutContent(6, 0).toBytes();

    cluster.step(0, message(1, MessageType.TIMEOUT, content));
    assertThat(host(0).refusals()).containsExactly(RefusalReason.ROUND_NOT_JUSTIFIED);
    cluster.step(0, message(1, MessageType.TIMEOUT, content, ahead));
    cluster.step(0, message(2, MessageType.TIMEOUT, content, ahead));

    assertThat(host(0).row.highestTimeoutRound()).isEqualTo(6);
  }

  @Test
  void aTimeoutIsRepeatedByteForByteUntilTheRoundIsOver() {
    cluster.link = (_, _) -> false;
    cluster.step(2, new Input.SubmitTransaction(transaction(1)));
    cluster.pass(1_000);

    List<byte[]> envelopes =
        host(2).log.stream()
            .filter(Effect.Broadcast.class::isInstance)
            .map(effect -> ConsensusMessage.ofBytes(((Effect.Broadcast) effect).message()))
            .filter(message -> message.envelope().type() == MessageType.TIMEOUT)
            .map(message -> message.envelope().toBytes())
            .toList();

    assertThat(envelopes).hasSizeGreaterThan(5);
    assertThat(envelopes).allSatisfy(bytes -> assertThat(bytes).isEqualTo(envelopes.getFirst()));
  }
}
