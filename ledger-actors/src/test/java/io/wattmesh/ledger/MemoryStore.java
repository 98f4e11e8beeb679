package io.wattmesh.ledger;

import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.ledger.store.MemoryLedgerStore;
import java.util.Optional;

/** A store that lasts as long as the test, and can be damaged. */
public final class MemoryStore extends MemoryLedgerStore {
  public void loseSafetyRow() {
    row = Optional.empty();
  }

  public void loseEpochs() {
    epochs.clear();
  }

  /** Puts another block in the place of a committed one, as a damaged disk would. */
  public void replaceCommitted(long height, LinkedBlock other) {
    putBlock(other);
    committed.put(height, other.block().id());
  }

  /** Changes a byte of a chunk, as a damaged disk would. */
  public void damageChunk(long height, int index) {
    byte[] chunk = snapshotChunk(height, index).orElseThrow();
    chunk[chunk.length - 1] ^= 1;
  }
}
