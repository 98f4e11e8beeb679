package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a lying validator makes of the messages that its unmodified replica hears and sends. */
final class Liar {
  private static final int REMEMBERED_MESSAGES = 6;
  private static final int COPIES = 4;
  private static final int MAX_BLOCKS = 256;

  private final Lie lie;
  private final String name;
  private final ForgedCertificates forged;
  private final ArrayDeque<byte[]> heard = new ArrayDeque<>();
  private final Map<Hash, LinkedBlock> blocks = new HashMap<>();

  Liar(Lie lie, SimulatedChain chain, int validator) {
    this.lie = lie;
    this.name = SimulatedChain.name(validator);
    this.forged = new ForgedCertificates(chain, validator);
  }

  /** What is wrong around its replica. */
  Flaws flaws() {
    return lie == Lie.WRONG_ROOT ? Flaws.of(Flaw.ROOT_OF_ITS_OWN) : Flaws.NONE;
  }

  void hears(byte[] message) {
    if (lie == Lie.FLOODING) {
      heard.addLast(message);
      if (heard.size() > REMEMBERED_MESSAGES) {
        heard.removeFirst();
      }
    } else if (lie == Lie.STALE_CERTIFICATES) {
      remember(ConsensusMessage.ofBytes(message));
    }
  }

  /** What it says to a host in place of a message of its replica. */
  List<byte[]> says(byte[] message, int toHost) {
    return switch (lie) {
      case TWINS, WRONG_ROOT -> List.of(message);
      case SILENT -> List.of();
      case FLOODING -> flood(message);
      case STALE_CERTIFICATES -> List.of(stale(message));
      case FORGED_CERTIFICATES -> forge(message, toHost);
    };
  }

  private List<byte[]> flood(byte[] message) {
    var all = new ArrayList<>(heard);
    for (int k = 0; k < COPIES; k++) {
      all.add(message);
    }
    return all;
  }

  /** What a message proposes, unless that is in batches, whose bytes are not in the message. */
  private static Optional<LinkedBlock> proposed(ConsensusMessage message) {
    if (message.envelope().type() != MessageType.PROPOSAL) {
      return Optional.empty();
    }
    BlockOutline outline = message.envelope().payload(BlockOutline::read);
    return outline.certificates().isEmpty()
        ? Optional.of(new LinkedBlock(new Block(outline, List.of()), message.syncInfo().highQc()))
        : Optional.empty();
  }

  private Optional<LinkedBlock> remember(ConsensusMessage message) {
    Optional<LinkedBlock> linked =
        proposed(message)
            .filter(
                proposal ->
                    proposal
                        .block()
                        .header()
                        .parentId()
                        .equals(proposal.parentCertificate().blockId()));
    if (blocks.size() < MAX_BLOCKS) {
      linked.ifPresent(known -> blocks.put(known.block().id(), known));
    }
    return linked;
  }

  /** Instead of a proposal after a timeout: a sibling of its parent, on the certificate below. */
  private byte[] stale(byte[] bytes) {
    ConsensusMessage message = ConsensusMessage.ofBytes(bytes);
    Optional<LinkedBlock> own = remember(message);
    Optional<TimeoutCertificate> tc = message.syncInfo().highTc();
    if (own.isEmpty() || tc.isEmpty()) {
      return bytes;
    }
    BlockHeader mine = own.get().block().header();
    LinkedBlock below = blocks.get(mine.parentId());
    if (below == null) {
      return bytes;
    }
    BlockHeader sibling = below.block().header();
    var block =
        new Block(
            new BlockHeader(
                mine.epoch(),
                mine.round(),
                sibling.height(),
                sibling.parentId(),
                mine.author(),
                mine.timestampMillis(),
                mine.transactionsRoot(),
                mine.batchesRoot(),
                sibling.parentStateRoot(),
                sibling.parentOutcomesRoot(),
                sibling.nextValidators()),
            own.get().block().transactions());
    return new ConsensusMessage(
            sign(message, MessageType.PROPOSAL, block.outline().toBytes()),
            new SyncInfo(below.parentCertificate(), tc, Optional.empty()))
        .toBytes();
  }

  private List<byte[]> forge(byte[] bytes, int toHost) {
    ConsensusMessage message = ConsensusMessage.ofBytes(bytes);
    Optional<LinkedBlock> own = proposed(message);
    return own.isEmpty() || toHost % 2 == 0
        ? List.of(bytes)
        : List.of(
            new ConsensusMessage(
                    sign(message, MessageType.CHAIN_REPLY, forged.reply(own.get()).toBytes()),
                    message.syncInfo())
                .toBytes());
  }

  /** In the epoch of the message that it says this in place of. */
  private SignedEnvelope sign(ConsensusMessage instead, MessageType type, byte[] payload) {
    SigningContext context = instead.envelope().context();
    return new SignedEnvelope(
        context,
        type,
        name,
        payload,
        TagSignatures.tag(name, context.preimage(type, name, payload)));
  }
}
