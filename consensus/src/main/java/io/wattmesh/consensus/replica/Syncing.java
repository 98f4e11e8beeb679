package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.message.ChainReply;
import io.wattmesh.consensus.message.ChainRequest;
import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Keeps up with the others: takes certificates in, and fetches the blocks of those whose block is
 * not here, from whoever showed the certificate and then from the others in turn. A started replica
 * asks everybody until validators of which one must be honest have answered.
 */
final class Syncing {
  private final ReplicaState state;
  private final Chain chain;
  private final SnapshotFetching snapshots;
  private final Set<Integer> heardFrom = new HashSet<>();
  private final Set<Integer> withoutBlocks = new HashSet<>();
  private OptionalLong deadlineMillis = OptionalLong.empty();
  private int lastAsked;
  private long followedEpoch;
  private int unanswered;

  Syncing(ReplicaState state, Chain chain, SnapshotFetching snapshots) {
    this.state = state;
    this.chain = chain;
    this.snapshots = snapshots;
    this.lastAsked = state.self();
    this.followedEpoch = state.epochs.newest().number();
  }

  void start() {
    askEverybodyUnlessHeard();
  }

  /** Takes in what is new, verified; whatever is not new costs nothing. */
  Optional<String> absorb(int sender, SyncInfo syncInfo) {
    Optional<String> refusal = freshRefusal(syncInfo);
    if (refusal.isPresent()) {
      return refusal;
    }
    if (syncInfo.highQc().round() > state.highQc.round()) {
      chain.learn(syncInfo.highQc());
    }
    freshTc(syncInfo).ifPresent(chain::learn);
    freshCommit(syncInfo).ifPresent(chain::learn);
    freshCommit(syncInfo).ifPresent(proof -> snapshots.onProof(state.nameOf(sender), proof));
    askIfIncomplete(sender);
    return Optional.empty();
  }

  private Optional<String> freshRefusal(SyncInfo syncInfo) {
    Optional<QuorumCertificate> qc =
        Optional.of(syncInfo.highQc()).filter(high -> high.round() > state.highQc.round());
    return qc.flatMap(state.certificates::refusal)
        .or(() -> freshTc(syncInfo).flatMap(state.certificates::refusal))
        .or(() -> freshCommit(syncInfo).flatMap(state.certificates::refusal));
  }

  private Optional<TimeoutCertificate> freshTc(SyncInfo syncInfo) {
    return syncInfo.highTc().filter(tc -> tc.round() >= state.round());
  }

  private Optional<CommitProof> freshCommit(SyncInfo syncInfo) {
    return syncInfo
        .highCommit()
        .filter(proof -> proof.committedHeight() > state.tree.tip().header().height());
  }

  /** A certificate made here may be on a block that never came: asks the next validator for it. */
  void settle() {
    askIfIncomplete(next(lastAsked));
  }

  private void askIfIncomplete(int validator) {
    if (!chain.isComplete() && deadlineMillis.isEmpty() && !snapshots.isFetching()) {
      ask(validator);
    } else if (state.identity.isObserver() && deadlineMillis.isEmpty()) {
      deadlineMillis = soon(); // Nobody tells an observer anything unless it asks.
    }
  }

  private int next(int validator) {
    int next = Math.floorMod(validator + 1, state.electorate().size());
    return next == state.self() ? (next + 1) % state.electorate().size() : next;
  }

  private void ask(int validator) {
    lastAsked = validator;
    deadlineMillis = soon();
    unanswered++;
    state.send(validator, request());
  }

  SignedEnvelope request() {
    ExecutedHeader known = chain.top();
    var request =
        new ChainRequest(state.tree.tip().header().height(), known.header().height(), known.id());
    return state.sign(MessageType.CHAIN_REQUEST, request.toBytes());
  }

  private OptionalLong soon() {
    return OptionalLong.of(state.now.monotonicMillis() + state.options.baseTimeoutMillis());
  }

  OptionalLong deadlineMillis() {
    return deadlineMillis;
  }

  /** Nobody answered in time, or not with what was missing: asks the next. */
  void onTick() {
    if (deadlineMillis.isEmpty() || state.now.monotonicMillis() < deadlineMillis.getAsLong()) {
      return;
    }
    deadlineMillis = OptionalLong.empty();
    if (unanswered >= state.electorate().size()) {
      unanswered = 0;
      state.lacks(
          RefusalReason.NOBODY_ANSWERS,
          "No validator of epoch %d answers what follows height %d; they are asked on."
              .formatted(state.electorate().epoch(), state.tree.tip().header().height()));
    }
    if (!chain.isComplete()) {
      askIfIncomplete(next(lastAsked));
    } else if (state.identity.isObserver()) {
      ask(next(lastAsked));
    } else {
      askEverybodyUnlessHeard();
    }
  }

