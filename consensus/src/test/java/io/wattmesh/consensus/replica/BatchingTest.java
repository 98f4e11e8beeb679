package io.wattmesh.consensus.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.message.BatchRequest;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.message.ForwardedTransactions;
import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Batches from the submission to the commit, with real keys, and what liars make of them. */
class BatchingTest {
  private static final BatchOptions ALL = new BatchOptions(0, 200, 20, 4, 800);

  private final LocalCluster cluster = LocalCluster.batching(ALL);

  private static byte[] transaction(int k) {
    return new byte[] {1, (byte) (k >> 8), (byte) k};
  }

  private static Batch batch(int author, long seq, long expiryRound, int... transactions) {
    return new Batch(
        author,
        0,
        seq,
        expiryRound,
        Arrays.stream(transactions).mapToObj(BatchingTest::transaction).toList());
  }

  private static Input message(int sender, MessageType type, byte[] payload) {
    var syncInfo = new SyncInfo(TestChain.GENESIS_QC, Optional.empty(), Optional.empty());
    var envelope = TestChain.ELECTORATE.sign(sender, type, payload, TestChain.signer(sender));
    return new Input.Received(new ConsensusMessage(envelope, syncInfo).toBytes());
  }

  private static Input offered(Batch batch) {
    return message(batch.ack().author(), MessageType.BATCH, batch.toBytes());
  }

  private static Input proposal(Block block) {
    return message(block.header().author(), MessageType.PROPOSAL, block.outline().toBytes());
  }

  private LocalCluster.Host host(int index) {
    return cluster.hosts.get(index);
  }

  private void submit(int validator, byte[] transaction) {
    cluster.step(validator, new Input.SubmitTransaction(transaction));
    cluster.deliver();
  }

  private static List<ConsensusMessage> sent(LocalCluster.Host host, MessageType type) {
    return host.log.stream()
        .flatMap(
            effect ->
                switch (effect) {
                  case Effect.Send send -> Optional.of(send.message()).stream();
                  case Effect.Broadcast broadcast -> Optional.of(broadcast.message()).stream();
                  default -> Optional.<byte[]>empty().stream();
                })
        .map(ConsensusMessage::ofBytes)
        .filter(message -> message.envelope().type() == type)
        .toList();
  }

  private static List<byte[]> committed(LocalCluster.Host host) {
    return host.commits.stream().flatMap(commit -> commit.block().transactions().stream()).toList();
  }

