package io.wattmesh.consensus.replica;

import static io.wattmesh.consensus.replica.LocalCluster.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Validators that change while the log goes on, with real keys. */
class EpochTest {
  private static final SigningKey NEW_KEY = DemoKeys.derive(8, "v0");

  private static byte[] transaction(int k) {
    return new byte[] {1, (byte) k};
  }

  private static Validator validator(int number) {
    return validator(number, LocalCluster.key(number), 1);
  }

  private static Validator validator(int number, SigningKey key, long power) {
    return new Validator(new ParticipantId("v" + number), key.verificationKey(), power);
  }

  private static LocalCluster started(int processes) {
    var cluster = new LocalCluster(processes);
    for (int k = 0; k < processes; k++) {
      cluster.start(k);
    }
    cluster.deliver();
    return cluster;
  }

  private static void assertAllHave(LocalCluster cluster, long epoch, byte[]... transactions) {
    for (LocalCluster.Host host : cluster.hosts) {
      assertThat(host.replica.isHalted()).isFalse();
      assertThat(host.replica.epoch()).isEqualTo(epoch);
      assertThat(host.commits.stream().flatMap(commit -> commit.block().transactions().stream()))
          .contains(transactions);
      assertThat(host.commits)
          .extracting(commit -> commit.block().id())
          .isEqualTo(
              cluster.hosts.getFirst().commits.stream()
                  .map(commit -> commit.block().id())
                  .toList());
    }
  }

  @Test
  void validatorsAreAddedRemovedRekeyedAndReweightedAtOnceAndTheLogGoesOn() {
    LocalCluster cluster = new LocalCluster(7);
    cluster.hosts.getFirst().keys.add(HeldKey.of(NEW_KEY));
    for (int k = 0; k < 7; k++) {
      cluster.start(k);
    }
    var next =
        new ValidatorSet(
            1,
            List.of(
                validator(0, NEW_KEY, 1),
                validator(1, LocalCluster.key(1), 2),
                validator(2),
                validator(4),
                validator(5),
                validator(6)));

    cluster.submit(LocalCluster.changeTo(next));
    cluster.pass(1_000);
    cluster.submit(transaction(1));
    cluster.pass(2_000);

    assertAllHave(cluster, 1, transaction(1));
    assertThat(cluster.hosts.get(3).replica.isObserver()).isTrue();
    assertThat(cluster.hosts.get(4).replica.isObserver()).isFalse();
    var context = new SigningContext(TestChain.CONTEXT.chainId(), 1);
    Effect.Commit last = cluster.hosts.get(5).committed().getLast();
    assertThat(last.block().header().epoch()).isEqualTo(1);
    assertThat(last.proof().refusal(next, context)).isEmpty();
    EpochChange change = cluster.hosts.getFirst().epochs.getFirst();
    assertThat(change.refusal(TestChain.VALIDATORS, context.chainId())).isEmpty();
  }

  /** The change is handed in after each single message of a round, while the log is at work. */
  @Test
  void aChangeMayComeInEveryPhaseOfARound() {
    for (int letters = 0; letters < 40; letters++) {
      LocalCluster cluster = started(7);
      cluster.handIn(transaction(1));
      cluster.deliver(letters);
      cluster.handIn(LocalCluster.changeTo(numbers(1, 0, 1, 2, 3, 4, 5, 6)));
      cluster.pass(500);
      cluster.submit(transaction(2));
      cluster.pass(3_000);

      assertAllHave(cluster, 1, transaction(1), transaction(2));
    }
  }

  /** One validator of four is cut off, so that every fourth round ends by timeouts. */
  @Test
  void aChangeMayComeWhileRoundsTimeOut() {
    for (int letters = 0; letters < 40; letters += 3) {
      LocalCluster cluster = started(7);
      cluster.link = (from, to) -> from != 1 && to != 1;
      cluster.submit(transaction(1));
      cluster.pass(90);
      cluster.handIn(LocalCluster.changeTo(numbers(1, 0, 2, 3, 4, 5, 6)));
      cluster.deliver(letters);
      cluster.pass(4_000);
      cluster.link = (_, _) -> true;
      cluster.submit(transaction(2));
      cluster.pass(4_000);

      assertAllHave(cluster, 1, transaction(1), transaction(2));
      assertThat(cluster.hosts.get(1).replica.isObserver()).isTrue();
    }
  }

  @Test
  void aValidatorAwayForTwoEpochsCatchesUpByTheProofsOfTheirEnds() {
    LocalCluster cluster = started(7);
    cluster.link = (from, to) -> from != 3 && to != 3;
    cluster.submit(LocalCluster.changeTo(numbers(1, 0, 1, 2, 3, 4, 5, 6)));
    cluster.pass(2_000);
    cluster.submit(LocalCluster.changeTo(numbers(2, 2, 3, 4, 5)));
    cluster.pass(3_000);
    assertThat(cluster.hosts.get(2).replica.epoch()).isEqualTo(2);
    assertThat(cluster.hosts.get(3).replica.epoch()).isZero();

    cluster.link = (_, _) -> true;
    cluster.submit(transaction(1));
    cluster.pass(5_000);

    assertAllHave(cluster, 2, transaction(1));
    assertThat(cluster.hosts.get(3).epochs).extracting(EpochChange::epoch).contains(0L, 1L);
  }

