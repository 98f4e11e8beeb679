package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.certificate.CertificateVerifier;
import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.consensus.certificate.Signer;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.consensus.payload.TransactionPool;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
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
 *   HALTED  -> HALTED    every further step: no effects
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

  private final ReplicaState state;
  private final Recovered recovered;
  private final BlockSource source;
  private final BatchKeeper keeper;
  private final Chain chain;
  private final Collecting collecting;
  private final Fetching fetching;
  private final Voting voting;
  private final Proposing proposing;
  private final Batching batching;
  private final Syncing syncing;
  private final Serving serving;
  private Lifecycle lifecycle = Lifecycle.CREATED;
  private OptionalLong announcedTimer = OptionalLong.empty();

  public Replica(
      Identity identity,
      ReplicaOptions options,
      Application application,
      BlockSource source,
      Recovered recovered) {
    this(identity, options, application, source, recovered, SafetyRules::new);
  }

  /** Makes the safety rules; tests put faulty ones in to see them caught. */
  @FunctionalInterface
  public interface SafetyRulesFactory {
    SafetyRules create(
        Electorate electorate, CertificateVerifier certificates, int self, Signer signer);
  }

  /** For the simulator, whose tests inject known bugs into the rules; others take the one above. */
  public Replica(
      Identity identity,
      ReplicaOptions options,
      Application application,
      BlockSource source,
      Recovered recovered,
      SafetyRulesFactory rules) {
    var certificates = new CertificateVerifier(identity.electorate(), recovered.genesisId());
    SafetyRules safety =
        rules.create(identity.electorate(), certificates, identity.index(), identity.signer());
    this.recovered = recovered;
    this.state = new ReplicaState(identity, options, certificates, recovered);
    this.source = source;
    this.keeper = new BatchKeeper(state);
    this.chain = new Chain(state, safety, application, keeper);
    this.collecting = new Collecting(state, chain, safety);
    this.fetching = new Fetching(state, keeper);
    this.voting = new Voting(state, chain, safety, collecting, keeper, fetching);
    this.proposing = new Proposing(state, chain, safety, voting, keeper);
    this.batching = new Batching(state, chain, keeper);
    this.syncing = new Syncing(state, chain);
    this.serving = new Serving(state, chain, source);
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
          keeper.recover(recovered, source);
          chain.recover(recovered);
          batching.recover();
          syncing.start();
        });
  }

  /** Takes one input and says what is to be done about it; see {@link Effect} for the contract. */
  public List<Effect> step(Input input, Now now) {
    if (lifecycle == Lifecycle.CREATED) {
      throw new IllegalStateException(
          "Impossible transition CREATED -> step of %s: start the replica first."
              .formatted(input.getClass().getSimpleName()));
    }
    return lifecycle == Lifecycle.HALTED ? List.of() : guarded(now, () -> on(input));
  }

  private List<Effect> guarded(Now now, Runnable work) {
    state.now = now;
    try {
      work.run();
      settle();
    } catch (HaltException e) {
      lifecycle = Lifecycle.HALTED;
      state.out.add(new Effect.Halt(e.getMessage()));
    }
    return state.out.drain();
  }

  private void on(Input input) {
    switch (input) {
      case Input.Received received -> onReceived(received.message());
      case Input.SubmitTransaction submitted -> onTransaction(submitted.transaction());
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
    refusal = syncing.absorb(sender, message.syncInfo());
    if (refusal.isPresent()) {
      state.out.refused(
          RefusalReason.BAD_CERTIFICATE, "Beside " + envelope + ": " + refusal.get() + ".");
      return;
    }
    switch (envelope.type()) {
      case PROPOSAL -> voting.onProposal(sender, envelope, message.syncInfo());
      case VOTE -> collecting.onVote(sender, envelope);
      case TIMEOUT -> {
        serving.help(sender, message.syncInfo());
        collecting.onTimeout(sender, envelope);
      }
      case CHAIN_REQUEST -> serving.onRequest(sender, envelope);
      case CHAIN_REPLY -> syncing.onReply(sender, envelope);
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

  private void onTransaction(byte[] transaction) {
    Hash id = TransactionPool.idOf(transaction);
    Optional<Rejection> rejection = rejection(id, transaction);
    rejection.ifPresent(no -> state.out.refused(no.reason(), no.detail()));
    state.out.add(
        new Effect.Answer(
            id,
            rejection.map(Rejection::code).orElse(AnswerCode.ACCEPTED),
            rejection.map(Rejection::detail).orElse("It waits to be ordered.")));
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
    if (chain.hasWork() || collecting.hasGivenUp()) {
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
                fetching.deadlineMillis(),
                batching.deadlineMillis())
            .flatMapToLong(OptionalLong::stream);
    OptionalLong earliest = LongStream.concat(again, timers).min();
    if (earliest.isPresent() && !earliest.equals(announcedTimer)) {
      announcedTimer = earliest;
      state.out.add(new Effect.StartTimer(earliest.getAsLong()));
    }
  }

  /** The round that this replica is in. */
  public long round() {
    return state.round();
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
