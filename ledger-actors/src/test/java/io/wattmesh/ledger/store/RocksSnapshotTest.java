package io.wattmesh.ledger.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, and what becomes of readers on other threads. */
class RocksSnapshotTest extends SnapshotStoreContract {
  @TempDir private Path folder;

  @Override
  protected LedgerStore open(Path emptyFolder) {
    return RocksLedgerStore.open(emptyFolder);
  }

  @Test
  void a_closed_store_is_not_touched_by_a_reader_that_comes_late() {
    var store = RocksLedgerStore.open(folder);
    store.close();
    assertThatThrownBy(() -> store.snapshot(3)).hasMessageContaining("closed");
    assertThatThrownBy(() -> store.pruneThrough(3)).hasMessageContaining("closed");
  }
}
