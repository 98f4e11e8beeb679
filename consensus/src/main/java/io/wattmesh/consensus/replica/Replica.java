package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.certificate.CertificateVerifier;
import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.consensus.certificate.Signer;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.pacemaker.LeaderSchedule;
import io.wattmesh.consensus.pacemaker.Reputation;
import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.consensus.payload.TransactionPool;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.consensus.snapshot.AskerBudgets;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A validator of the log: the two-chain protocol with timeout certificates (Jolteon, arXiv
 * 2106.10362; DiemBFT v4) as a step function. The same recovered state and the same inputs at the
 * same times give the same effects, byte for byte.
 *
 * <p>Lifecycle; any other transition throws:
 *
 * <pre>
 *   CREATED -> RUNNING   start: takes up what was recovered, commits what that allows, asks around
 *   RUNNING -> HALTED    certified roots differ from ours, or our key is used elsewhere
 *   HALTED  -> HALTED    every further step: no effects, but to find where certified roots differ
 * </pre>
 *
 * <p>Within a round r, which only a certificate of round r-1 (or above) begins:
 *
 * <pre>
 *   state      event                                        to         what happens
 *   OPEN       own round, something to order                VOTED      propose, vote
 *   OPEN       proposal of r by its leader, valid and safe  VOTED      execute, vote to leader(r+1)
 *   OPEN/VOTED timer, or timeouts of r with an honest one   GIVEN_UP   broadcast a timeout
 *   VOTED      the same proposal again                      VOTED      the same vote again
 *   GIVEN_UP   timer                                        GIVEN_UP   the same timeout again
 *   any        quorum of votes or timeouts of r or above    OPEN       enter the next round
 *   any        certificates beside any message              OPEN       enter the round they allow
 * </pre>
 *
 * Beside the rounds, transactions come to all validators, as they are or in batches; a block that
 * names a batch which is not here is voted for once the batch has been fetched.
 *
 * <p>The row that survives a crash ({@link SafetyRow}) holds which of these a round is in, so a
 * restarted replica goes on in round max(highQc, highTc) + 1 and never against it.
 *
 * <p>Timers run only while something waits for a commit: an idle chain is silent.
 */
public final class Replica {
  private enum Lifecycle {
    CREATED,
    RUNNING,
    HALTED
  }

  private final Recovered recovered;
  private final ReplicaOptions options;
  private final Application application;
  private final BlockSource source;
  private final SafetyRulesFactory rules;
  private final LeadersFactory leaders;
  private final Epochs epochs;
  private final AskerBudgets budgets;

  // The roles in the present epoch.
  private ReplicaState state;
  private BatchKeeper keeper;
  private Chain chain;
  private Collecting collecting;
  private Fetching fetching;
  private Voting voting;
  private Proposing proposing;
  private Batching batching;
  private Syncing syncing;
  private Serving serving;
  private SnapshotFetching snapshots;
  private SnapshotServing snapshotServing;
  private OtherEpochs otherEpochs;
  private EvidenceWatch evidence;
  private Optional<DivergenceInquiry> inquiry = Optional.empty();
  private Lifecycle lifecycle = Lifecycle.CREATED;
  private OptionalLong announcedTimer = OptionalLong.empty();

  public Replica(
      Identity identity,
      ReplicaOptions options,
      Application application,
      BlockSource source,
      Recovered recovered) {
    this(identity, options, application, source, recovered, SafetyRules::new, Reputation::new);
  }

  /** Makes the safety rules; tests put faulty ones in to see them caught. */
  @FunctionalInterface
  public interface SafetyRulesFactory {
    SafetyRules create(
        Electorate electorate, CertificateVerifier certificates, int self, Signer signer);
  }

  /** Makes the schedule of leaders of an epoch. */
  @FunctionalInterface
  public interface LeadersFactory {
    LeaderSchedule create(ValidatorSet validators);
  }

  /**
   * For the simulator, whose tests inject known bugs into the rules and choose the leaders; others
   * take the one above.
   */
  public Replica(
      Identity identity,
      ReplicaOptions options,
      Application application,
      BlockSource source,
      Recovered recovered,
      SafetyRulesFactory rules,
      LeadersFactory leaders) {
    this.recovered = recovered;
    this.options = options;
    this.application = application;
    this.source = source;
    this.rules = rules;
    this.leaders = leaders;
    this.budgets = new AskerBudgets(options.snapshots().servedBytesPerSecond());
    this.epochs = new Epochs(identity, recovered.genesisId(), recovered.epochs());
    assemble(recovered, new TransactionPool(options.maxPoolBytes()), new Outbox());
  }

