package io.wattmesh.proto.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.governance.RuleChange.PutIdentity;
import io.wattmesh.proto.governance.RuleChange.RevokeIdentity;
import io.wattmesh.proto.governance.RuleChange.SetContract;
import io.wattmesh.proto.governance.RuleChange.SetGovernors;
import io.wattmesh.proto.governance.RuleChange.SetMeters;
import io.wattmesh.proto.governance.RuleChange.SetParameter;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RuleProposalTest {
  private static final ParticipantId ID = new ParticipantId("house-1");
  private static final VerificationKey KEY = DemoKeys.derive(1, "house-1").verificationKey();
  private static final ValidatorSet GOVERNORS =
      new ValidatorSet(0, List.of(new Validator(ID, KEY, 3)));

  private static List<RuleChange> oneOfEach() {
    return List.of(
        new SetParameter(RuleParameter.PRICE_CAP, -7),
        new PutIdentity(ID, 4, KEY, 9, -5, 6, 2, RuleChange.FOREVER),
        new RevokeIdentity(ID),
        new SetMeters(ID, List.of(new ParticipantId("meter-a"), new ParticipantId("meter-b"))),
        new SetContract("energy-trade", 2),
        new SetGovernors(Optional.of(GOVERNORS)),
        new SetGovernors(Optional.empty()));
  }

  private static RuleProposal proposal() {
    return new RuleProposal(3, 1_800_000_000_000L, Hash.ZERO, oneOfEach());
  }

  @Test
  void a_proposal_with_a_change_of_every_kind_is_its_bytes() {
    byte[] bytes = proposal().toBytes();
    assertThat(RuleProposal.ofBytes(bytes)).isEqualTo(proposal());
    assertThat(RuleProposal.ofBytes(bytes).toBytes()).isEqualTo(bytes);
    for (RuleParameter parameter : RuleParameter.values()) {
      assertThat(RuleParameter.ofCode(parameter.code())).isEqualTo(parameter);
    }
  }

  @Test
  void the_id_names_the_proposer_and_all_that_is_proposed() {
    Hash id = proposal().idBy(ID);
    assertThat(proposal().idBy(new ParticipantId("house-2"))).isNotEqualTo(id);
    assertThat(new RuleProposal(4, 1_800_000_000_000L, Hash.ZERO, oneOfEach()).idBy(ID))
        .isNotEqualTo(id);
    assertThat(new RuleProposal(3, 0, Hash.ZERO, oneOfEach()).idBy(ID)).isNotEqualTo(id);
  }

  @Test
  void whatever_was_cut_off_added_or_changed_is_another_proposal_or_none() {
    byte[] good = proposal().toBytes();
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> RuleProposal.ofBytes(cut))
          .isInstanceOf(MalformedBytesException.class);
    }
    assertThatThrownBy(() -> RuleProposal.ofBytes(Arrays.copyOf(good, good.length + 1)))
        .isInstanceOf(MalformedBytesException.class);
    var random = new Random(7);
    for (int k = 0; k < 20_000; k++) {
      byte[] changed = good.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        assertThat(RuleProposal.ofBytes(changed).toBytes()).isEqualTo(changed);
      } catch (MalformedBytesException e) {
        assertThat(e).hasMessageMatching("(?s).+");
      }
    }
  }

  @Test
  void a_proposal_is_not_empty_and_has_no_more_changes_than_may_be() {
    assertThatThrownBy(() -> new RuleProposal(1, 0, Hash.ZERO, List.of()))
        .hasMessageContaining("1 to 256");
    var many = new ArrayList<RuleChange>(Collections.nCopies(257, new RevokeIdentity(ID)));
    assertThatThrownBy(() -> new RuleProposal(1, 0, Hash.ZERO, many)).hasMessageContaining("257");
  }

  @Test
  void windows_limits_meters_and_versions_keep_their_rules() {
    assertThatThrownBy(() -> new PutIdentity(ID, 4, KEY, 9, 1, 0, 0, 1))
        .hasMessageContaining("limits 1 to 0 W");
    assertThatThrownBy(() -> new PutIdentity(ID, 4, KEY, 9, 0, 0, 3, 2))
        .hasMessageContaining("intervals 3 to 2");
    assertThatThrownBy(() -> new PutIdentity(ID, 4, KEY, 9, 0, 0, -1, 2))
        .hasMessageContaining("count from 0");
    assertThatThrownBy(() -> new SetMeters(ID, List.of(ID, ID))).hasMessageContaining("rising");
    List<ParticipantId> many =
        IntStream.range(10, 27).mapToObj(k -> new ParticipantId("meter-" + k)).toList();
    assertThatThrownBy(() -> new SetMeters(ID, many)).hasMessageContaining("at most 16 meters");
    assertThatThrownBy(() -> new SetContract("energy-trade", -1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> new SetContract("No Contract", 1)).hasMessageContaining("name");
  }

  @Test
  void a_vote_is_its_bytes() {
    for (boolean cancels : new boolean[] {true, false}) {
      var vote = new RuleVote(proposal().idBy(ID), cancels);
      assertThat(RuleVote.ofBytes(vote.toBytes())).isEqualTo(vote);
      for (int length = 0; length < vote.toBytes().length; length++) {
        byte[] cut = Arrays.copyOf(vote.toBytes(), length);
        assertThatThrownBy(() -> RuleVote.ofBytes(cut)).isInstanceOf(MalformedBytesException.class);
      }
    }
  }
}
