package io.wattmesh.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.safety.SafetyRow;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, and what a folder is like. */
class RocksLedgerStoreTest extends LedgerStoreContract {
  @TempDir private Path folder;
  private RocksLedgerStore store;

  @Override
  protected LedgerStore open(Path emptyFolder) {
    return RocksLedgerStore.open(emptyFolder);
  }

  @BeforeEach
  void openOwn() {
    store = RocksLedgerStore.open(folder);
  }

  @AfterEach
  void closeOwn() {
    store.close();
  }

  @Test
  void a_folder_that_is_open_is_not_opened_a_second_time() {
    assertThatThrownBy(() -> RocksLedgerStore.open(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("Is another process using it?");
    store.putSafetyRow(SafetyRow.initial(1, GENESIS.id()));
    assertThat(store.safetyRow()).isPresent();
  }

  @Test
  void whoever_reads_only_sees_what_is_there_while_another_goes_on_writing() {
    LinkedBlock first = child(GENESIS, 0);
    store.putBlock(first);
    commit(store, first);
    try (var reader = RocksLedgerStore.openReadOnly(folder)) {
      LinkedBlock second = child(first.block(), 0);
      store.putBlock(second);
      commit(store, second);
      assertThat(reader.tip().orElseThrow().height()).isOne();
      assertThat(reader.committedAt(1)).contains(first);
      assertThat(reader.committedAt(2)).isEmpty();
      assertThatThrownBy(() -> reader.putSafetyRow(SafetyRow.initial(1, GENESIS.id())))
          .isInstanceOf(IllegalStateException.class);
      assertThat(store.safetyRow()).isEmpty();
      try (var later = RocksLedgerStore.openReadOnly(folder)) {
        assertThat(later.tip().orElseThrow().height()).isEqualTo(2);
      }
    }
    assertThat(store.tip().orElseThrow().height()).isEqualTo(2);
  }

  @Test
  void a_folder_below_folders_that_are_not_there_is_made() {
    Path deep = folder.resolve("a").resolve("b");
    try (var other = RocksLedgerStore.open(deep)) {
      other.putSafetyRow(SafetyRow.initial(1, GENESIS.id()));
      assertThat(other.safetyRow()).isPresent();
    }
  }

  @Test
  void a_store_that_is_closed_can_be_closed_again() {
    store.close();
    store.close();
    assertThat(folder).isDirectory();
    try (var again = RocksLedgerStore.open(folder)) {
      assertThat(again.tip()).isEmpty();
    }
  }
}
