package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.message.ChainReply;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SigningContext;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Quorum certificates without a quorum: the liar's own signature under every index, signatures of
 * strangers, or true ones of the validators' keys in another epoch; one kind after the other.
 */
final class ForgedCertificates {
  static final long OTHER_EPOCH = 1;

  private final SimulatedChain chain;
  private final int validator;
  private int made;

  ForgedCertificates(SimulatedChain chain, int validator) {
    this.chain = chain;
    this.validator = validator;
  }

  static String stranger(int index) {
    return "a-stranger%03d".formatted(index);
  }

  /** A rival of a proposed block, certified. */
  ChainReply reply(LinkedBlock proposed) {
    BlockHeader header = proposed.block().header();
    var rival =
        new Block(
            new BlockHeader(
                header.epoch(),
                header.round(),
                header.height(),
                header.parentId(),
                header.author(),
                header.timestampMillis() + 1,
                header.transactionsRoot(),
                header.batchesRoot(),
                header.parentStateRoot(),
                header.parentOutcomesRoot(),
                header.nextValidators()),
            proposed.block().transactions());
    var content = new VoteContent(header.round(), rival.id(), proposed.parentCertificate().round());
    return new ChainReply(
        List.of(new LinkedBlock(rival, proposed.parentCertificate())),
        Optional.of(certificate(header.epoch(), content)));
  }

  private QuorumCertificate certificate(long epoch, VoteContent content) {
    int kind = made++ % 3;
    var signatures = new TreeMap<Integer, Signature>();
    for (int k = 0; k < chain.validators(epoch).size(); k++) {
      signatures.put(k, signature(kind, epoch, k, content.toBytes()));
    }
    return new QuorumCertificate(content, signatures);
  }

  private Signature signature(int kind, long epoch, int index, byte[] payload) {
    SigningContext present = context(epoch);
    SigningContext other = context(epoch == OTHER_EPOCH ? 0 : OTHER_EPOCH);
    return switch (kind) {
      case 0 -> tag(present, SimulatedChain.name(validator), payload);
      case 1 -> tag(present, stranger(index), payload);
      default -> tag(other, chain.validators(epoch).get(index).id().value(), payload);
    };
  }

  private static SigningContext context(long epoch) {
    return new SigningContext(SimulatedChain.CONTEXT.chainId(), epoch);
  }

  private static Signature tag(SigningContext context, String name, byte[] payload) {
    return TagSignatures.tag(name, context.preimage(MessageType.VOTE, name, payload));
  }
}
