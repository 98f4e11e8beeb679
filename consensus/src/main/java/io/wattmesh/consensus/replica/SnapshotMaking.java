package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import java.util.List;

/** Has a snapshot made of the state after every so many committed blocks. */
final class SnapshotMaking {
  private final ReplicaState state;
  private final Application application;

  SnapshotMaking(ReplicaState state, Application application) {
    this.state = state;
    this.application = application;
  }

  /**
   * A block was just committed, here and in the application. Of the last one of an epoch no
   * snapshot is made: whoever began there would lack the proof of the epoch's end.
   *
   * @param path the blocks that are committed together
   * @param index which of them this is
   * @param proof commits the last of them
   */
  void committed(List<LinkedBlock> path, int index, CommitProof proof) {
    LinkedBlock linked = path.get(index);
    BlockHeader header = linked.block().header();
    if (header.height() % state.options.snapshots().everyBlocks() != 0
        || header.endsEpoch()
        || path.size() - index > SnapshotManifest.MAX_HEADERS) {
      return;
    }
    application
        .stateAfter(linked.block().id())
        .map(
            tree ->
                new Effect.SnapshotWork.Make(
                    below(header),
                    path.subList(index, path.size()).stream()
                        .map(above -> above.block().header())
                        .toList(),
                    proof,
                    tree))
        .ifPresent(work -> state.out.add(new Effect.Snapshot(work)));
  }

  private List<BlockHeader> below(BlockHeader header) {
    return state.leaders.remembered().stream()
        .filter(known -> known.height() < header.height())
        .toList();
  }
}
