package io.wattmesh.consensus.batch;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import java.util.Objects;

/**
 * What a validator signs once it holds a batch durably: all that there is to know of the batch
 * without its transactions.
 *
 * @param author the author's index in the epoch's validator set
 * @param seq counts the author's batches from 1
 * @param size what the batch takes of a block's bytes, in bytes
 * @param expiryRound the last round whose block may hold the batch
 * @param digest see {@link Batch}
 */
public record BatchAck(int author, long epoch, long seq, int size, long expiryRound, Hash digest) {
  /** The length of the canonical bytes. */
  public static final int BYTES = 4 + 8 + 8 + 4 + 8 + Hash.BYTES;

  public BatchAck {
    Objects.requireNonNull(digest);
    if (author < 0 || epoch < 0 || seq < 1 || expiryRound < 1) {
      throw new IllegalArgumentException(
          "Author %d and epoch %d of a batch must not be negative, seq %d and expiry round %d be "
                  .formatted(author, epoch, seq, expiryRound)
              + "at least 1.");
    }
    if (size < 1 || size > Batch.MAX_LONE_BYTES) {
      throw new IllegalArgumentException(
          "A batch takes 1 to %d bytes, not %d.".formatted(Batch.MAX_LONE_BYTES, size));
    }
  }

  public BatchSlot slot() {
    return new BatchSlot(author, epoch, seq);
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter(BYTES);
    write(out);
    return out.toByteArray();
  }

  public void write(CanonicalWriter out) {
    out.i32(author).i64(epoch).i64(seq).i32(size).i64(expiryRound).hash(digest);
  }

  public static BatchAck read(CanonicalReader in) {
    return new BatchAck(in.i32(), in.i64(), in.i64(), in.i32(), in.i64(), in.hash());
  }
}