  @Test
  void whatIsSubmittedToOneIsCommittedEverywhereInABatchThatAQuorumCertified() {
    submit(2, transaction(1));
    submit(2, transaction(2));
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
    submit(2, transaction(1));
    submit(1, LocalCluster.changeTo(new ValidatorSet(1, TestChain.VALIDATORS.validators())));
    cluster.pass(3_000);
    for (LocalCluster.Host host : cluster.hosts) {
      assertThat(host.replica.epoch()).isEqualTo(1);
      assertThat(committed(host)).doesNotContain(transaction(1));
    }

    cluster.lost = _ -> false;
    cluster.pass(3_000);

    for (LocalCluster.Host host : cluster.hosts) {
      assertThat(committed(host)).containsOnlyOnce(transaction(1));
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
    submit(2, transaction(1));
    cluster.pass(1_000);
    cluster.hosts.forEach(host -> host.log.clear());

    cluster.pass(60_000);

    assertThat(cluster.hosts).allSatisfy(host -> assertThat(host.log).isEmpty());
  }

  @Test
  void nothingIsAcknowledgedOrSpreadBeforeItIsDurable() {
    submit(2, transaction(1));
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
    submit(1, new byte[150]);
    assertThat(sent(host(1), MessageType.BATCH)).isEmpty();
    submit(1, new byte[60]);
    assertThat(sent(host(1), MessageType.BATCH)).hasSize(1);
    assertThat(sent(host(1), MessageType.BATCH_CERTIFICATE)).hasSize(1);

    cluster.pass(20);
    assertThat(sent(host(1), MessageType.BATCH)).hasSize(1);
    cluster.pass(30);
    assertThat(sent(host(1), MessageType.BATCH)).hasSize(2);
  }

  @Test
  void aTransactionLargerThanABatchGoesAlone() {
    byte[] large = new byte[900];
    submit(1, transaction(1));
    submit(1, large);
    cluster.pass(300);

    assertThat(host(3).commits.stream().flatMap(commit -> commit.block().batches().stream()))
        .extracting(certified -> certified.batch().transactions().size())
        .containsExactly(1, 1);
    assertThat(committed(host(3))).containsExactly(transaction(1), large);
  }

  @Test
  void aSmallLoadIsForwardedAndGoesInlineAndALargerOneGoesInBatches() {
    LocalCluster mixed = LocalCluster.batching(new BatchOptions(50, 200, 20, 4, 800));
    mixed.link = (_, _) -> false;
    mixed.step(0, new Input.SubmitTransaction(transaction(1)));
    mixed.step(0, new Input.SubmitTransaction(new byte[47]));
    mixed.pass(30);

    assertThat(sent(mixed.hosts.get(0), MessageType.TRANSACTIONS)).hasSize(1);
    assertThat(sent(mixed.hosts.get(0), MessageType.BATCH)).hasSize(1);

    mixed.link = (_, _) -> true;
    mixed.pass(1_500);
    assertThat(committed(mixed.hosts.get(3))).contains(transaction(1), new byte[47]);
  }

  @Test
  void whatOneForwardsBeyondItsShareIsNotTaken() {
    LocalCluster mixed = LocalCluster.batching(new BatchOptions(50, 200, 20, 4, 800));
    mixed.link = (_, _) -> false;
    for (int k = 0; k < 3; k++) {
      byte[] transaction = new byte[40];
      transaction[0] = (byte) k;
      byte[] payload = new ForwardedTransactions(List.<byte[]>of(transaction)).toBytes();
      mixed.step(0, message(1, MessageType.TRANSACTIONS, payload));
    }

    assertThat(mixed.hosts.get(0).replica.waitingTransactions()).isEqualTo(2);
    assertThat(mixed.hosts.get(0).refusals()).containsExactly(RefusalReason.FORWARD_QUOTA);
  }

  @Test
  void aVoterThatLacksABatchFetchesItAndVotesInTheSameRound() {
    Set<MessageType> spread = Set.of(MessageType.BATCH, MessageType.BATCH_CERTIFICATE);
    cluster.lost =
        letter ->
            (letter.to() == 3 && spread.contains(letter.type()))
                || (letter.from() == 0 && letter.type() == MessageType.VOTE);
    submit(2, transaction(1));
    cluster.pass(90);

    assertThat(host(3).refusals()).contains(RefusalReason.BATCH_MISSING);
    assertThat(sent(host(3), MessageType.BATCH_REQUEST)).isNotEmpty();
    assertThat(sent(host(3), MessageType.TIMEOUT)).isEmpty();
    assertThat(committed(host(3))).containsExactly(transaction(1));
  }

  /**
   * The author sends its batch to a bare quorum and answers no request; the signers do. Without the
   * vote of the validator that lacks it there is no quorum, for another one never votes.
   */
  @Test
  void aWithheldBatchIsHadFromItsSigners() {
    cluster.lost =
        letter ->
            (letter.from() == 0 && letter.type() == MessageType.VOTE)
                || (letter.from() == 2
                    && ((letter.type() == MessageType.BATCH && letter.to() == 3)
                        || letter.type() == MessageType.BATCH_REPLY));
    submit(2, transaction(1));
    cluster.pass(1_000);

    assertThat(cluster.hosts)
        .allSatisfy(host -> assertThat(committed(host)).contains(transaction(1)));
    assertThat(sent(host(3), MessageType.BATCH_REQUEST)).hasSizeGreaterThanOrEqualTo(2);
    assertThat(host(3).batches).isEmpty();
  }

  @Test
  void aBatchThatNobodyHasIsGivenUpAndTheChainGoesOn() {
    Batch withheld = batch(1, 1, 100, 7);
    Block block = TestChain.child(TestChain.GENESIS, 1, withheld);
    for (int k : new int[] {0, 2, 3}) {
      cluster.step(k, proposal(block));
    }
    submit(2, transaction(1));
    cluster.pass(6_000);

    assertThat(cluster.hosts)
        .allSatisfy(host -> assertThat(committed(host)).containsExactly(transaction(1)));
    int requests = sent(host(0), MessageType.BATCH_REQUEST).size();
    assertThat(requests).isBetween(2, 6);
    cluster.pass(3_000);
    assertThat(sent(host(0), MessageType.BATCH_REQUEST)).hasSize(requests);
  }

  @Test
  void aBatchThatHasExpiredOrExpiresTooLateIsNotAcknowledged() {
    cluster.step(0, offered(batch(1, 1, Batch.MAX_ROUNDS + 2L, 1)));
    submit(0, transaction(9));
    cluster.pass(500);
    assertThat(host(0).replica.round()).isGreaterThan(2);
    cluster.step(0, offered(batch(1, 2, 1, 2)));

    assertThat(host(0).refusals()).filteredOn(RefusalReason.BATCH_EXPIRED::equals).hasSize(2);
    assertThat(sent(host(0), MessageType.BATCH_ACK)).isEmpty();
  }

  @Test
  void aBlockWithABatchOutOfTimeGetsNoVote() {
    Block tooLate = TestChain.child(TestChain.GENESIS, 1, batch(1, 1, Batch.MAX_ROUNDS + 2L, 1));

    cluster.step(0, proposal(tooLate));

    assertThat(host(0).refusals()).containsExactly(RefusalReason.BATCH_EXPIRED);
    assertThat(host(0).row.lastVotedRound()).isZero();
  }

  @Test
  void aSlotThatTheBlockOrItsChainHasHadGetsNoVote() {
    Batch one = batch(1, 1, 100, 1);
    Batch other = batch(1, 1, 100, 2);

    cluster.step(0, proposal(TestChain.child(TestChain.GENESIS, 1, one, other)));
    assertThat(host(0).refusals()).containsExactly(RefusalReason.BATCH_REPEATED);

    submit(2, transaction(1));
    cluster.pass(500);
    Batch had = host(0).commits.getFirst().block().batches().getFirst().batch();
    cluster.step(0, offered(had));
    assertThat(host(0).refusals()).contains(RefusalReason.BATCH_REPEATED);
    cluster.start(0);
    host(0).log.clear();
    cluster.step(0, offered(had));
    assertThat(host(0).refusals()).as("after a restart").contains(RefusalReason.BATCH_REPEATED);
  }

  @Test
  void aCertificateThatDoesNotHoldGetsTheBlockNoVote() {
    Batch one = batch(1, 1, 100, 1);
    Block good = TestChain.child(TestChain.GENESIS, 1, one);
    var outline =
        new BlockOutline(good.header(), List.of(TestChain.certificate(one, 0, 1)), List.of());

    cluster.step(0, message(1, MessageType.PROPOSAL, outline.toBytes()));

    assertThat(host(0).refusals()).containsExactly(RefusalReason.BAD_CERTIFICATE);
  }

  @Test
  void anAuthorHasItsQuotaAndNoMoreUntilSomethingIsCommitted() {
    for (int seq = 1; seq <= 6; seq++) {
      cluster.step(0, offered(batch(1, seq, 100, seq)));
    }

    assertThat(sent(host(0), MessageType.BATCH_ACK)).hasSize(ALL.quotaBatches());
    assertThat(host(0).refusals())
        .containsExactly(RefusalReason.BATCH_QUOTA, RefusalReason.BATCH_QUOTA);
    cluster.step(0, offered(batch(2, 1, 100, 9)));
    assertThat(sent(host(0), MessageType.BATCH_ACK)).hasSize(ALL.quotaBatches() + 1);
  }

  @Test
  void anHonestAuthorKeepsItsQuotaByItselfAndThePoolAnswersWhenItIsFull() {
    cluster.link = (_, _) -> false;
    var codes = new ArrayList<AnswerCode>();
    for (int k = 0; k < 12; k++) {
      byte[] large = new byte[990];
      large[0] = (byte) k;
      submit(1, large);
    }
    host(1).answers().forEach(answer -> codes.add(answer.code()));

    assertThat(codes).hasSize(12).startsWith(AnswerCode.ACCEPTED).endsWith(AnswerCode.BUSY);
    assertThat(host(1).batches.size()).isLessThanOrEqualTo(ALL.quotaBatches());

    cluster.link = (_, _) -> true;
    cluster.pass(6_000);
    submit(1, transaction(1));
    assertThat(host(1).answers().getLast().code()).isEqualTo(AnswerCode.ACCEPTED);
  }

  @Test
  void ofTwoBatchesOfOneSlotTheFirstIsAcknowledgedAlsoAfterARestart() {
    Batch first = batch(1, 1, 100, 1);
    Batch second = batch(1, 1, 100, 2);
    cluster.step(0, offered(first));
    cluster.start(0);
    cluster.step(0, offered(second));
    cluster.step(0, offered(first));

    assertThat(host(0).refusals()).containsExactly(RefusalReason.BATCH_CONFLICT);
    assertThat(sent(host(0), MessageType.BATCH_ACK))
        .extracting(message -> Hash.of(Arrays.copyOfRange(message.envelope().payload(), 32, 64)))
        .containsExactly(first.digest(), first.digest());
  }

  @Test
  void onlyTheAuthorOffersABatch() {
    Batch foreign = batch(1, 1, 100, 1);

    cluster.step(0, message(2, MessageType.BATCH, foreign.toBytes()));

    assertThat(host(0).refusals()).containsExactly(RefusalReason.NOT_AUTHENTIC);
    assertThat(host(0).batches).isEmpty();
  }

  /** Between acknowledgement and certificate all are stopped: the stores have what is needed. */
  @Test
  void aBatchThatWasAcknowledgedAndNotCertifiedIsTakenUpAgainAfterACrash() {
    cluster.lost = letter -> letter.type() == MessageType.BATCH_ACK;
    submit(2, transaction(1));
    cluster.pass(50);
    assertThat(cluster.hosts).allSatisfy(host -> assertThat(host.batches).hasSize(1));
    assertThat(sent(host(2), MessageType.BATCH_CERTIFICATE)).isEmpty();

    cluster.queue.clear();
    cluster.lost = _ -> false;
    for (int k = 0; k < 4; k++) {
      cluster.start(k);
    }
    cluster.deliver();
    cluster.pass(1_000);

    assertThat(cluster.hosts)
        .allSatisfy(host -> assertThat(committed(host)).containsExactly(transaction(1)));
    submit(2, transaction(2));
    cluster.pass(500);
    assertThat(committed(host(0))).containsExactly(transaction(1), transaction(2));
  }

  @Test
  void theTransactionsOfABatchThatExpiresGoIntoAnother() {
    Set<MessageType> ofBatches =
        Set.of(MessageType.BATCH, MessageType.BATCH_CERTIFICATE, MessageType.BATCH_ACK);
    cluster.lost =
        letter -> (letter.from() == 3 || letter.to() == 3) && ofBatches.contains(letter.type());
    submit(3, transaction(500));
    for (int k = 0; host(3).replica.round() < 140; k++) {
      submit(k % 3, transaction(k));
      cluster.pass(100);
    }
    assertThat(committed(host(0))).doesNotContain(transaction(500));

    cluster.lost = _ -> false;
    cluster.pass(1_000);

    assertThat(committed(host(0))).contains(transaction(500));
  }

  @Test
  void aTransactionInTwoBatchesIsOrderedTwiceAndNoBlockIsInvalidForIt() {
    cluster.link = (_, _) -> false;
    cluster.step(1, new Input.SubmitTransaction(transaction(1)));
    cluster.step(2, new Input.SubmitTransaction(transaction(1)));
    cluster.pass(30);
    cluster.link = (_, _) -> true;
    cluster.pass(2_000);

    assertThat(committed(host(0))).containsExactly(transaction(1), transaction(1));
  }

  @Test
  void bytesThatAreNoBatchMessageAreRefusedAndHarmNothing() {
    byte[] batch = batch(1, 1, 100, 1, 2).toBytes();
    byte[] certificate = TestChain.certificate(batch(1, 1, 100, 1, 2), 0, 1, 2).toBytes();
    for (MessageType type :
        List.of(
            MessageType.BATCH,
            MessageType.BATCH_ACK,
            MessageType.BATCH_CERTIFICATE,
            MessageType.BATCH_REQUEST,
            MessageType.BATCH_REPLY,
            MessageType.TRANSACTIONS)) {
      byte[] good = type == MessageType.BATCH_CERTIFICATE ? certificate : batch;
      for (int cut = 0; cut < good.length; cut += 5) {
        if (cut != 0 || type != MessageType.BATCH_REQUEST) {
          cluster.step(0, message(1, type, Arrays.copyOf(good, cut)));
        }
      }
    }

    assertThat(host(0).refusals()).isNotEmpty().containsOnly(RefusalReason.MALFORMED);
    assertThat(host(0).batches).isEmpty();
    submit(0, transaction(1));
    cluster.pass(500);
    assertThat(committed(host(3))).containsExactly(transaction(1));
  }

  @Test
  void whatNobodyAskedForAndWhatNobodyHasIsPassedOver() {
    Batch batch = batch(1, 1, 100, 1);

    cluster.step(0, message(1, MessageType.BATCH_REPLY, batch.toBytes()));
    cluster.step(0, message(1, MessageType.BATCH_ACK, batch.ack().toBytes()));
    cluster.step(
        0, message(1, MessageType.BATCH_REQUEST, new BatchRequest(batch.digest()).toBytes()));

    assertThat(host(0).refusals()).isEmpty();
    assertThat(sent(host(0), MessageType.BATCH_REPLY)).isEmpty();
    assertThat(cluster.queue).isEmpty();
  }
}
