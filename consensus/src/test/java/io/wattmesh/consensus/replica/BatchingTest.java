package io.wattmesh.consensus.replica;

import static io.wattmesh.consensus.replica.TestMessages.message;
import static io.wattmesh.consensus.replica.TestMessages.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.MessageType;
import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Batches from the submission to the commit, with real keys. */
class BatchingTest {
  private final LocalCluster cluster = LocalCluster.batching(TestMessages.ALL_IN_BATCHES);

  private LocalCluster.Host host(int index) {
    return cluster.hosts.get(index);
  }

  @Test
  void whatIsSubmittedToOneIsCommittedEverywhereInABatchThatAQuorumCertified() {
    cluster.submit(2, transaction(1));
    cluster.submit(2, transaction(2));
    cluster.pass(300);

    for (LocalCluster.Host host : cluster.hosts) {
      Block block = host.commits.getFirst().block();
      assertThat(block.transactions()).containsExactly(transaction(1), transaction(2));
      assertThat(block.outline().inline()).isEmpty();
      BatchCertificate certificate = block.batches().getFirst().certificate();
      assertThat(certificate.refusal(TestChain.VALIDATORS, TestChain.CONTEXT)).isEmpty();
      assertThat(certificate.content().author()).isEqualTo(2);
      assertThat(host.batches).hasSize(1);
    }
    assertThat(host(2).replica.waitingTransactions()).isZero();
  }

  @Test
  void whatIsInABatchWhenItsEpochEndsGoesIntoAnotherOfTheNextEpoch() {
    cluster.lost = letter -> letter.from() == 2 && isBatch(letter.bytes());
    cluster.submit(2, transaction(1));
    cluster.submit(
        1, LocalCluster.changeTo(new ValidatorSet(1, TestChain.VALIDATORS.validators())));
    cluster.pass(3_000);
    for (LocalCluster.Host host : cluster.hosts) {
      assertThat(host.replica.epoch()).isEqualTo(1);
      assertThat(host.ordered()).doesNotContain(transaction(1));
    }

    cluster.lost = _ -> false;
    cluster.pass(3_000);

    for (LocalCluster.Host host : cluster.hosts) {
      assertThat(host.ordered()).containsOnlyOnce(transaction(1));
      Block block = host.commits.getLast().block();
      assertThat(block.batches().getFirst().certificate().content().epoch()).isEqualTo(1);
      assertThat(block.batches().getFirst().certificate().content().author()).isEqualTo(2);
    }
  }

  private static boolean isBatch(byte[] letter) {
    return ConsensusMessage.ofBytes(letter).envelope().type() == MessageType.BATCH;
  }

  @Test
  void anIdleChainOfBatchesIsSilentAgain() {
    cluster.submit(2, transaction(1));
    cluster.pass(1_000);
    cluster.hosts.forEach(host -> host.log.clear());

    cluster.pass(60_000);

    assertThat(cluster.hosts).allSatisfy(host -> assertThat(host.log).isEmpty());
  }

  @Test
  void nothingIsAcknowledgedOrSpreadBeforeItIsDurable() {
    cluster.submit(2, transaction(1));
    cluster.pass(300);

    for (int k = 0; k < 4; k++) {
      boolean stored = false;
      int leaving = 0;
      for (Effect effect : host(k).log) {
        switch (effect) {
          case Effect.PersistBatch _ -> stored = true;
          case Effect.Send send -> leaving += assertStored(send.message(), stored);
          case Effect.Broadcast broadcast -> leaving += assertStored(broadcast.message(), stored);
          default -> {}
        }
      }
      assertThat(leaving).as("acknowledgements or batches of %d", k).isPositive();
    }
  }

  private static int assertStored(byte[] message, boolean stored) {
    MessageType type = ConsensusMessage.ofBytes(message).envelope().type();
    boolean counts = type == MessageType.BATCH || type == MessageType.BATCH_ACK;
    assertThat(!counts || stored).isTrue();
    return counts ? 1 : 0;
  }

  @Test
  void aBatchIsCutBySizeAtOnceAndByTimeOtherwise() {
    cluster.submit(1, new byte[150]);
    assertThat(host(1).sent(MessageType.BATCH)).isEmpty();
    cluster.submit(1, new byte[60]);
    assertThat(host(1).sent(MessageType.BATCH)).hasSize(1);
    assertThat(host(1).sent(MessageType.BATCH_CERTIFICATE)).hasSize(1);

    cluster.pass(20);
    assertThat(host(1).sent(MessageType.BATCH)).hasSize(1);
    cluster.pass(30);
    assertThat(host(1).sent(MessageType.BATCH)).hasSize(2);
  }

  @Test
  void aTransactionLargerThanABatchGoesAlone() {
    byte[] large = new byte[900];
    cluster.submit(1, transaction(1));
    cluster.submit(1, large);
    cluster.pass(300);

    assertThat(host(3).commits.stream().flatMap(commit -> commit.block().batches().stream()))
        .extracting(certified -> certified.batch().transactions().size())
        .containsExactly(1, 1);
    assertThat(host(3).ordered()).containsExactly(transaction(1), large);
  }