  private void askEverybodyUnlessHeard() {
    if (!hasHeardEnough()) {
      state.broadcast(request());
      deadlineMillis = soon();
    }
  }

  private boolean hasHeardEnough() {
    return (state.electorate().size() == 1 && !state.identity.isObserver())
        || state.electorate().validators().hasHonestMember(heardFrom);
  }

  /** Certified blocks: each is checked, executed, and may bring commits. */
  void onReply(int sender, SignedEnvelope envelope) {
    heardFrom.add(sender);
    ChainReply reply = envelope.payload(ChainReply::read);
    onAnswer();
    boolean grown = take(reply);
    if (!chain.isComplete()) {
      if (!grown) {
        onNoBlocks(sender);
      } else if (!snapshots.isFetching()) {
        withoutBlocks.clear();
        ask(sender);
      }
    } else if (hasHeardEnough()) {
      deadlineMillis = OptionalLong.empty();
    }
  }

  /** Blocks from one who is in a later epoch: those of this one prove themselves. */
  void onForeignReply(SignedEnvelope envelope) {
    ChainReply reply = envelope.payload(ChainReply::read);
    onAnswer();
    if (take(reply)) {
      chain.commitAhead();
      askUntilEnd();
    } else if (!chain.isComplete() && state.epochs.isFromKnown(envelope)) {
      state.electorate().indexOf(envelope.signer()).ifPresent(this::onNoBlocks);
    }
  }

  /**
   * The end of this epoch may be proven: commits its last block, or asks for what is missing. What
   * was proven before is no reason to ask again at once, for each question is answered with it.
   */
  void followEpoch() {
    chain.commitAhead();
    long proven = state.epochs.newest().number();
    if (proven > followedEpoch) {
      followedEpoch = proven;
      if (state.ended.isEmpty()) {
        snapshots.onEpochsAhead();
      }
      askUntilEnd();
    }
  }

  private void askUntilEnd() {
    if (state.ended.isEmpty() && !chain.isComplete() && !snapshots.isFetching()) {
      ask(next(lastAsked));
    }
  }

  private void onAnswer() {
    unanswered = 0;
    state.answered();
  }

  private boolean take(ChainReply reply) {
    boolean grown = false;
    for (int k = 0; k < reply.blocks().size(); k++) {
      LinkedBlock linked = reply.blocks().get(k);
      if (linked.block().header().height() <= state.tree.tip().header().height()
          || state.tree.contains(linked.block().id())) {
        continue;
      }
      Optional<Decision.Refused> refusal = refusal(linked, reply.certificateOn(k));
      if (refusal.isPresent()) {
        state.out.refused(refusal.get());
        break;
      }
      chain.insert(linked);
      chain.learn(reply.certificateOn(k));
      grown = true;
    }
    return grown;
  }

  /** An empty reply may also be no answer at all, just its sender's certificates. */
  private void onNoBlocks(int sender) {
    if (sender == lastAsked && deadlineMillis.isPresent()) {
      withoutBlocks.add(sender);
    }
    if (state.electorate().validators().hasHonestMember(withoutBlocks)) {
      withoutBlocks.clear();
      snapshots.onNoBlocks(state.nameOf(sender));
    }
  }

  private Optional<Decision.Refused> refusal(LinkedBlock linked, QuorumCertificate certificate) {
    if (!certificate.blockId().equals(linked.block().id())) {
      return BlockCheck.refused(
          RefusalReason.BAD_CERTIFICATE,
          "The certificate on %s is on %s."
              .formatted(linked.block(), certificate.blockId().shortHex()));
    }
    Optional<ExecutedHeader> parent = state.tree.find(linked.block().header().parentId());
    if (parent.isEmpty()) {
      return BlockCheck.refused(
          RefusalReason.PARENT_UNKNOWN,
          "%s was sent without its parent %s."
              .formatted(linked.block(), linked.block().header().parentId().shortHex()));
    }
    return state
        .certificates
        .refusal(linked.parentCertificate())
        .or(() -> state.certificates.refusal(certificate))
        .or(() -> state.batchRefusal(linked.block().outline()))
        .map(reason -> new Decision.Refused(RefusalReason.BAD_CERTIFICATE, reason))
        .or(
            () ->
                BlockCheck.sequence(
                    parent.get(), linked.block().header(), linked.parentCertificate()));
  }
}
