package io.wattmesh.consensus.message;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Consecutive blocks of one chain, oldest first, every one certified: each by the certificate that
 * the next one rests on, the last by the certificate beside. With no blocks it only carries its
 * sender's sync info.
 */
public record ChainReply(List<LinkedBlock> blocks, Optional<QuorumCertificate> last) {
  /** The most blocks in one reply. */
  public static final int MAX_BLOCKS = 64;

  /** No further block is added once a reply's take this much, their certificates counted. */
  public static final int FULL_BYTES = Block.MAX_TRANSACTION_BYTES;

  public ChainReply {
    blocks = List.copyOf(blocks);
    if (blocks.isEmpty() == last.isPresent() || blocks.size() > MAX_BLOCKS) {
      throw new IllegalArgumentException(
          "A reply has up to %d blocks and a certificate on the last if there is one; this has %d."
              .formatted(MAX_BLOCKS, blocks.size()));
    }
  }

  public static ChainReply empty() {
    return new ChainReply(List.of(), Optional.empty());
  }

  /** The quorum certificate on the block at an index. */
  public QuorumCertificate certificateOn(int index) {
    return index + 1 < blocks.size()
        ? blocks.get(index + 1).parentCertificate()
        : last.orElseThrow();
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter().i32(blocks.size());
    blocks.forEach(block -> block.write(out));
    last.ifPresent(certificate -> certificate.write(out));
    return out.toByteArray();
  }

  public static ChainReply read(CanonicalReader in) {
    int count = in.count(MAX_BLOCKS, 1);
    var blocks = new ArrayList<LinkedBlock>();
    for (int k = 0; k < count; k++) {
      blocks.add(LinkedBlock.read(in));
    }
    return new ChainReply(
        blocks, count == 0 ? Optional.empty() : Optional.of(QuorumCertificate.read(in)));
  }
}
