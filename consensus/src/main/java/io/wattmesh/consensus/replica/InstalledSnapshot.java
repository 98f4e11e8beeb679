package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.snapshot.SnapshotManifest;

/**
 * A snapshot that became this replica's state.
 *
 * @param block the snapshot's block, the last committed one from now on
 */
record InstalledSnapshot(SnapshotManifest manifest, ExecutedHeader block) {
  long epoch() {
    return block.header().epoch();
  }
}
