package io.wattmesh.ledger.replication;

import io.wattmesh.consensus.message.SnapshotRequest;
import io.wattmesh.consensus.replica.Effect.SnapshotWork;
import io.wattmesh.consensus.replica.Input;
import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.consensus.snapshot.SnapshotOptions;
import io.wattmesh.ledger.store.SnapshotStore;
import io.wattmesh.proto.merkle.TreeCut;
import java.util.List;
import java.util.Optional;

/**
 * What a validator does about snapshots in its store. Making and reading may be called beside the
 * validator's other work, on any threads; the rest belongs to its own.
 */
public final class SnapshotKeeper {
  private final SnapshotStore store;
  private final SnapshotOptions options;

  public SnapshotKeeper(SnapshotStore store, SnapshotOptions options) {
    this.store = store;
    this.options = options;
  }

  /** Cuts and keeps a snapshot; unless this is an archive, prunes what lies below the last two. */
  public synchronized void make(SnapshotWork.Make work) {
    List<Long> before = store.snapshotHeights();
    if (!before.isEmpty() && before.getLast() >= work.headers().getFirst().height()) {
      return; // A later one was faster.
    }
    TreeCut cut = TreeCut.of(work.state(), options.chunkBytes());
    var manifest = new SnapshotManifest(work.before(), work.headers(), work.proof(), cut);
    store.putSnapshot(manifest, index -> cut.chunk(work.state(), index));
    List<Long> heights = store.snapshotHeights();
    if (!options.archive() && heights.size() > 1) {
      store.pruneThrough(heights.get(heights.size() - 2));
    }
  }

  /** Reads what another validator asks for. */
  public Input.SnapshotRead read(SnapshotWork.Read work) {
    return new Input.SnapshotRead(work.asker(), work.request(), find(work.request()));
  }

  private Optional<byte[]> find(SnapshotRequest request) {
    if (!request.isForManifest()) {
      return store.snapshotChunk(request.height(), request.chunk());
    }
    List<Long> heights = store.snapshotHeights();
    Optional<Long> height =
        request.height() > 0
            ? Optional.of(request.height())
            : heights.isEmpty() ? Optional.empty() : Optional.of(heights.getLast());
    return height.flatMap(store::snapshot).map(SnapshotManifest::toBytes);
  }

  /** Carries out what must not be overtaken by later effects. */
  public void keep(SnapshotWork work) {
    switch (work) {
      case SnapshotWork.BeginFetch begin -> store.beginIncoming(begin.manifest());
      case SnapshotWork.KeepChunk kept -> store.putIncomingChunk(kept.index(), kept.chunk());
      case SnapshotWork.Install install -> store.installIncoming(install.manifest());
      case SnapshotWork.Make _, SnapshotWork.Read _, SnapshotWork.Diverged _ ->
          throw new IllegalArgumentException(
              work.getClass().getSimpleName() + " is no matter of the validator's own thread.");
    }
  }
}