  /** The one that commits the epoch's last block falls silent with what it alone knows. */
  @Test
  void nodesThatAreStuckAcrossAnEpochChangeGetOn() {
    for (int silent = 0; silent < 4; silent++) {
      LocalCluster cluster = started(5);
      cluster.handIn(LocalCluster.changeTo(numbers(1, 0, 1, 2, 3, 4)));
      int one = silent;
      for (int k = 0; k < 400 && cluster.hosts.get(one).replica.epoch() == 0; k++) {
        cluster.deliver(1);
      }
      cluster.link = (from, to) -> from != one && to != one;
      cluster.pass(3_000);
      cluster.submit(transaction(1));
      cluster.pass(5_000);
      cluster.link = (_, _) -> true;
      cluster.submit(transaction(2));
      cluster.pass(5_000);

      assertAllHave(cluster, 1, transaction(1), transaction(2));
    }
  }

  @Test
  void allThatRestartRightAfterTheChangeAreInTheNewEpoch() {
    LocalCluster cluster = started(5);
    cluster.submit(LocalCluster.changeTo(numbers(1, 1, 2, 3, 4)));
    cluster.pass(1_000);
    for (int k = 0; k < 5; k++) {
      cluster.start(k);
    }
    cluster.deliver();
    cluster.submit(transaction(1));
    cluster.pass(2_000);

    assertAllHave(cluster, 1, transaction(1));
  }

  @Test
  void whoSpeaksInAnEarlierEpochIsShownTheWayAndNothingOfItCounts() {
    LocalCluster cluster = started(4);
    cluster.submit(LocalCluster.changeTo(numbers(1, 0, 1, 2, 3)));
    cluster.pass(1_000);
    LocalCluster.Host host = cluster.hosts.getFirst();
    long round = host.replica.round();
    host.log.clear();
    byte[] content = new VoteContent(round, Hash.ZERO, round - 1).toBytes();
    var vote = TestChain.ELECTORATE.sign(2, MessageType.VOTE, content, TestChain.signer(2));
    var atStart = new SyncInfo(TestChain.GENESIS_QC, Optional.empty(), Optional.empty());

    cluster.step(0, new Input.Received(new ConsensusMessage(vote, atStart).toBytes()));

    assertThat(host.refusals()).containsExactly(RefusalReason.OTHER_EPOCH);
    assertThat(host.log).hasSize(2);
    Effect.Send send = (Effect.Send) host.log.getLast();
    assertThat(send.to()).isEqualTo(new ParticipantId("v2"));
    var answer = ConsensusMessage.ofBytes(send.message()).envelope();
    assertThat(answer.type()).isEqualTo(MessageType.EPOCH_CHANGES);
    EpochChanges shown = CanonicalReader.readAll(answer.payload(), EpochChanges::read);
    assertThat(shown.refusal(TestChain.VALIDATORS, TestChain.CONTEXT.chainId())).isEmpty();
  }

  @Test
  void anEarlierEpochsCertificateIsWorthNothingInTheNext() {
    LocalCluster cluster = started(4);
    cluster.submit(LocalCluster.changeTo(numbers(1, 0, 1, 2, 3)));
    cluster.pass(1_000);
    LocalCluster.Host host = cluster.hosts.getFirst();
    long round = host.replica.round();
    host.log.clear();
    QuorumCertificate old =
        TestChain.qc(TestChain.child(TestChain.GENESIS, round + 5), round + 4, 0, 1, 2);
    var electorate = TestChain.ELECTORATE.of(numbers(1, 0, 1, 2, 3));
    byte[] content = new VoteContent(round + 6, Hash.ZERO, round + 5).toBytes();
    var vote = electorate.sign(2, MessageType.VOTE, content, TestChain.signer(2));
    var beside = new SyncInfo(old, Optional.empty(), Optional.empty());

    cluster.step(0, new Input.Received(new ConsensusMessage(vote, beside).toBytes()));

    assertThat(host.refusals()).containsExactly(RefusalReason.BAD_CERTIFICATE);
    assertThat(host.replica.round()).isEqualTo(round);
  }

  @Test
  void aForgedEndOfAnEpochIsRefused() {
    LocalCluster cluster = started(4);
    cluster.submit(LocalCluster.changeTo(numbers(1, 0, 1, 2, 3)));
    cluster.pass(1_000);
    EpochChange good = cluster.hosts.getFirst().epochs.getFirst();
    LocalCluster other = started(4);
    LocalCluster.Host host = other.hosts.getFirst();
    host.log.clear();
    var forged =
        new EpochChange(good.last(), good.certificate(), good.commit(), numbers(1, 0, 1, 2));
    byte[] payload = new EpochChanges(List.of(forged)).toBytes();
    var envelope =
        TestChain.ELECTORATE.sign(2, MessageType.EPOCH_CHANGES, payload, TestChain.signer(2));
    var atStart = new SyncInfo(TestChain.GENESIS_QC, Optional.empty(), Optional.empty());

    other.step(0, new Input.Received(new ConsensusMessage(envelope, atStart).toBytes()));

    assertThat(host.refusals()).containsExactly(RefusalReason.BAD_CERTIFICATE);
    assertThat(host.replica.epoch()).isZero();
  }
}
