package io.wattmesh.ledger.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.consensus.snapshot.SnapshotOptions;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.MemoryStore;
import io.wattmesh.ledger.ValidatorNet;
import io.wattmesh.ledger.Validators;
import io.wattmesh.ledger.replication.RecoveredLedger.Start;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.RocksLedgerStore;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.MarketSchedule;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotRestartTest {
  /** Small chunks, so that the state of three buses has several. */
  private static final SnapshotOptions ARCHIVE = new SnapshotOptions(3, 200, 5, 10_000_000, true);

  private static final SnapshotOptions PRUNING = new SnapshotOptions(3, 200, 5, 10_000_000, false);

  private final LedgerFixture fixture = LedgerFixture.uncongested();

  @TempDir private Path folder;

  /** Books, one a block, and an interval that becomes void and is settled. */
  private void run(ValidatorNet net, long interval) {
    MarketSchedule schedule = fixture.genesis().parameters().schedule();
    net.setClock(schedule.gateClosureMillis(interval));
    for (byte[] book : fixture.books(interval)) {
      net.submit(book);
    }
    net.setClock(schedule.clearingDeadlineMillis(interval) + 1);
    net.setClock(schedule.readingDeadlineMillis(interval) + 1);
  }

  private static SortedMap<String, String> bytes(StateLayer layer) {
    var bytes = new TreeMap<String, String>();
    layer.forEachCommitted(
        (key, value) ->
            bytes.put(HexFormat.of().formatHex(key.bytes()), HexFormat.of().formatHex(value)));
    return bytes;
  }

  @Test
  void a_start_from_a_snapshot_and_its_tail_equals_a_replay_of_everything() {
    List<MemoryStore> stores = Stream.generate(MemoryStore::new).limit(4).toList();
    var net = new ValidatorNet(fixture, stores, ARCHIVE);
    for (long interval = 0; interval < 3; interval++) {
      run(net, interval);
      MemoryStore store = stores.getFirst();
      RecoveredLedger all = RecoveredLedger.read(store, fixture.genesis(), Start.GENESIS);
      RecoveredLedger tail = RecoveredLedger.read(store, fixture.genesis(), Start.SNAPSHOT);

      long snapshot = store.snapshotHeights().getLast();
      assertThat(all.replayed().getFirst().header().height()).isEqualTo(1);
      assertThat(tail.replayed())
          .isEqualTo(all.replayed().stream().filter(b -> b.header().height() > snapshot).toList());
      assertThat(tail.recovered().tip()).isEqualTo(all.recovered().tip());
      assertThat(tail.application().committedLayer().root())
          .isEqualTo(net.host(0).application.committedLayer().root());
      assertThat(bytes(tail.application().committedLayer()))
          .isEqualTo(bytes(all.application().committedLayer()))
          .isNotEmpty();
      assertThat(store.snapshot(snapshot).orElseThrow().cut().chunks()).isGreaterThan(2);
    }
  }

  @Test
  void all_validators_cut_the_same_snapshots() {
    List<MemoryStore> stores = Stream.generate(MemoryStore::new).limit(4).toList();
    run(new ValidatorNet(fixture, stores, ARCHIVE), 0);
    List<Long> heights = stores.getFirst().snapshotHeights();
    assertThat(heights).isNotEmpty().allMatch(height -> height % 3 == 0);
    for (MemoryStore store : stores) {
      assertThat(store.snapshotHeights()).isEqualTo(heights);
      for (long height : heights) {
        assertThat(store.snapshot(height).orElseThrow().stateRoot())
            .isEqualTo(stores.getFirst().snapshot(height).orElseThrow().stateRoot());
      }
    }
  }

  @Test
  void
      a_validator_that_was_away_starts_from_the_others_snapshot_and_they_prune_below_their_last_two() {
    List<LedgerStore> stores =
        IntStream.range(0, 4)
            .<LedgerStore>mapToObj(k -> RocksLedgerStore.open(folder.resolve("validator-" + k)))
            .toList();
    try {
      var net = new ValidatorNet(fixture, stores, PRUNING);
      net.cut(3);
      run(net, 0);
      run(net, 1);
      run(net, 2);
      net.join(3);
      run(net, 3);
      net.pass();

      assertThat(net.host(3).height()).isEqualTo(net.host(0).height());
      assertThat(bytes(net.host(3).application.committedLayer()))
          .isEqualTo(bytes(net.host(0).application.committedLayer()));
      assertThat(stores.get(3).committedAt(1)).isEmpty();
      List<Long> heights = stores.getFirst().snapshotHeights();
      assertThat(heights).hasSize(2);
      assertThat(stores.getFirst().committedAt(heights.getFirst())).isEmpty();
      assertThat(stores.getFirst().committedAt(heights.getFirst() + 1)).isPresent();

      var again = new ValidatorNet(fixture, stores, PRUNING);
      assertThat(again.host(3).height()).isEqualTo(net.host(3).height());
      run(again, 4);
      for (int k = 1; k < 4; k++) {
        assertThat(bytes(again.host(k).application.committedLayer()))
            .isEqualTo(bytes(again.host(0).application.committedLayer()));
      }
    } finally {
      stores.forEach(LedgerStore::close);
    }
  }

  @Test
  void a_validator_that_was_away_for_two_epochs_starts_from_a_snapshot_of_the_last_and_again() {
    List<LedgerStore> stores =
        IntStream.range(0, 4)
            .<LedgerStore>mapToObj(k -> RocksLedgerStore.open(folder.resolve("validator-" + k)))
            .toList();
    try {
      var net = new ValidatorNet(fixture, stores, PRUNING);
      ValidatorSet first = fixture.genesis().validators();
      var three = new ValidatorSet(first.epoch() + 1, first.validators().subList(0, 3));
      var all = new ValidatorSet(first.epoch() + 2, first.validators());
      net.cut(3);
      net.submit(Validators.change(fixture.genesis().chainId(), first, three, 3));
      run(net, 0);
      net.submit(Validators.change(fixture.genesis().chainId(), three, all, 3));
      run(net, 1);
      run(net, 2);
      for (LedgerStore store : stores.subList(0, 3)) {
        assertThat(store.committedAt(1)).isEmpty();
      }
      net.join(3);
      run(net, 3);
      net.pass();

      assertThat(net.host(3).height()).isEqualTo(net.host(0).height());
      assertThat(stores.get(3).safetyRow().orElseThrow().epoch()).isEqualTo(all.epoch());
      assertThat(stores.get(3).committedAt(1)).isEmpty();

      var again = new ValidatorNet(fixture, stores, PRUNING);
      assertThat(again.host(3).height()).isEqualTo(net.host(3).height());
      run(again, 4);
      assertThat(bytes(again.host(3).application.committedLayer()))
          .isEqualTo(bytes(again.host(0).application.committedLayer()));
    } finally {
      stores.forEach(LedgerStore::close);
    }
  }

  @Test
  void a_snapshot_of_a_later_epoch_is_judged_by_the_validators_of_that_epoch() {
    List<MemoryStore> stores = Stream.generate(MemoryStore::new).limit(4).toList();
    var net = new ValidatorNet(fixture, stores, ARCHIVE);
    ValidatorSet first = fixture.genesis().validators();
    var three = new ValidatorSet(first.epoch() + 1, first.validators().subList(0, 3));
    net.submit(Validators.change(fixture.genesis().chainId(), first, three, 3));
    run(net, 0);
    MemoryStore store = stores.getFirst();
    RecoveredLedger all = RecoveredLedger.read(store, fixture.genesis(), Start.GENESIS);
    RecoveredLedger tail = RecoveredLedger.read(store, fixture.genesis(), Start.SNAPSHOT);

    SnapshotManifest snapshot = store.snapshot(store.snapshotHeights().getLast()).orElseThrow();
    assertThat(snapshot.header().epoch()).isEqualTo(three.epoch());
    assertThat(snapshot.newest()).allMatch(header -> header.epoch() == three.epoch());
    assertThat(tail.recovered().tip()).isEqualTo(all.recovered().tip());
    assertThat(tail.recovered().epochs()).isEqualTo(store.epochs());

    store.loseEpochs();
    assertThatThrownBy(() -> RecoveredLedger.read(store, fixture.genesis(), Start.SNAPSHOT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not hold");
  }

  @Test
  void a_damaged_snapshot_stops_the_start() {
    List<MemoryStore> stores = Stream.generate(MemoryStore::new).limit(4).toList();
    run(new ValidatorNet(fixture, stores, ARCHIVE), 0);
    MemoryStore store = stores.get(2);
    store.damageChunk(store.snapshotHeights().getLast(), 1);
    assertThatThrownBy(() -> RecoveredLedger.read(store, fixture.genesis(), Start.SNAPSHOT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("chunk 1");
    assertThat(RecoveredLedger.read(store, fixture.genesis(), Start.GENESIS).replayed())
        .isNotEmpty();
  }
}
