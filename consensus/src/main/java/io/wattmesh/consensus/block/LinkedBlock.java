package io.wattmesh.consensus.block;

import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.Objects;

/**
 * A block with the quorum certificate on its parent, which it rests on; neither is stored or sent
 * without the other, so that whoever has a chain of blocks has its certificates too.
 */
public record LinkedBlock(Block block, QuorumCertificate parentCertificate) {
  public LinkedBlock {
    Objects.requireNonNull(block);
    Objects.requireNonNull(parentCertificate);
    if (!block.header().parentId().equals(parentCertificate.blockId())) {
      throw new IllegalArgumentException(
          "%s has parent %s, its quorum certificate is on %s."
              .formatted(
                  block,
                  block.header().parentId().shortHex(),
                  parentCertificate.blockId().shortHex()));
    }
  }

  public void write(CanonicalWriter out) {
    block.write(out);
    parentCertificate.write(out);
  }

  public static LinkedBlock read(CanonicalReader in) {
    return new LinkedBlock(Block.read(in), QuorumCertificate.read(in));
  }
}
