package io.wattmesh.proto.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.EpochParts;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.proof.OutcomeRecord;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplyCodecTest {
  private static final ValidatorSet SET = EpochParts.set(0, "v0", "v1", "v2", "v3");
  private static final EpochChange CHANGE =
      EpochParts.change(SET, Hash.ZERO, 5, Hash.ZERO, EpochParts.set(1, "v1", "v2", "v3"));
  private static final ReplyParts PARTS = new ReplyParts(Hash.ZERO);

  private static List<Reply> replies() {
    return List.of(
        PARTS.signed(SET, "v1", Statement.uncommitted(Hash.ZERO, ReplyKind.BUSY)),
        PARTS.signed(SET, "v1", Statement.committed(3, new OutcomeRecord(Hash.ZERO, 25, 1))),
        PARTS.signed(
            SET,
            "v2",
            Statement.committed(3, new OutcomeRecord(Hash.ZERO, 0, 0, CHANGE.last().id()))),
        PARTS.proven(SET, 3, 2, 0, List.of(Hash.ZERO, Hash.ZERO, Hash.ZERO)).get(1),
        new Reply.Epochs(new EpochChanges(List.of(CHANGE))));
  }

  @Test
  void repliesAreReadBackAsTheyWereWrittenAndCutsAndLeftOversRefused() {
    for (Reply reply : replies()) {
      byte[] bytes = reply.toBytes();
      assertThat(Reply.ofBytes(bytes).toBytes()).isEqualTo(bytes);
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> Reply.ofBytes(cut)).isInstanceOf(MalformedBytesException.class);
      }
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> Reply.ofBytes(longer)).isInstanceOf(MalformedBytesException.class);
    }
  }

  @Test
  void limitsAreKeptBeforeMemoryIsTaken() {
    assertThatThrownBy(() -> Reply.ofBytes(new byte[Reply.MAX_BYTES + 1]))
        .hasMessageContaining("at most");
    assertThatThrownBy(() -> Reply.ofBytes(new byte[] {9})).hasMessageContaining("Form 9");
    assertThatThrownBy(
            () ->
                new Reply.Epochs(
                    new EpochChanges(Collections.nCopies(Reply.MAX_CHANGES + 1, CHANGE))))
        .hasMessageContaining("17");
    assertThatThrownBy(
            () -> PARTS.proven(SET, 3, BlockProof.MAX_HEADERS + 1, 0, List.of(Hash.ZERO)))
        .hasMessageContaining("65");
  }

  @Test
  void committedStatementsAloneHaveHeightAndOutcome() {
    var outcome = Optional.of(new OutcomeRecord(Hash.ZERO, 0, 0));
    assertThatThrownBy(() -> new Statement(Hash.ZERO, ReplyKind.COMMITTED, 1, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Statement(Hash.ZERO, ReplyKind.COMMITTED, 0, outcome))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Statement(Hash.ZERO, ReplyKind.STALE, 0, outcome))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Statement(Hash.ZERO, ReplyKind.STALE, 1, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
