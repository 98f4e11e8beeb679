package io.wattmesh.market.message;

import static io.wattmesh.market.MarketFixture.bid;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatsTest {
  private static final SignedEnvelope ONE = bid("alice", 1, 1);
  private static final SignedEnvelope OTHER = bid("bob", 1, 1);

  private final Repeats repeats = new Repeats();

  @Test
  void whatIsNewGoesAtOnceAndOnce() {
    assertThat(repeats.fresh(List.of(ONE))).containsExactly(ONE);
    assertThat(repeats.fresh(List.of(ONE, OTHER))).containsExactly(OTHER);
    assertThat(repeats.fresh(List.of(ONE, OTHER))).isEmpty();
  }

  @Test
  void itGoesAgainAtTheSecondFourthEighthReminder() {
    repeats.fresh(List.of(ONE));
    var turns = new ArrayList<Integer>();
    for (int reminder = 1; reminder <= 20; reminder++) {
      if (!repeats.reminded(List.of(ONE)).isEmpty()) {
        turns.add(reminder);
      }
    }
    assertThat(turns).containsExactly(2, 4, 8, 16);
  }

  @Test
  void whatIsNewAtAReminderGoesWithIt() {
    assertThat(repeats.reminded(List.of(ONE))).containsExactly(ONE);
    assertThat(repeats.reminded(List.of(ONE))).isEmpty();
    assertThat(repeats.reminded(List.of(ONE))).containsExactly(ONE);
  }

  @Test
  void whatWasNotDueForAWhileIsNew() {
    repeats.fresh(List.of(ONE));
    assertThat(repeats.fresh(List.of())).isEmpty();
    assertThat(repeats.fresh(List.of(ONE))).containsExactly(ONE);
  }
}