  @Test
  void aSmallLoadIsForwardedOnceARoundOrAfterTheDelayThoughBatchesHaveNoRoom() {
    LocalCluster full = LocalCluster.batching(new BatchOptions(100, 200, 20, 1, 200));
    full.link = (_, _) -> false;
    full.step(1, new Input.SubmitTransaction(new byte[190]));
    full.pass(25);
    LocalCluster.Host author = full.hosts.get(1);
    assertThat(author.sent(MessageType.BATCH)).as("nobody acknowledges it").hasSize(1);

    full.step(1, new Input.SubmitTransaction(transaction(1)));
    assertThat(author.sent(MessageType.TRANSACTIONS)).as("at once").hasSize(1);
    full.step(1, new Input.SubmitTransaction(transaction(2)));
    full.step(1, new Input.SubmitTransaction(transaction(3)));
    assertThat(author.sent(MessageType.TRANSACTIONS)).as("in the same round").hasSize(1);
    full.pass(25);
    assertThat(author.sent(MessageType.TRANSACTIONS)).as("both together").hasSize(2);
  }

  @Test
  void aSmallLoadIsForwardedAndGoesInlineAndALargerOneGoesInBatches() {
    LocalCluster mixed = LocalCluster.batching(new BatchOptions(50, 200, 20, 4, 800));
    mixed.link = (_, _) -> false;
    mixed.step(0, new Input.SubmitTransaction(transaction(1)));
    mixed.step(0, new Input.SubmitTransaction(new byte[47]));
    mixed.pass(30);

    assertThat(mixed.hosts.get(0).sent(MessageType.TRANSACTIONS)).hasSize(1);
    assertThat(mixed.hosts.get(0).sent(MessageType.BATCH)).hasSize(1);

    mixed.link = (_, _) -> true;
    mixed.pass(1_500);
    assertThat(mixed.hosts.get(3).ordered()).contains(transaction(1), new byte[47]);
  }

  @Test
  void anHonestAuthorKeepsItsQuotaByItselfAndThePoolAnswersWhenItIsFull() {
    cluster.link = (_, _) -> false;
    var codes = new ArrayList<AnswerCode>();
    for (int k = 0; k < 12; k++) {
      byte[] large = new byte[990];
      large[0] = (byte) k;
      cluster.submit(1, large);
    }
    host(1).answers().forEach(answer -> codes.add(answer.code()));

    assertThat(codes).hasSize(12).startsWith(AnswerCode.ACCEPTED).endsWith(AnswerCode.BUSY);
    assertThat(host(1).batches.size())
        .isLessThanOrEqualTo(TestMessages.ALL_IN_BATCHES.quotaBatches());

    cluster.link = (_, _) -> true;
    cluster.pass(6_000);
    cluster.submit(1, transaction(1));
    assertThat(host(1).answers().getLast().code()).isEqualTo(AnswerCode.ACCEPTED);
  }

  /** Between acknowledgement and certificate all are stopped: the stores have what is needed. */
  @Test
  void aBatchThatWasAcknowledgedAndNotCertifiedIsTakenUpAgainAfterACrash() {
    cluster.lost = letter -> letter.type() == MessageType.BATCH_ACK;
    cluster.submit(2, transaction(1));
    cluster.pass(50);
    assertThat(cluster.hosts).allSatisfy(host -> assertThat(host.batches).hasSize(1));
    assertThat(host(2).sent(MessageType.BATCH_CERTIFICATE)).isEmpty();

    cluster.queue.clear();
    cluster.lost = _ -> false;
    for (int k = 0; k < 4; k++) {
      cluster.start(k);
    }
    cluster.deliver();
    cluster.pass(1_000);

    assertThat(cluster.hosts)
        .allSatisfy(host -> assertThat(host.ordered()).containsExactly(transaction(1)));
    cluster.submit(2, transaction(2));
    cluster.pass(500);
    assertThat(host(0).ordered()).containsExactly(transaction(1), transaction(2));
  }

  @Test
  void theTransactionsOfABatchThatExpiresGoIntoAnother() {
    Set<MessageType> ofBatches =
        Set.of(MessageType.BATCH, MessageType.BATCH_CERTIFICATE, MessageType.BATCH_ACK);
    cluster.lost =
        letter -> (letter.from() == 3 || letter.to() == 3) && ofBatches.contains(letter.type());
    cluster.submit(3, transaction(500));
    for (int k = 0; host(3).replica.round() < 140; k++) {
      cluster.submit(k % 3, transaction(k));
      cluster.pass(100);
    }
    assertThat(host(0).ordered()).doesNotContain(transaction(500));

    cluster.lost = _ -> false;
    cluster.pass(1_000);

    assertThat(host(0).ordered()).contains(transaction(500));
  }

  @Test
  void aTransactionInTwoBatchesIsOrderedTwiceAndNoBlockIsInvalidForIt() {
    cluster.link = (_, _) -> false;
    cluster.step(1, new Input.SubmitTransaction(transaction(1)));
    cluster.step(2, new Input.SubmitTransaction(transaction(1)));
    cluster.pass(30);
    cluster.link = (_, _) -> true;
    cluster.pass(2_000);

    assertThat(host(0).ordered()).containsExactly(transaction(1), transaction(1));
  }
}
