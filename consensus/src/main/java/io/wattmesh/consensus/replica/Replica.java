package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.certificate.CertificateVerifier;
import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.consensus.certificate.Signer;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.pacemaker.LeaderSchedule;
import io.wattmesh.consensus.pacemaker.Reputation;
import io.wattmesh.consensus.payload.TransactionPool;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.consensus.snapshot.AskerBudgets;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.MalformedBytesException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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

  /** In the present epoch. */
  private Roles roles;

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
    this.epochs = new Epochs(identity, recovered);
    this.roles = assemble(recovered, new TransactionPool(options.maxPoolBytes()), new Outbox());
  }

  private Roles assemble(Recovered from, TransactionPool pool, Outbox out) {
    Identity identity = epochs.identity();
    Electorate electorate = identity.electorate();
    SafetyRules safety =
        rules.create(electorate, epochs.certificates(), identity.index(), identity.signer());
    return new Roles(
        new ReplicaState(epochs, options, leaders, from, pool, out),
        safety,
        application,
        source,
        budgets);
  }

  /** The first step, once. */
  public List<Effect> start(Now now) {
    if (lifecycle != Lifecycle.CREATED) {
      throw new IllegalStateException(
          "Impossible transition " + lifecycle + " -> RUNNING: a replica is started once.");
    }
    lifecycle = Lifecycle.RUNNING;
    return guarded(now, () -> roles.start(recovered));
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
    state().now = now;
    switch (input) {
      case Input.Received received ->
          inquiry.ifPresent(asking -> asking.onReceived(received.message()));
      case Input.Tick() -> inquiry.ifPresent(DivergenceInquiry::onTick);
      case Input.SubmitTransaction _, Input.SnapshotRead _ -> {}
    }
    return state().out.drain();
  }

  private List<Effect> guarded(Now now, Runnable work) {
    state().now = now;
    try {
      work.run();
      while (state().ended.isPresent()) {
        enterNextEpoch();
      }
      state().installed.ifPresent(this::enterEpochOf);
      roles.settle();
      announceTimer();
    } catch (HaltException e) {
      lifecycle = Lifecycle.HALTED;
      e.divergence().ifPresent(this::onDivergence);
      state().out.add(new Effect.Halt(e.getMessage()));
    }
    return state().out.drain();
  }

  /** The epoch's last block is committed: the roles begin anew on it, in the next epoch. */
  private void enterNextEpoch() {
    boolean made = roles.collecting.takeMadeQuorumCertificate();
    boolean behind = epochs.ahead().isPresent();
    epochs.pass(state().ended.orElseThrow());
    beginAnew();
    if (made) {
      roles.otherEpochs.announce();
    }
    if (behind || isObserver()) {
      roles.syncing.start();
      roles.chain.commitAhead();
    }
  }

  /**
   * A snapshot of a later epoch was installed: the roles begin anew on its block, in that epoch.
   */
  private void enterEpochOf(InstalledSnapshot snapshot) {
    epochs.aheadThrough(snapshot.epoch()).forEach(epochs::pass);
    beginAnew();
    roles.chain.jump(snapshot);
    roles.syncing.start();
    roles.chain.commitAhead();
  }

  /** In the epoch that was passed to; what waits here and was signed is taken along. */
  private void beginAnew() {
    ReplicaState old = state();
    roles =
        assemble(
            new Recovered(
                recovered.genesisId(), old.tree.tip(), old.highCommit, List.of(), old.row),
            old.pool,
            old.out);
    ReplicaState state = state();
    state.now = old.now;
    state.highCommit = old.highCommit;
    state.pool.enterEpoch(old.self(), state.self());
    roles.chain.enterEpoch();
  }

  private void onDivergence(Divergence divergence) {
    state().out.add(new Effect.Snapshot(new Effect.SnapshotWork.Diverged(divergence)));
    var asking = new DivergenceInquiry(state(), divergence);
    asking.onTick();
    inquiry = Optional.of(asking);
  }

  private void on(Input input) {
    switch (input) {
      case Input.Received received -> onReceived(received.message());
      case Input.SubmitTransaction submitted ->
          roles.admission.onTransaction(submitted.transaction());
      case Input.SnapshotRead read -> roles.snapshotServing.onRead(read);
      case Input.Tick() -> {
        announcedTimer = OptionalLong.empty();
        roles.onTick();
      }
    }
  }

  private void onReceived(byte[] bytes) {
    try {
      roles.onMessage(ConsensusMessage.ofBytes(bytes));
    } catch (MalformedBytesException e) {
      state().out.refused(RefusalReason.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private void announceTimer() {
    OptionalLong earliest = roles.deadlineMillis();
    if (earliest.isPresent() && !earliest.equals(announcedTimer)) {
      announcedTimer = earliest;
      state().out.add(new Effect.StartTimer(earliest.getAsLong()));
    }
  }

  private ReplicaState state() {
    return roles.state;
  }

  /** Where it stands. */
  public ReplicaStatus status() {
    return new ReplicaStatus(
        state().electorate().validators(),
        isObserver(),
        isHalted(),
        state().round(),
        state().nameOf(state().leaders.leader(state().round())),
        state().row.lastVotedRound(),
        state().highQc.round(),
        state().highTc.map(TimeoutCertificate::round).orElse(0L),
        committedHeight(),
        state().pacemaker.deadlineMillis().isPresent(),
        state().allBut(roles.collecting.heardInRound()),
        state().lastFailed,
        state().lack(),
        state().out.refusals());
  }

  /** The round that this replica is in. */
  public long round() {
    return state().round();
  }

  /** Who leads a round of this epoch, as far as it is known here. */
  int leader(long round) {
    return state().leaders.leader(round);
  }

  /** The validators of the epoch that this replica is in. */
  public ValidatorSet validators() {
    return state().electorate().validators();
  }

  /** The epoch that this replica is in. */
  public long epoch() {
    return state().electorate().epoch();
  }

  /** Whether it is no validator of its epoch and only follows. */
  public boolean isObserver() {
    return state().identity.isObserver();
  }

  /** The last committed height. */
  public long committedHeight() {
    return state().tree.tip().header().height();
  }

  /** How many transactions wait here. */
  public int waitingTransactions() {
    return state().pool.size();
  }

  /** Whether it has stopped for good. */
  public boolean isHalted() {
    return lifecycle == Lifecycle.HALTED;
  }
}
