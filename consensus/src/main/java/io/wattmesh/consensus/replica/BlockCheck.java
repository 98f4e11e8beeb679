package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.QuorumCertificate;
import java.util.Optional;

/** Whether a block is a valid child of an executed parent, apart from who voted what. */
final class BlockCheck {
  private BlockCheck() {}

  /** Height, round and timestamp follow the parent's. */
  static Optional<Decision.Refused> sequence(
      ExecutedHeader parent, BlockHeader above, QuorumCertificate parentCertificate) {
    BlockHeader below = parent.header();
    boolean follows =
        above.epoch() == below.epoch() + (begins(above, below) ? 1 : 0)
            && above.height() == below.height() + 1
            && above.round() > below.round()
            && above.timestampMillis() > below.timestampMillis()
            && parentCertificate.round() == below.round();
    return follows
        ? Optional.empty()
        : refused(
            RefusalReason.DOES_NOT_FOLLOW_PARENT,
            ("Epoch %d, height %d, round %d, timestamp %d, certificate of round %d do not follow "
                    + "the parent's epoch %d, height %d, round %d, timestamp %d.")
                .formatted(
                    above.epoch(),
                    above.height(),
                    above.round(),
                    above.timestampMillis(),
                    parentCertificate.round(),
                    below.epoch(),
                    below.height(),
                    below.round(),
                    below.timestampMillis()));
  }

  /** Whether the block is the first of an epoch; those above the last block commit it. */
  private static boolean begins(BlockHeader above, BlockHeader below) {
    return below.endsEpoch() && above.epoch() != below.epoch();
  }

  /** The header states what this replica computed for the parent. */
  static Optional<Decision.Refused> roots(ExecutedHeader parent, BlockHeader header) {
    var stated = new ExecutionRoots(header.parentStateRoot(), header.parentOutcomesRoot());
    return stated.equals(parent.roots())
        ? Optional.empty()
        : refused(
            RefusalReason.ROOTS_DIFFER,
            "Block %s of height %d states for its parent: %s; computed here: %s."
                .formatted(header.id().shortHex(), header.height(), stated, parent.roots()));
  }

  static Optional<Decision.Refused> refused(RefusalReason reason, String detail) {
    return Optional.of(new Decision.Refused(reason, detail));
  }
}
