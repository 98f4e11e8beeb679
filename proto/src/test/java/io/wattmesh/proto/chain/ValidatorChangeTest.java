package io.wattmesh.proto.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ValidatorChangeTest {
  private static final ValidatorSet PRESENT = EpochParts.set(4, "v0", "v1", "v2", "v3");
  private static final ValidatorSet NEXT =
      new ValidatorSet(
          5,
          List.of(
              validator("v0", EpochParts.key("v0"), 3),
              validator("v1", EpochParts.key("another"), 1),
              validator("v9", EpochParts.key("v9"), 1)));

  private static Validator validator(String name, SigningKey key, long power) {
    return new Validator(new ParticipantId(name), key.verificationKey(), power);
  }

  private static Signature sign(
      long epoch, MessageType type, String name, SigningKey key, ValidatorSet next) {
    return new SigningContext(Hash.ZERO, epoch).sign(type, name, next.toBytes(), key).signature();
  }

  private static SortedMap<Integer, Signature> approvals(ValidatorSet next, int... approvers) {
    var approvals = new TreeMap<Integer, Signature>();
    for (int k : approvers) {
      String name = "v" + k;
      approvals.put(k, sign(4, MessageType.VALIDATOR_APPROVAL, name, EpochParts.key(name), next));
    }
    return approvals;
  }

  private static SortedMap<Integer, Signature> possessions() {
    var possessions = new TreeMap<Integer, Signature>();
    possessions.put(1, sign(5, MessageType.KEY_POSSESSION, "v1", EpochParts.key("another"), NEXT));
    possessions.put(2, sign(5, MessageType.KEY_POSSESSION, "v9", EpochParts.key("v9"), NEXT));
    return possessions;
  }

  private static String refusal(ValidatorChange change) {
    return change.refusal(PRESENT, Hash.ZERO).orElseThrow();
  }

  @Test
  void threeOfFourApproveOtherPowersKeysAndMembers() {
    var change = new ValidatorChange(NEXT, approvals(NEXT, 0, 2, 3), possessions());

    assertThat(change.refusal(PRESENT, Hash.ZERO)).isEmpty();
    assertThat(ValidatorChange.ofBytes(change.toBytes())).isEqualTo(change);
  }

  @Test
  void everyCutIsMalformed() {
    byte[] good = new ValidatorChange(NEXT, approvals(NEXT, 0, 2, 3), possessions()).toBytes();

    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> ValidatorChange.ofBytes(cut))
          .isInstanceOf(MalformedBytesException.class);
    }
    assertThatThrownBy(() -> ValidatorChange.ofBytes(Arrays.copyOf(good, good.length + 1)))
        .isInstanceOf(MalformedBytesException.class);
  }

  @Test
  void twoThirdsOfThePowerAreNotEnough() {
    assertThat(refusal(new ValidatorChange(NEXT, approvals(NEXT, 0, 2), possessions())))
        .contains("not more than two thirds");
  }

  @Test
  void anApprovalOfOtherValidatorsOrByAnotherKeyDoesNotCount() {
    var other = EpochParts.set(5, "v0", "v1");
    assertThat(refusal(new ValidatorChange(NEXT, approvals(other, 0, 2, 3), possessions())))
        .contains("approval of v0");
    var foreign = new TreeMap<>(approvals(NEXT, 0, 2));
    foreign.put(3, foreign.get(2));
    assertThat(refusal(new ValidatorChange(NEXT, foreign, possessions())))
        .contains("approval of v3");
    foreign.put(4, foreign.get(2));
    assertThat(refusal(new ValidatorChange(NEXT, foreign, possessions())))
        .contains("approver 4 is not among 4");
  }

  @Test
  void aNewKeyMustBeProvenAndAnOldOneNeedNot() {
    SortedMap<Integer, Signature> approvals = approvals(NEXT, 0, 2, 3);
    var none = new TreeMap<Integer, Signature>();
    assertThat(refusal(new ValidatorChange(NEXT, approvals, none)))
        .contains("v1 has a new key without");
    var wrong = new TreeMap<>(possessions());
    wrong.put(1, wrong.get(2));
    assertThat(refusal(new ValidatorChange(NEXT, approvals, wrong)))
        .contains("proof of v1's new key");
    var tooMany = new TreeMap<>(possessions());
    tooMany.put(0, tooMany.get(2));
    assertThat(refusal(new ValidatorChange(NEXT, approvals, tooMany))).contains("keeps its key");
    var beyond = new TreeMap<>(possessions());
    beyond.put(3, beyond.get(2));
    assertThat(refusal(new ValidatorChange(NEXT, approvals, beyond)))
        .contains("possession 3 is of no next validator");
  }

  @Test
  void onlyTheVeryNextEpochCanBeChanged() {
    var later = EpochParts.set(6, "v0", "v1", "v2");

    assertThat(refusal(new ValidatorChange(later, approvals(later, 0, 1, 2), new TreeMap<>())))
        .contains("of epoch 6, the present ones of 4");
  }

  @Test
  void powersWhoseSumsCouldLeaveTheirRangeAreRefused() {
    var heavy =
        new ValidatorSet(5, List.of(validator("v0", EpochParts.key("v0"), Long.MAX_VALUE / 2)));

    assertThatThrownBy(() -> new ValidatorChange(heavy, new TreeMap<>(), new TreeMap<>()))
        .hasMessageContaining("scale them down");
  }
}