  private void assemble(Recovered from, TransactionPool pool, Outbox out) {
    Identity identity = epochs.identity();
    SafetyRules safety =
        rules.create(
            identity.electorate(), epochs.certificates(), identity.index(), identity.signer());
    this.state =
        new ReplicaState(
            epochs, options, leaders.create(identity.electorate().validators()), from, pool, out);
    this.keeper = new BatchKeeper(state);
    this.chain = new Chain(state, safety, application, keeper);
    this.collecting = new Collecting(state, chain, safety);
    this.fetching = new Fetching(state, keeper);
    this.voting = new Voting(state, chain, safety, collecting, keeper, fetching);
    this.proposing = new Proposing(state, chain, safety, voting, keeper);
    this.batching = new Batching(state, chain, keeper);
    this.snapshots = new SnapshotFetching(state, chain, application, source);
    this.syncing = new Syncing(state, chain, snapshots);
    this.serving = new Serving(state, chain, source, budgets);
    this.snapshotServing = new SnapshotServing(state, budgets);
    this.otherEpochs = new OtherEpochs(state, syncing, serving, snapshotServing);
    this.evidence = new EvidenceWatch();
  }

  /** The first step, once. */
  public List<Effect> start(Now now) {
    if (lifecycle != Lifecycle.CREATED) {
      throw new IllegalStateException(
          "Impossible transition " + lifecycle + " -> RUNNING: a replica is started once.");
    }
    lifecycle = Lifecycle.RUNNING;
    return guarded(
        now,
        () -> {
          rememberLeaders();
          keeper.recover(recovered, source);
          chain.recover(recovered);
          batching.recover();
          snapshots.start();
          syncing.start();
        });
  }

  /** What the newest committed blocks say about leaders, as before the restart. */
  private void rememberLeaders() {
    long tip = recovered.tip().header().height();
    source
        .committedHeaders(Math.max(1, tip - state.leaders.memory()), tip)
        .forEach(state.leaders::committed);
  }

  /** Takes one input and says what is to be done about it; see {@link Effect} for the contract. */
  public List<Effect> step(Input input, Now now) {
    if (lifecycle == Lifecycle.CREATED) {
      throw new IllegalStateException(
          "Impossible transition CREATED -> step of %s: start the replica first."
              .formatted(input.getClass().getSimpleName()));
    }
    return lifecycle == Lifecycle.HALTED ? halted(input, now) : guarded(now, () -> on(input));
  }

  private List<Effect> halted(Input input, Now now) {
    state.now = now;
    switch (input) {
      case Input.Received received ->
          inquiry.ifPresent(asking -> asking.onReceived(received.message()));
      case Input.Tick() -> inquiry.ifPresent(DivergenceInquiry::onTick);
      case Input.SubmitTransaction _, Input.SnapshotRead _ -> {}
    }
    return state.out.drain();
  }

  private List<Effect> guarded(Now now, Runnable work) {
    state.now = now;
    try {
      work.run();
      while (state.ended.isPresent()) {
        enterNextEpoch();
      }
      settle();
    } catch (HaltException e) {
      lifecycle = Lifecycle.HALTED;
      e.divergence().ifPresent(this::onDivergence);
      state.out.add(new Effect.Halt(e.getMessage()));
    }
    return state.out.drain();
  }

  /** The epoch's last block is committed: the roles begin anew on it, in the next epoch. */
  private void enterNextEpoch() {
    ReplicaState old = state;
    boolean made = collecting.takeMadeQuorumCertificate();
    boolean behind = epochs.ahead().isPresent();
    epochs.pass(old.ended.orElseThrow());
    assemble(
        new Recovered(recovered.genesisId(), old.tree.tip(), old.highCommit, List.of(), old.row),
        old.pool,
        old.out);
    state.now = old.now;
    state.highCommit = old.highCommit;
    state.pool.enterEpoch(old.self(), state.self());
    chain.enterEpoch();
    if (made) {
      otherEpochs.announce();
    }
    if (behind || state.identity.isObserver()) {
      syncing.start();
      chain.commitAhead();
    }
  }

  private void onDivergence(Divergence divergence) {
    state.out.add(new Effect.Snapshot(new Effect.SnapshotWork.Diverged(divergence)));
    var asking = new DivergenceInquiry(state, divergence);
    asking.onTick();
    inquiry = Optional.of(asking);
  }

  private void on(Input input) {
    switch (input) {
      case Input.Received received -> onReceived(received.message());
      case Input.SubmitTransaction submitted -> onTransaction(submitted.transaction());
      case Input.SnapshotRead read -> snapshotServing.onRead(read);
      case Input.Tick() -> onTick();
    }
  }

