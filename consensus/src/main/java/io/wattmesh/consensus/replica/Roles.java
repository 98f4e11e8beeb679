package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.consensus.snapshot.AskerBudgets;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.Optional;
import java.util.OptionalLong;

/** The roles of one replica in one epoch, and which of them hears what. */
final class Roles {
  final ReplicaState state;
  final Chain chain;
  final Collecting collecting;
  final Syncing syncing;
  final OtherEpochs otherEpochs;
  final Admission admission;
  final SnapshotServing snapshotServing;
  private final BatchKeeper keeper;
  private final Fetching fetching;
  private final Voting voting;
  private final Proposing proposing;
  private final Batching batching;
  private final Serving serving;
  private final SnapshotFetching snapshots;
  private final BlockSource source;
  private final EvidenceWatch evidence = new EvidenceWatch();

  Roles(
      ReplicaState state,
      SafetyRules safety,
      Application application,
      BlockSource source,
      AskerBudgets budgets) {
    this.state = state;
    this.source = source;
    this.keeper = new BatchKeeper(state);
    this.chain = new Chain(state, safety, application, keeper);
    this.admission = new Admission(state, chain, keeper);
    this.collecting = new Collecting(state, chain, safety);
    this.fetching = new Fetching(state, keeper);
    this.batching = new Batching(state, chain, keeper);
    this.voting = new Voting(state, chain, safety, collecting, keeper, fetching, batching);
    this.proposing = new Proposing(state, chain, safety, voting, keeper, batching);
    this.snapshots = new SnapshotFetching(state, chain, application, source);
    this.syncing = new Syncing(state, chain, snapshots);
    this.serving = new Serving(state, chain, source, budgets);
    this.snapshotServing = new SnapshotServing(state, budgets);
    this.otherEpochs = new OtherEpochs(state, syncing, serving, snapshotServing, snapshots);
  }

  /** Takes up what was stored, and asks around. */
  void start(Recovered recovered) {
    rememberLeaders(recovered.tip().header().height());
    keeper.recover(recovered, source);
    chain.recover(recovered);
    batching.recover();
    snapshots.start();
    syncing.start();
  }

  /** What the newest committed blocks say about leaders, as before the restart. */
  private void rememberLeaders(long tip) {
    source
        .committedHeaders(Math.max(1, tip - state.leaders.memory()), tip)
        .forEach(state.leaders::committed);
  }

  /** A message from whomever; what is wrong with it is judged here and by the role. */
  void onMessage(ConsensusMessage message) {
    SignedEnvelope envelope = message.envelope();
    if (otherEpochs.concerns(envelope)) {
      otherEpochs.onMessage(message);
      return;
    }
    Optional<String> refusal = state.electorate().refusal(envelope);
    if (refusal.isPresent()) {
      state.out.refused(RefusalReason.NOT_AUTHENTIC, envelope + ": " + refusal.get() + ".");
      return;
    }
    int sender = state.electorate().indexOf(envelope.signer()).orElseThrow();
    if (sender == state.self()) {
      OwnKeyWatch.check(state.row, envelope);
      return;
    }
    accuse(sender, envelope);
    refusal = syncing.absorb(sender, message.syncInfo());
    if (refusal.isPresent()) {
      state.out.refused(
          RefusalReason.BAD_CERTIFICATE, "Beside " + envelope + ": " + refusal.get() + ".");
      return;
    }
    if (state.identity.isObserver() && !isAnswer(envelope.type())) {
      return;
    }
    switch (envelope.type()) {
      case PROPOSAL -> voting.onProposal(sender, envelope, message.syncInfo());
      case VOTE -> collecting.onVote(sender, envelope);
      case TIMEOUT -> {
        serving.help(sender, message.syncInfo());
        collecting.onTimeout(sender, envelope);
      }
      case CHAIN_REQUEST -> serving.onRequest(state.nameOf(sender), envelope);
      case CHAIN_REPLY -> syncing.onReply(sender, envelope);
      case SNAPSHOT_REQUEST -> snapshotServing.onRequest(state.nameOf(sender), envelope);
      case SNAPSHOT_REPLY -> snapshots.onReply(state.nameOf(sender), envelope);
      case BATCH -> keeper.onBatch(sender, envelope);
      case BATCH_ACK -> batching.onAck(sender, envelope);
      case BATCH_CERTIFICATE -> fetching.onCertificate(envelope);
      case BATCH_REQUEST -> fetching.onRequest(sender, envelope);
      case BATCH_REPLY -> fetching.onReply(sender, envelope);
      case TRANSACTIONS -> batching.onForwarded(sender, envelope);
      default ->
          state.out.refused(
              RefusalReason.MALFORMED, envelope.type() + " is no message of the log.");
    }
    voting.reconsider();
  }

  private static boolean isAnswer(MessageType type) {
    return type == MessageType.CHAIN_REPLY || type == MessageType.SNAPSHOT_REPLY;
  }

  /** Evidence is a transaction like any other, from this validator. */
  private void accuse(int sender, SignedEnvelope envelope) {
    evidence
        .onMessage(sender, envelope, state.round())
        .filter(_ -> !state.identity.isObserver())
        .ifPresent(
            both -> {
              state.out.refused(
                  RefusalReason.CONTRADICTION, envelope + ": its signer signed another one too.");
              admission.take(state.sign(MessageType.EVIDENCE, both.toBytes()).toBytes());
            });
  }

  void onTick() {
    snapshots.onTick();
    syncing.onTick();
    fetching.onTick();
    batching.onTick();
    if (state.pacemaker.isExpired(state.now.monotonicMillis())) {
      collecting.giveUp();
    }
  }

  /** What every step ends with: the leader's part, and the round's timer. */
  void settle() {
    syncing.settle();
    keeper.expire();
    batching.settle(collecting.hasGivenUp());
    boolean made = collecting.takeMadeQuorumCertificate();
    if (proposing.isDue()) {
      proposing.propose();
    } else if (made) {
      serving.announce();
    }
    if (!state.identity.isObserver() && (chain.hasWork() || collecting.hasGivenUp())) {
      state.pacemaker.arm(state.now.monotonicMillis());
    } else {
      state.pacemaker.disarm();
    }
  }

  /** When a tick is needed next. */
  OptionalLong deadlineMillis() {
    // One proposal a step: a lone validator, its own quorum, would else propose without end.
    OptionalLong earliest =
        proposing.isDue() ? OptionalLong.of(state.now.monotonicMillis()) : OptionalLong.empty();
    earliest = earlier(earliest, state.pacemaker.deadlineMillis());
    earliest = earlier(earliest, proposing.deadlineMillis());
    earliest = earlier(earliest, syncing.deadlineMillis());
    earliest = earlier(earliest, snapshots.deadlineMillis());
    earliest = earlier(earliest, fetching.deadlineMillis());
    return earlier(earliest, batching.deadlineMillis());
  }

  private static OptionalLong earlier(OptionalLong one, OptionalLong other) {
    return one.isEmpty() || (other.isPresent() && other.getAsLong() < one.getAsLong())
        ? other
        : one;
  }
}
