package io.wattmesh.proto.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.EpochParts;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.merkle.MerkleProof;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From a chain id through two ends of epochs to single accounts, with this module alone. */
class LightClientTest {
  private static final ParticipantId ALICE = new ParticipantId("alice");
  private static final ParticipantId NOBODY = new ParticipantId("nobody");
  private static final AccountRecord RECORD =
      new AccountRecord(7_000_000, 5, 3, 2, List.of(9L, 1L, 2L, 3L, -4L));
  private static final SparseTree STATE =
      SparseTree.EMPTY
          .put(AccountRecord.stateKey(ALICE), RECORD.toBytes())
          .put(AccountRecord.stateKey(new ParticipantId("bob")), new byte[36]);

  private static final ValidatorSet FIRST = EpochParts.set(0, "v0", "v1", "v2", "v3");
  private static final ValidatorSet SECOND = EpochParts.set(1, "v1", "v2", "v3", "v4");
  private static final ValidatorSet THIRD = EpochParts.set(2, "v5", "v6", "v7", "v8");
  private static final ChainIdentity CHAIN = new ChainIdentity(FIRST, Hash.ZERO);
  private static final Hash ID = CHAIN.chainId();

  private static final EpochChange TO_SECOND =
      EpochParts.change(FIRST, ID, 5, STATE.root(), SECOND);
  private static final EpochChange TO_THIRD = EpochParts.change(SECOND, ID, 9, STATE.root(), THIRD);

  private final LightClient client = new LightClient(ID, CHAIN);

  private static CommitProof proof(ValidatorSet set, long height, int voters) {
    long round = 10 * height;
    BlockHeader child =
        EpochParts.header(set.epoch(), round, height + 1, Hash.ZERO, STATE.root(), Hash.ZERO);
    return new CommitProof(child, EpochParts.votes(set, ID, child, round - 1, voters));
  }

  private void advance(EpochChange... changes) {
    client.advance(new EpochChanges(List.of(changes)));
  }

  @Test
  void anAccountIsProvenPresentAndAnotherAbsentAfterTwoEpochs() {
    advance(TO_SECOND, TO_THIRD);
    client.follow(proof(THIRD, 20, 3));

    assertThat(client.validators()).isEqualTo(THIRD);
    assertThat(client.height()).isEqualTo(20);
    assertThat(
            client.account(ALICE, Optional.of(RECORD), STATE.prove(AccountRecord.stateKey(ALICE))))
        .contains(RECORD);
    assertThat(
            client.account(NOBODY, Optional.empty(), STATE.prove(AccountRecord.stateKey(NOBODY))))
        .isEmpty();
  }

  @Test
  @Tag("seed-26")
  void theReceiptOfACallIsProvenByTheOutcomeOfItsBlockAndNoOther() {
    var receipt =
        new CallReceipt(
            Sha256.of(new byte[] {7}), ALICE, "a", "b", 6_000, 4_524, 0, new byte[0], List.of());
    var other =
        new CallReceipt(
            Sha256.of(new byte[] {7}), ALICE, "a", "b", 6_000, 4_523, 0, new byte[0], List.of());
    var outcome = new OutcomeRecord(receipt.transaction(), 0, 0, receipt.hash());
    List<byte[]> outcomes =
        List.of(new OutcomeRecord(Hash.ZERO, 1, 0).toBytes(), outcome.toBytes());
    MerkleProof path = MerkleTree.prove(outcomes, 1);
    BlockHeader child =
        new BlockHeader(
            FIRST.epoch(),
            30,
            4,
            Hash.ZERO,
            0,
            1_004,
            Hash.ZERO,
            Hash.ZERO,
            STATE.root(),
            MerkleTree.root(outcomes),
            Hash.ZERO);
    client.follow(new CommitProof(child, EpochParts.votes(FIRST, ID, child, 29, 3)));

    client.outcome(outcome, Optional.of(receipt), path);

    assertThatThrownBy(() -> client.outcome(outcome, Optional.of(other), path))
        .isInstanceOf(ProofRefusedException.class)
        .hasMessageContaining("receipt");
    assertThatThrownBy(() -> client.outcome(outcome, Optional.empty(), path))
        .isInstanceOf(ProofRefusedException.class);
    var forged = new OutcomeRecord(receipt.transaction(), 0, 0, other.hash());
    assertThatThrownBy(() -> client.outcome(forged, Optional.of(other), path))
        .isInstanceOf(ProofRefusedException.class)
        .hasMessageContaining("outcomes root of height 3");
    client.follow(proof(FIRST, 4, 3));
    assertThatThrownBy(() -> client.outcome(outcome, Optional.of(receipt), path))
        .as("the outcome of an older block")
        .isInstanceOf(ProofRefusedException.class);
  }

  @Test
  void theEndOfAnEpochProvesTheStateAfterItsLastBlock() {
    advance(TO_SECOND);

    assertThat(client.height()).isEqualTo(5);
    assertThat(
            client.account(ALICE, Optional.of(RECORD), STATE.prove(AccountRecord.stateKey(ALICE))))
        .contains(RECORD);
  }