  private void onReceived(byte[] bytes) {
    try {
      onMessage(ConsensusMessage.ofBytes(bytes));
    } catch (MalformedBytesException e) {
      state.out.refused(RefusalReason.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private void onMessage(ConsensusMessage message) {
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
      case CHAIN_REQUEST -> serving.onRequest(nameOf(sender), envelope);
      case CHAIN_REPLY -> syncing.onReply(sender, envelope);
      case SNAPSHOT_REQUEST -> snapshotServing.onRequest(nameOf(sender), envelope);
      case SNAPSHOT_REPLY -> snapshots.onReply(sender, envelope);
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

  private ParticipantId nameOf(int validator) {
    return state.electorate().validators().get(validator).id();
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
              take(state.sign(MessageType.EVIDENCE, both.toBytes()).toBytes());
            });
  }

  private void onTransaction(byte[] transaction) {
    Optional<Rejection> rejection = take(transaction);
    state.out.add(
        new Effect.Answer(
            TransactionPool.idOf(transaction),
            rejection.map(Rejection::code).orElse(AnswerCode.ACCEPTED),
            rejection.map(Rejection::detail).orElse("It waits to be ordered.")));
  }

  private Optional<Rejection> take(byte[] transaction) {
    Optional<Rejection> rejection = rejection(TransactionPool.idOf(transaction), transaction);
    rejection.ifPresent(no -> state.out.refused(no.reason(), no.detail()));
    return rejection;
  }

  private record Rejection(AnswerCode code, RefusalReason reason, String detail) {}

  private Optional<Rejection> rejection(Hash id, byte[] transaction) {
    if (Block.sizeOf(transaction) > state.options.maxBlockBytes()) {
      return Optional.of(
          new Rejection(
              AnswerCode.TOO_LARGE,
              RefusalReason.TRANSACTION_TOO_LARGE,
              "The transaction takes %d bytes, a block has %d; do not submit it again."
                  .formatted(Block.sizeOf(transaction), state.options.maxBlockBytes())));
    }
    if (state.identity.isObserver()) {
      return Optional.of(
          new Rejection(
              AnswerCode.BUSY,
              RefusalReason.NO_VALIDATOR,
              "This is no validator of epoch %d; submit it to one."
                  .formatted(state.electorate().epoch())));
    }
    if (!chain.accepts(transaction)) {
      return Optional.of(
          new Rejection(
              AnswerCode.STALE,
              RefusalReason.TRANSACTION_STALE,
              "The application's committed state rules it out; do not submit it again."));
    }
    TransactionPool.Admission admission =
        keeper.isCertified(id) ? TransactionPool.Admission.KNOWN : state.pool.addUncut(transaction);
    return switch (admission) {
      case ADDED -> Optional.empty();
      case KNOWN ->
          Optional.of(
              new Rejection(
                  AnswerCode.KNOWN,
                  RefusalReason.TRANSACTION_KNOWN,
                  "It waits or was committed already."));
      case FULL ->
          Optional.of(
              new Rejection(
                  AnswerCode.BUSY,
                  RefusalReason.POOL_FULL,
                  "%d transactions of %d bytes wait, at most %d bytes may; submit it elsewhere or later."
                      .formatted(state.pool.size(), state.pool.bytes(), state.pool.maxBytes())));
    };
  }

  private void onTick() {
    announcedTimer = OptionalLong.empty();
    snapshots.onTick();
    syncing.onTick();
    fetching.onTick();
    batching.onTick();
    if (state.pacemaker.isExpired(state.now.monotonicMillis())) {
      collecting.giveUp();
    }
  }

  /** What every step ends with: the leader's part, and the timers. */
  private void settle() {
    syncing.settle();
    keeper.expire();
    batching.settle();
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
    announceTimer();
  }

  private void announceTimer() {
    // One proposal a step: a lone validator, its own quorum, would else propose without end.
    LongStream again =
        proposing.isDue() ? LongStream.of(state.now.monotonicMillis()) : LongStream.empty();
    LongStream timers =
        Stream.of(
                state.pacemaker.deadlineMillis(),
                syncing.deadlineMillis(),
                snapshots.deadlineMillis(),
                fetching.deadlineMillis(),
                batching.deadlineMillis())
            .flatMapToLong(OptionalLong::stream);
    OptionalLong earliest = LongStream.concat(again, timers).min();
    if (earliest.isPresent() && !earliest.equals(announcedTimer)) {
      announcedTimer = earliest;
      state.out.add(new Effect.StartTimer(earliest.getAsLong()));
    }
  }

  /** Where it stands. */
  public ReplicaStatus status() {
    return new ReplicaStatus(
        state.electorate().validators(),
        isObserver(),
        isHalted(),
        state.round(),
        state.nameOf(state.leaders.leader(state.round())),
        state.row.lastVotedRound(),
        state.highQc.round(),
        state.highTc.map(TimeoutCertificate::round).orElse(0L),
        committedHeight(),
        state.pacemaker.deadlineMillis().isPresent(),
        state.allBut(collecting.heardInRound()),
        state.lastFailed,
        state.out.refusals());
  }

  /** The round that this replica is in. */
  public long round() {
    return state.round();
  }

  /** Who leads a round of this epoch, as far as it is known here. */
  int leader(long round) {
    return state.leaders.leader(round);
  }

  /** The epoch that this replica is in. */
  public long epoch() {
    return state.electorate().epoch();
  }

  /** Whether it is no validator of its epoch and only follows. */
  public boolean isObserver() {
    return state.identity.isObserver();
  }

  /** The last committed height. */
  public long committedHeight() {
    return state.tree.tip().header().height();
  }

  /** How many transactions wait here. */
  public int waitingTransactions() {
    return state.pool.size();
  }

  /** Whether it has stopped for good. */
  public boolean isHalted() {
    return lifecycle == Lifecycle.HALTED;
  }
}
