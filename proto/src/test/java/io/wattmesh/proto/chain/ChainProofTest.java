package io.wattmesh.proto.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a third party believes of the log: validators, quorum certificates, commit proofs. */
class ChainProofTest {
  private static final SigningContext CONTEXT = new SigningContext(Hash.ZERO, 3);
  private static final List<SigningKey> KEYS =
      IntStream.range(0, 4).mapToObj(k -> DemoKeys.derive(1, "v" + k)).toList();
  private static final ValidatorSet EQUAL = validators(1, 1, 1, 1);

  private static ValidatorSet validators(long... powers) {
    return new ValidatorSet(
        3, IntStream.range(0, 4).mapToObj(k -> validator("v" + k, k, powers[k])).toList());
  }

  private static Validator validator(String name, int key, long power) {
    return new Validator(new ParticipantId(name), KEYS.get(key).verificationKey(), power);
  }

  private static BlockHeader header(long round, long height) {
    return new BlockHeader(
        3, round, height, Hash.ZERO, 0, 5, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO);
  }

  private static QuorumCertificate certificate(VoteContent content, int... voters) {
    var signatures = new TreeMap<Integer, Signature>();
    for (int k : voters) {
      signatures.put(
          k, CONTEXT.sign(MessageType.VOTE, "v" + k, content.toBytes(), KEYS.get(k)).signature());
    }
    return new QuorumCertificate(content, signatures);
  }

  private static CommitProof proof(long round, long parentRound) {
    BlockHeader child = header(round, 8);
    return new CommitProof(
        child, certificate(new VoteContent(round, child.id(), parentRound), 0, 1, 2));
  }

  @Test
  void aQuorumIsMoreThanTwoThirdsOfThePowerNotOfTheHeads() {
    assertThat(EQUAL.isQuorum(Set.of(0, 1, 2))).isTrue();
    assertThat(EQUAL.isQuorum(Set.of(0, 1))).isFalse();
    assertThat(validators(7, 1, 1, 1).isQuorum(Set.of(0))).isTrue();
    assertThat(validators(6, 1, 1, 1).isQuorum(Set.of(0))).isFalse();
    assertThat(validators(7, 1, 1, 1).isQuorum(Set.of(1, 2, 3))).isFalse();
  }

  @Test
  void moreThanAThirdOfThePowerHasAnHonestMember() {
    assertThat(EQUAL.hasHonestMember(Set.of(1))).isFalse();
    assertThat(EQUAL.hasHonestMember(Set.of(1, 2))).isTrue();
    assertThat(validators(1, 1, 1, 3).hasHonestMember(Set.of(0, 1))).isFalse();
  }

  @Test
  void validatorsAreSortedEachOnceWithAKeyOfItsOwn() {
    assertThatThrownBy(
            () -> new ValidatorSet(3, List.of(validator("b", 0, 1), validator("a", 1, 1))))
        .hasMessageContaining("sorted by id");
    assertThatThrownBy(
            () -> new ValidatorSet(3, List.of(validator("a", 0, 1), validator("a", 1, 1))))
        .hasMessageContaining("each once");
    assertThatThrownBy(
            () -> new ValidatorSet(3, List.of(validator("a", 0, 1), validator("b", 0, 1))))
        .hasMessageContaining("another validator's key");
  }

  @Test
  void aValidatorSetSurvivesItsBytesAndItsHashNamesEpochAndPower() {
    var out = new CanonicalWriter();
    EQUAL.write(out);

    ValidatorSet read = CanonicalReader.readAll(out.toByteArray(), ValidatorSet::read);

    assertThat(read).isEqualTo(EQUAL);
    assertThat(read.hash()).isEqualTo(EQUAL.hash());
    assertThat(new ValidatorSet(4, EQUAL.validators()).hash()).isNotEqualTo(EQUAL.hash());
    assertThat(validators(1, 1, 1, 2).hash()).isNotEqualTo(EQUAL.hash());
  }

  @Test
  void aCertificateHoldsInItsOwnChainAndEpochOnly() {
    QuorumCertificate certificate = proof(5, 4).certificate();

    assertThat(certificate.refusal(EQUAL, CONTEXT)).isEmpty();
    assertThat(certificate.refusal(EQUAL, new SigningContext(Hash.ZERO, 4))).isPresent();
    assertThat(certificate.refusal(validators(1, 1, 1, 9), CONTEXT))
        .contains("3 of 4 is not a quorum");
  }

  @Test
  void aSignerTwiceOrOutOfOrderIsRefusedAtReading() {
    QuorumCertificate certificate = proof(5, 4).certificate();
    for (int[] signers : new int[][] {{0, 0, 1}, {1, 0, 2}}) {
      var out = new CanonicalWriter();
      certificate.content().write(out);
      out.i32(3);
      for (int k : signers) {
        out.i32(k).raw(certificate.signatures().get(0).bytes());
      }
      assertThatThrownBy(() -> CanonicalReader.readAll(out.toByteArray(), QuorumCertificate::read))
          .isInstanceOf(MalformedBytesException.class)
          .hasMessageContaining("rising order");
    }
  }

  @Test
  void aCommitProofSurvivesItsBytesAndHolds() {
    CommitProof proof = proof(5, 4);

    CommitProof read = CanonicalReader.readAll(proof.toBytes(), CommitProof::read);

    assertThat(read).isEqualTo(proof);
    assertThat(read.refusal(EQUAL, CONTEXT)).isEmpty();
    assertThat(read.committedHeight()).isEqualTo(7);
    assertThat(read.committedId()).isEqualTo(Hash.ZERO);
  }

  @Test
  void roundsThatDoNotFollowEachOtherProveNoCommit() {
    assertThat(proof(6, 4).refusal(EQUAL, CONTEXT))
        .contains("round 6 does not follow the parent's round 4, so nothing is committed");
  }

  @Test
  void aCertificateOnAnotherBlockProvesNothing() {
    var swapped = new CommitProof(header(5, 9), proof(5, 4).certificate());

    assertThat(swapped.refusal(EQUAL, CONTEXT))
        .hasValueSatisfying(reason -> assertThat(reason).contains("the certificate is on block"));
  }

  @Test
  void aProofWithoutAQuorumIsRefused() {
    BlockHeader child = header(5, 8);
    var weak = new CommitProof(child, certificate(new VoteContent(5, child.id(), 4), 0, 3));

    assertThat(weak.refusal(EQUAL, CONTEXT)).contains("2 of 4 is not a quorum");
  }
}
