package io.wattmesh.consensus.safety;

import static io.wattmesh.consensus.TestChain.GENESIS;
import static io.wattmesh.consensus.TestChain.GENESIS_QC;
import static io.wattmesh.consensus.TestChain.child;
import static io.wattmesh.consensus.TestChain.qc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.model.Hash;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SafetyRowTest {
  @Test
  void everythingInARowSurvivesItsBytes() {
    var rules = new SafetyRules(TestChain.ELECTORATE, TestChain.verifier(), 2, TestChain.signer(2));
    Block b1 = child(GENESIS, 1);
    SafetyRow row = SafetyRow.initial(0, GENESIS.id());
    row = row(rules.propose(row, b1, GENESIS_QC, Optional.empty()));
    row = row(rules.vote(row, b1.header(), GENESIS_QC, Optional.empty()));
    var tc = TestChain.tc(2, Map.of(0, 1L, 1, 0L, 3, 1L), qc(b1, 0));
    row = row(rules.timeout(row, 3, qc(b1, 0), Optional.of(tc)));

    assertThat(SafetyRow.ofBytes(row.toBytes())).isEqualTo(row);
    assertThat(row.lastVote()).isPresent();
    assertThat(row.lastTimeout()).isPresent();
    assertThat(row.highTc()).contains(tc);
  }

  @Test
  void aRowThatWasCutOffIsNoRow() {
    byte[] bytes = SafetyRow.initial(0, GENESIS.id()).toBytes();

    assertThatThrownBy(() -> SafetyRow.ofBytes(Arrays.copyOf(bytes, bytes.length - 1)))
        .isInstanceOf(MalformedBytesException.class);
  }

  @Test
  void aRowThatAllowsAVoteInATimedOutRoundIsImpossible() {
    assertThatThrownBy(
            () ->
                new SafetyRow(
                    0,
                    4,
                    0,
                    5,
                    0,
                    Hash.ZERO,
                    Optional.empty(),
                    Optional.empty(),
                    GENESIS_QC,
                    Optional.empty()))
        .hasMessageContaining("timeout of round 5")
        .hasMessageContaining("last voted round is 4");
  }

  private static SafetyRow row(Decision decision) {
    return ((Decision.Granted) decision).row();
  }
}
