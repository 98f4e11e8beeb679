package io.wattmesh.consensus.replica;

import static io.wattmesh.consensus.replica.TestMessages.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.crypto.MessageType;
import org.junit.jupiter.api.Test;

/** Blocks that keep a pace of 20 ms, where messages take no time. */
class PaceTest {
  private final LocalCluster cluster = paced();

  private static LocalCluster paced() {
    var cluster = new LocalCluster();
    cluster.options = cluster.options.withPaceMillis(20);
    for (int k = 0; k < 4; k++) {
      cluster.start(k);
    }
    cluster.deliver();
    return cluster;
  }

  private LocalCluster.Host host(int index) {
    return cluster.hosts.get(index);
  }

  @Test
  void anIdleChainTakesATransactionAtOnceAndCertifiesItAtThePace() {
    cluster.submit(0, transaction(1));
    assertThat(host(1).sent(MessageType.PROPOSAL)).as("nobody is kept waiting").hasSize(1);
    assertThat(host(2).sent(MessageType.PROPOSAL)).as("but there is no hurry").isEmpty();
    assertThat(host(2).timer).isEqualTo(20);

    cluster.pass(40);

    assertThat(host(2).sent(MessageType.PROPOSAL)).hasSize(1);
    cluster.hosts.forEach(host -> assertThat(host.ordered()).containsExactly(transaction(1)));
  }

  @Test
  void whatComesMeanwhileSharesTheNextBlock() {
    cluster.submit(0, transaction(1));
    for (int k = 1; k <= 3; k++) {
      cluster.submit(k, transaction(1 + k));
    }
    cluster.pass(100);

    assertThat(host(0).ordered()).hasSize(4);
    assertThat(host(0).commits.get(1).block().transactions()).hasSize(3);
  }

  @Test
  void whereABlockTakesLongerThanThePaceNobodyWaits() {
    cluster.step(0, new Input.SubmitTransaction(transaction(1)));
    while (host(1).sent(MessageType.PROPOSAL).isEmpty()) {
      cluster.deliver(1);
    }
    while (host(2).sent(MessageType.VOTE).isEmpty() && host(2).blocks.isEmpty()) {
      cluster.deliver(1);
    }
    cluster.millis += 20;
    cluster.deliver();

    assertThat(host(2).sent(MessageType.PROPOSAL)).hasSize(1);
  }

  @Test
  void aPaceThatWouldMakeVotersGiveUpIsRefused() {
    ReplicaOptions options = new ReplicaOptions(100, 500, 1_000, 10_000);
    assertThat(options.withPaceMillis(50).paceMillis()).isEqualTo(50);
    assertThatThrownBy(() -> options.withPaceMillis(51))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a pace of 51 ms");
    assertThatThrownBy(() -> options.withPaceMillis(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
