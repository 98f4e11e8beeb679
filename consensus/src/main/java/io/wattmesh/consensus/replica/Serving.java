package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.message.ChainReply;
import io.wattmesh.consensus.message.ChainRequest;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.snapshot.AskerBudgets;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Helps those who are behind: sends them blocks when asked, and certificates when it notices. */
final class Serving {
  private final ReplicaState state;
  private final Chain chain;
  private final BlockSource source;
  private final AskerBudgets budgets;

  Serving(ReplicaState state, Chain chain, BlockSource source, AskerBudgets budgets) {
    this.state = state;
    this.chain = chain;
    this.source = source;
    this.budgets = budgets;
  }

  /** Somebody asks, of this epoch's validators or not. */
  void onRequest(ParticipantId sender, SignedEnvelope envelope) {
    ChainRequest request = envelope.payload(ChainRequest::read);
    long now = state.now.monotonicMillis();
    if (!budgets.admits(sender, now)) {
      state.out.refused(
          RefusalReason.ASKS_TOO_MUCH,
          "%s asks for blocks above %d; it has to wait."
              .formatted(sender.value(), request.committedHeight()));
      return;
    }
    ChainReply reply = reply(request);
    budgets.charge(sender, bytesOf(reply), now);
    state.send(sender, state.sign(MessageType.CHAIN_REPLY, reply.toBytes()));
  }

  private static long bytesOf(ChainReply reply) {
    return reply.blocks().stream().mapToLong(linked -> linked.block().bytes()).sum();
  }

  /** Sends a validator what it lacks to come to this one's round. */
  void help(int validator, SyncInfo theirs) {
    if (theirs.isBehind(state.syncInfo())) {
      state.send(validator, state.sign(MessageType.CHAIN_REPLY, ChainReply.empty().toBytes()));
    }
  }

  /** Tells everybody what is certified: without a next proposal, nothing else would. */
  void announce() {
    state.broadcast(state.sign(MessageType.CHAIN_REPLY, ChainReply.empty().toBytes()));
  }

  private ChainReply reply(ChainRequest request) {
    List<LinkedBlock> uncommitted = chain.uncommitted();
    long firstPending = state.tree.tip().header().height() + 1;
    var blocks = new ArrayList<LinkedBlock>();
    long taken = 0;
    QuorumCertificate last = chain.topCertificate();
    long first = Math.max(1, firstHeight(request, uncommitted));
    for (long height = first; height < firstPending + uncommitted.size(); height++) {
      Optional<LinkedBlock> next =
          height < firstPending
              ? source.committedAt(height)
              : Optional.of(uncommitted.get((int) (height - firstPending)));
      boolean full = blocks.size() == ChainReply.MAX_BLOCKS || taken >= ChainReply.FULL_BYTES;
      if (next.isEmpty() || full) {
        // A block is only sent with a certificate on it: the next one's, or it stays here.
        return next.isPresent()
            ? replyOf(blocks, next.get().parentCertificate())
            : blocks.isEmpty()
                ? ChainReply.empty()
                : replyOf(
                    blocks.subList(0, blocks.size() - 1), blocks.getLast().parentCertificate());
      }
      blocks.add(next.get());
      taken += next.get().block().bytes();
    }
    return replyOf(blocks, last);
  }

  private static ChainReply replyOf(List<LinkedBlock> blocks, QuorumCertificate last) {
    return blocks.isEmpty() ? ChainReply.empty() : new ChainReply(blocks, Optional.of(last));
  }

  /** Right above the known block if it is on this chain, else above the asker's last commit. */
  private long firstHeight(ChainRequest request, List<LinkedBlock> uncommitted) {
    long tipHeight = state.tree.tip().header().height();
    long index = request.knownHeight() - tipHeight - 1;
    boolean shared =
        request.knownHeight() == tipHeight
            ? request.knownId().equals(state.tree.tip().id())
            : request.knownHeight() > tipHeight
                ? index < uncommitted.size()
                    && uncommitted.get((int) index).block().id().equals(request.knownId())
                : source
                    .committedAt(request.knownHeight())
                    .filter(linked -> linked.block().id().equals(request.knownId()))
                    .isPresent();
    return Math.addExact(shared ? request.knownHeight() : request.committedHeight(), 1);
  }
}
