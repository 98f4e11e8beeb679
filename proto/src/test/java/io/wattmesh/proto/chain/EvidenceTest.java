package io.wattmesh.proto.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvidenceTest {
  private static final ValidatorSet SET = EpochParts.set(4, "v0", "v1", "v2", "v3");

  private static SignedEnvelope sign(long epoch, MessageType type, String name, byte[] payload) {
    return new SigningContext(Hash.ZERO, epoch).sign(type, name, payload, EpochParts.key(name));
  }

  private static SignedEnvelope vote(String name, long round, int block) {
    Hash id = Sha256.of(new byte[] {(byte) block});
    return sign(4, MessageType.VOTE, name, new VoteContent(round, id, round - 1).toBytes());
  }

  private static SignedEnvelope proposal(long round, int transactions) {
    var out = new CanonicalWriter();
    EpochParts.header(4, round, 9, Hash.ZERO, Hash.ZERO, Hash.ZERO).write(out);
    return sign(4, MessageType.PROPOSAL, "v1", out.i32(transactions).toByteArray());
  }

  private static Optional<String> refusal(SignedEnvelope first, SignedEnvelope second) {
    return new Evidence(first, second).refusal(SET, Hash.ZERO);
  }

  @Test
  void twoVotesOrTwoProposalsOfOneRoundConvict() {
    var votes = new Evidence(vote("v1", 7, 1), vote("v1", 7, 2));

    assertThat(votes.refusal(SET, Hash.ZERO)).isEmpty();
    assertThat(votes.accused(SET)).contains(SET.get(1));
    assertThat(Evidence.ofBytes(votes.toBytes())).isEqualTo(votes);
    assertThat(refusal(proposal(7, 0), proposal(7, 1))).isEmpty();
  }

  @Test
  void theSameMessageTwiceConvictsNobody() {
    assertThat(refusal(vote("v1", 7, 1), vote("v1", 7, 1)))
        .hasValue("the two messages say the same");
  }

  @Test
  void twoTimeoutsOfOneRoundConvictNobody() {
    byte[] low = new CanonicalWriter().i64(7).i64(3).toByteArray();
    byte[] high = new CanonicalWriter().i64(7).i64(4).toByteArray();

    assertThat(
            refusal(
                sign(4, MessageType.TIMEOUT, "v1", low), sign(4, MessageType.TIMEOUT, "v1", high)))
        .hasValueSatisfying(why -> assertThat(why).contains("TIMEOUT convict nobody"));
  }

  @Test
  void otherRoundsSignersTypesAndEpochsConvictNobody() {
    SignedEnvelope vote = vote("v1", 7, 1);
    assertThat(refusal(vote, vote("v1", 8, 2))).isPresent();
    assertThat(refusal(vote, vote("v2", 7, 2))).isPresent();
    assertThat(refusal(vote, proposal(7, 0))).isPresent();
    assertThat(refusal(vote("v9", 7, 1), vote("v9", 7, 2))).isPresent();
    assertThat(refusal(vote, sign(3, MessageType.VOTE, "v1", vote("v1", 7, 2).payload())))
        .isPresent();
  }

  @Test
  void aSignatureThatDoesNotHoldConvictsNobody() {
    SignedEnvelope other = vote("v1", 7, 2);
    var forged =
        new SignedEnvelope(
            other.context(), other.type(), "v1", other.payload(), vote("v1", 7, 3).signature());

    assertThat(refusal(vote("v1", 7, 1), forged)).isPresent();
  }

  @Test
  void everyCutIsMalformed() {
    byte[] good = new Evidence(vote("v1", 7, 1), vote("v1", 7, 2)).toBytes();

    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> Evidence.ofBytes(cut)).isInstanceOf(MalformedBytesException.class);
    }
  }
}
