package io.wattmesh.consensus.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.certificate.TimeoutContent;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.chain.Evidence;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvidenceWatchTest {
  private final EvidenceWatch watch = new EvidenceWatch();

  private static SignedEnvelope vote(long round, int block) {
    byte[] content =
        new VoteContent(round, Sha256.of(new byte[] {(byte) block}), round - 1).toBytes();
    return TestChain.ELECTORATE.sign(3, MessageType.VOTE, content, TestChain.signer(3));
  }

  private static SignedEnvelope timeout(long round, long highQcRound) {
    byte[] content = new TimeoutContent(round, highQcRound).toBytes();
    return TestChain.ELECTORATE.sign(3, MessageType.TIMEOUT, content, TestChain.signer(3));
  }

  @Test
  void twoVotesOfOneRoundAreEvidenceOnce() {
    assertThat(watch.onMessage(3, vote(5, 1), 5)).isEmpty();
    Optional<Evidence> evidence = watch.onMessage(3, vote(5, 2), 5);

    assertThat(evidence.orElseThrow().refusal(TestChain.VALIDATORS, TestChain.CONTEXT.chainId()))
        .isEmpty();
    assertThat(watch.onMessage(3, vote(5, 3), 5)).isEmpty();
  }

  @Test
  void theSameVoteAgainOrAVoteOfAnotherRoundOrSenderIsNone() {
    assertThat(watch.onMessage(3, vote(5, 1), 5)).isEmpty();
    assertThat(watch.onMessage(3, vote(5, 1), 5)).isEmpty();
    assertThat(watch.onMessage(3, vote(6, 2), 5)).isEmpty();
    assertThat(watch.onMessage(2, vote(5, 2), 5)).isEmpty();
  }

  @Test
  void twoTimeoutsOfOneRoundAreNone() {
    assertThat(watch.onMessage(3, timeout(5, 2), 5)).isEmpty();
    assertThat(watch.onMessage(3, timeout(5, 3), 5)).isEmpty();
  }

  @Test
  void roundsFarFromTheReplicasOwnAreNotRemembered() {
    assertThat(watch.onMessage(3, vote(500, 1), 5)).isEmpty();
    assertThat(watch.onMessage(3, vote(500, 2), 5)).isEmpty();
    assertThat(watch.onMessage(3, vote(5, 1), 5)).isEmpty();
    assertThat(watch.onMessage(2, vote(40, 1), 40)).isEmpty();
    assertThat(watch.onMessage(3, vote(5, 2), 40)).isEmpty();
  }

  @Test
  void evidenceBecomesATransactionThatAllCommit() {
    LocalCluster cluster = LocalCluster.started();
    var beside = new SyncInfo(TestChain.GENESIS_QC, Optional.empty(), Optional.empty());

    for (SignedEnvelope vote : List.of(vote(1, 1), vote(1, 2))) {
      cluster.step(1, new Input.Received(new ConsensusMessage(vote, beside).toBytes()));
    }
    cluster.pass(2_000);

    assertThat(cluster.hosts.get(1).refusals()).contains(RefusalReason.CONTRADICTION);
    for (LocalCluster.Host host : cluster.hosts) {
      assertThat(
              host.commits.stream()
                  .flatMap(commit -> commit.block().transactions().stream())
                  .map(SignedEnvelope::ofBytes)
                  .map(SignedEnvelope::type))
          .containsExactly(MessageType.EVIDENCE);
    }
  }
}
