package io.wattmesh.proto.chain;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.Objects;

/**
 * A block's header. Its hash is the block's id, and everything of the block is under it.
 *
 * <p>The roots are those of the <em>parent</em>, which every voter has executed: a quorum
 * certificate on this block, in the round right after its parent's, thus proves at once that the
 * parent is committed and what its execution led to.
 *
 * @param round the consensus round in which the block was proposed
 * @param height blocks since genesis, which has height 0
 * @param author the proposer's index in the epoch's validator set
 * @param timestampMillis milliseconds since 1970 UTC, later than the parent's
 * @param transactionsRoot Merkle root of this block's transactions, in the order of their
 *     execution: those of its batches, then those inside the block
 * @param batchesRoot Merkle root of what the block's batch certificates state
 * @param parentStateRoot root of the state after the parent
 * @param parentOutcomesRoot Merkle root of the outcomes of the parent's transactions
 * @param nextValidators hash of the validator set that takes over after this block, the last of its
 *     epoch; zero in any other block
 */
public record BlockHeader(
    long epoch,
    long round,
    long height,
    Hash parentId,
    int author,
    long timestampMillis,
    Hash transactionsRoot,
    Hash batchesRoot,
    Hash parentStateRoot,
    Hash parentOutcomesRoot,
    Hash nextValidators) {
  /** What a header takes in canonical bytes. */
  public static final int BYTES = 4 * 8 + 4 + 6 * Hash.BYTES;

  public BlockHeader {
    Objects.requireNonNull(parentId);
    Objects.requireNonNull(transactionsRoot);
    Objects.requireNonNull(batchesRoot);
    Objects.requireNonNull(parentStateRoot);
    Objects.requireNonNull(parentOutcomesRoot);
    Objects.requireNonNull(nextValidators);
    if (epoch < 0 || round < 0 || height < 0 || author < 0) {
      throw new IllegalArgumentException(
          "Epoch %d, round %d, height %d and author %d must not be negative."
              .formatted(epoch, round, height, author));
    }
  }

  /** Whether this block is the last of its epoch. */
  public boolean endsEpoch() {
    return !nextValidators.equals(Hash.ZERO);
  }

  public Hash id() {
    return Sha256.labelled("wattmesh/block", toBytes());
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter(BYTES);
    write(out);
    return out.toByteArray();
  }

  public void write(CanonicalWriter out) {
    out.i64(epoch)
        .i64(round)
        .i64(height)
        .hash(parentId)
        .i32(author)
        .i64(timestampMillis)
        .hash(transactionsRoot)
        .hash(batchesRoot)
        .hash(parentStateRoot)
        .hash(parentOutcomesRoot)
        .hash(nextValidators);
  }

  public static BlockHeader read(CanonicalReader in) {
    return new BlockHeader(
        in.i64(), in.i64(), in.i64(), in.hash(), in.i32(), in.i64(), in.hash(), in.hash(),
        in.hash(), in.hash(), in.hash());
  }
}