  @Test
  void changesOfEpochsAreReadBackAsTheyWereWritten() {
    var changes = new EpochChanges(List.of(TO_SECOND, TO_THIRD));

    assertThat(CanonicalReader.readAll(changes.toBytes(), EpochChanges::read)).isEqualTo(changes);
  }

  @Test
  void whereChangesClaimToLeadIsToldWithoutReadingThem() {
    byte[] bytes = new EpochChanges(List.of(TO_SECOND, TO_THIRD)).toBytes();

    assertThat(EpochChanges.claimedEpoch(bytes)).isEqualTo(THIRD.epoch());
    assertThat(EpochChanges.claimedEpoch(EpochChanges.NONE.toBytes())).isZero();
  }

  @Test
  void noClaimOfAnEpochOverflowsAndNoneIsReadBeyondTheBytes() {
    byte[] bytes = new EpochChanges(List.of(TO_SECOND)).toBytes();
    byte[] lastEpoch = new CanonicalWriter().i32(1).i64(Long.MAX_VALUE).toByteArray();
    System.arraycopy(lastEpoch, 0, bytes, 0, lastEpoch.length);

    assertThat(EpochChanges.claimedEpoch(bytes)).isEqualTo(Long.MAX_VALUE);
    assertThatThrownBy(() -> EpochChanges.claimedEpoch(lastEpoch))
        .isInstanceOf(MalformedBytesException.class);
  }

  @Test
  void anotherChainIsRefused() {
    assertThatThrownBy(() -> new LightClient(Hash.ZERO, CHAIN))
        .isInstanceOf(ProofRefusedException.class)
        .hasMessageContaining("genesis");
  }

  @Test
  void anEpochCannotBeSkipped() {
    assertThatThrownBy(() -> advance(TO_THIRD))
        .hasMessageContaining("epochs: end of epoch 0: it leads from epoch 1");
    assertThat(client.validators()).isEqualTo(FIRST);
  }

  @Test
  void otherNextValidatorsThanTheLastBlockNamesAreRefused() {
    var forged =
        new EpochChange(
            TO_SECOND.last(),
            TO_SECOND.certificate(),
            TO_SECOND.commit(),
            EpochParts.set(1, "v5", "v6", "v7", "v8"));

    assertThatThrownBy(() -> advance(forged)).hasMessageContaining("names other validators");
  }

  @Test
  void aLastBlockThatIsOnlyCertifiedEndsNoEpoch() {
    BlockHeader last = TO_SECOND.last();
    BlockHeader late =
        EpochParts.header(
            0, last.round() + 2, last.height() + 1, last.id(), STATE.root(), Hash.ZERO);
    var uncommitted =
        new EpochChange(
            last,
            TO_SECOND.certificate(),
            new CommitProof(late, EpochParts.votes(FIRST, ID, late, last.round(), 3)),
            SECOND);

    assertThatThrownBy(() -> advance(uncommitted)).hasMessageContaining("nothing is committed");
  }

  @Test
  void headersInBetweenThatDoNotLinkAreRefused() {
    CommitProof good = TO_SECOND.commit();
    BlockHeader stray = EpochParts.header(0, 51, 6, TO_SECOND.last().id(), Hash.ZERO, Hash.ZERO);
    var broken =
        new EpochChange(
            TO_SECOND.last(),
            TO_SECOND.certificate(),
            new CommitProof(List.of(stray), good.child(), good.certificate()),
            SECOND);

    assertThatThrownBy(() -> advance(broken)).hasMessageContaining("does not lead to the next");
  }

  @Test
  void twoOfFourProveNothing() {
    advance(TO_SECOND);

    assertThatThrownBy(() -> client.follow(proof(SECOND, 20, 2)))
        .hasMessageContaining("commit proof: 2 of 4 is not a quorum");
  }

  @Test
  void theValidatorsOfAnEarlierEpochProveNothing() {
    advance(TO_SECOND);

    assertThatThrownBy(() -> client.follow(proof(FIRST, 20, 3)))
        .hasMessageContaining("of epoch 0, known are the validators of 1");
  }

  @Test
  void anOlderStateDoesNotReplaceANewerOne() {
    client.follow(proof(FIRST, 4, 3));

    assertThatThrownBy(() -> client.follow(proof(FIRST, 3, 3)))
        .hasMessageContaining("height 4 is known already");
  }

  @Test
  void anotherBalanceOrAnAccountHiddenIsRefused() {
    client.follow(proof(FIRST, 4, 3));
    var richer = new AccountRecord(8_000_000, 5, 3, 2, RECORD.callNonces());
    var inState = STATE.prove(AccountRecord.stateKey(ALICE));

    assertThatThrownBy(() -> client.account(ALICE, Optional.of(richer), inState))
        .hasMessageContaining("account: alice");
    assertThatThrownBy(() -> client.account(ALICE, Optional.empty(), inState))
        .hasMessageContaining("absent");
    assertThatThrownBy(
            () -> new LightClient(ID, CHAIN).account(ALICE, Optional.of(RECORD), inState))
        .hasMessageContaining("no commit proof was followed");
  }
}
