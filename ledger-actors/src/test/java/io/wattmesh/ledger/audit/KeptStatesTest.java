package io.wattmesh.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.RandomCalls;
import io.wattmesh.ledger.explore.AccountHistory;
import io.wattmesh.ledger.explore.KeptStates;
import io.wattmesh.ledger.explore.LedgerReplay;
import io.wattmesh.ledger.explore.ProofMaker;
import io.wattmesh.ledger.explore.ReplayStart;
import io.wattmesh.ledger.market.StepWatch;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay that begins with a kept state shows what one from genesis does, or nothing. */
class KeptStatesTest {
  private static final ParticipantId ACCOUNT = new ParticipantId("gen-3");
  private static final int FLIPS = 200;
  private static LedgerFixture fixture;
  private static long tip;
  @TempDir private static Path folder;

  @BeforeAll
  static void makeChain() throws IOException {
    fixture = LedgerFixture.of(new GenesisDraft());
    var calls = new RandomCalls(fixture, RandomGeneratorFactory.of("L64X128MixRandom").create(5));
    List<byte[]> early = Stream.generate(calls::next).limit(10).toList();
    List<byte[]> late = Stream.generate(calls::next).limit(40).toList();
    SettledChain.exportOfBatches(fixture, folder, early, late, late);
    tip = LedgerExport.open(folder).proof().committedHeight();
  }

  private static LedgerExport export() {
    return LedgerExport.open(folder);
  }

  private static Map<Long, Hash> roots(ReplayStart start) throws IOException {
    var roots = new HashMap<Long, Hash>();
    LedgerReplay.End end =
        LedgerReplay.run(
            export(),
            fixture.genesis(),
            start,
            LedgerReplay.EVERYTHING,
            StepWatch.NONE,
            replayed ->
                roots.put(replayed.block().header().height(), replayed.executed().stateRoot()));
    assertThat(end.tip().height()).isEqualTo(tip);
    roots.put(tip + 1, end.layer().root());
    return roots;
  }

  private static KeptStates kept(Path history, long every, long window) throws IOException {
    KeptStates states = KeptStates.in(history);
    LedgerReplay.run(
        export(),
        fixture.genesis(),
        LedgerReplay.EVERYTHING,
        StepWatch.NONE,
        states.keeper(every, window, tip));
    return states;
  }

  private static AccountHistory.Statement statement(ReplayStart start, long from)
      throws IOException {
    var history = new AccountHistory(fixture.genesis(), start, ACCOUNT, from);
    LedgerReplay.run(
        export(),
        fixture.genesis(),
        start,
        LedgerReplay.EVERYTHING,
        history.watch(),
        history::follow);
    return history.statement();
  }

  private static ReplayStart genesis() {
    return ReplayStart.genesis(fixture.genesis());
  }

  @Test
  void from_every_kept_state_on_all_is_as_from_genesis(@TempDir Path history) throws IOException {
    Map<Long, Hash> all = roots(genesis());
    KeptStates states = kept(history, 1, tip);
    assertThat(states.heights()).hasSize((int) tip).startsWith(1L);
    for (long height : states.heights()) {
      Map<Long, Hash> later = roots(states.read(height));
      assertThat(later).hasSize((int) (tip - height + 1));
      assertThat(all).containsAllEntriesOf(later);
      assertThat(statement(states.read(height), height)).isEqualTo(statement(genesis(), height));
      if (height < tip) {
        assertThat(
                new ProofMaker(export(), fixture.genesis(), at -> states.read(height))
                    .account(ACCOUNT, tip)
                    .toBytes())
            .isEqualTo(new ProofMaker(export(), fixture.genesis()).account(ACCOUNT, tip).toBytes());
      }
    }
  }

  @Test
  void only_states_of_the_window_are_kept_and_older_ones_go(@TempDir Path history)
      throws IOException {
    assertThat(kept(history, 2, tip).heights()).allMatch(height -> height % 2 == 0).contains(2L);
    assertThat(kept(history, 1, 3).heights()).containsExactly(tip - 2, tip - 1, tip);
    assertThat(kept(history, 1, 0).heights()).isEmpty();
    assertThat(history).isEmptyDirectory();
  }

  @Test
  void whatever_byte_of_a_kept_state_is_flipped_nothing_else_is_ever_shown(@TempDir Path history)
      throws IOException {
    KeptStates states = kept(history, 1, 2);
    long height = tip - 1;
    Path file;
    try (Stream<Path> files = Files.list(history)) {
      file = files.sorted().findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    for (int k = 0; k < FLIPS; k++) {
      byte[] bad = bytes.clone();
      bad[(int) ((long) k * bytes.length / FLIPS)] ^= (byte) (1 << k % 8);
      Files.write(file, bad);
      assertThatThrownBy(() -> roots(states.read(height)))
          .as("flip %d", k)
          .isInstanceOf(AuditFailedException.class)
          .hasMessageContaining("wattmesh ledger history --anew");
    }
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> states.read(height)).isInstanceOf(AuditFailedException.class);
    states.clear();
    assertThat(history).isEmptyDirectory();
  }

  @Test
  void the_state_of_another_height_is_refused(@TempDir Path history) throws IOException {
    KeptStates states = kept(history, 1, tip);
    ReplayStart other = new ReplayStart(tip, states.read(2).layer());
    assertThat(new LedgerState(other.layer()).unsettled()).isNotEmpty();
    assertThatThrownBy(() -> roots(other))
        .isInstanceOf(AuditFailedException.class)
        .hasMessageContaining("the replay begins with another state");
    assertThat(new ArrayList<>(roots(states.read(2)).keySet())).hasSize((int) tip - 1);
  }
}
