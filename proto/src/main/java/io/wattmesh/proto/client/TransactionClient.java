package io.wattmesh.proto.client;

import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.client.BlockProofs.Judged;
import io.wattmesh.proto.client.BlockProofs.Shown;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.ChainIdentity;
import io.wattmesh.proto.proof.OutcomeRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Sees a participant's calls through: gives each to one validator, to the next one if there is no
 * verdict in time, and so on until there is one. It believes an outcome that is proven, from
 * whomever it comes, or what validators with more than a third of the power sign alike: one of them
 * at least is honest. So a validator that lies can neither make it believe anything nor stop it.
 *
 * <p>The same bytes may reach the log several times; the ledger lets their nonce take effect once.
 * No two transactions under way are further apart than the ledger's window of nonces, so that none
 * falls out of it while it is retried. Only one client at a time may use a participant's key.
 *
 * <p>A step function: it is told the time and returns what is to be done. Not safe for use by
 * several threads.
 */
public final class TransactionClient {
  private final ParticipantId participant;
  private final SigningKey key;
  private final SigningContext signing;
  private final ClientOptions options;
  private final KnownEpochs epochs;
  private final BlockProofs proofs;

  /** By id, in the order in which they were submitted. */
  private final Map<Hash, InFlight> inFlight = new LinkedHashMap<>();

  private final SilentValidators silent;
  private long nextNonce;
  private long highestNonce;
  private ReplyCounts counts = ReplyCounts.NONE;

  /**
   * @param trustedChainId the id of the chain that is meant; all else is believed by it alone
   * @param firstNonce the first nonce to use: 1, or one above all that were ever used
   * @throws io.wattmesh.proto.proof.ProofRefusedException if the identity is another chain's
   */
  public TransactionClient(
      Hash trustedChainId,
      ChainIdentity identity,
      ParticipantId participant,
      SigningKey key,
      long firstNonce,
      ClientOptions options) {
    this(
        trustedChainId, identity, participant, key, firstNonce, options, new CheckedCertificates());
  }

  /**
   * One of several clients in a process.
   *
   * @param certificates shared by them
   * @throws io.wattmesh.proto.proof.ProofRefusedException if the identity is another chain's
   */
  public TransactionClient(
      Hash trustedChainId,
      ChainIdentity identity,
      ParticipantId participant,
      SigningKey key,
      long firstNonce,
      ClientOptions options,
      CheckedCertificates certificates) {
    if (firstNonce < 1) {
      throw new IllegalArgumentException("Nonces count from 1, not from %d.".formatted(firstNonce));
    }
    this.participant = participant;
    this.key = key;
    this.options = options;
    this.epochs = new KnownEpochs(trustedChainId, identity);
    this.proofs = new BlockProofs(epochs, certificates);
    this.signing = epochs.context(identity.validators());
    this.silent = new SilentValidators(options.patienceMillis());
    this.nextNonce = firstNonce;
  }

  /**
   * Signs a call with the next nonce, to be submitted now or later; others may be made meanwhile.
   *
   * @param gasLimit the most gas that it may use
   */
  public PreparedCall prepare(String contract, String method, byte[] arguments, long gasLimit) {
    var call = new Call(nextNonce, gasLimit, contract, method, arguments);
    byte[] transaction =
        signing.sign(MessageType.CALL, participant.value(), call.toBytes(), key).toBytes();
    nextNonce = Math.addExact(nextNonce, 1);
    return new PreparedCall(call.nonce(), transaction);
  }

  /** Signs a call as above, with a gas limit that is enough for each method. */
  public PreparedCall prepare(String contract, String method, byte[] arguments) {
    return prepare(contract, method, arguments, Call.DEFAULT_GAS_LIMIT);
  }

  /** Why a call with this nonce can't be submitted now, if it can't. */
  public Optional<String> refusal(long nonce) {
    long highest = Math.max(highestNonce, nonce);
    long lowest = nonce;
    for (InFlight waiting : inFlight.values()) {
      lowest = Math.min(lowest, waiting.nonce);
    }
    return highest - lowest < Call.NONCE_WINDOW
        ? Optional.empty()
        : Optional.of(
            "Nonces %d to %d would be under way, the ledger knows of %d at once; wait for verdicts."
                .formatted(lowest, highest, Call.NONCE_WINDOW));
  }

  /** Whether the next call can be submitted at once. */
  public Optional<String> refusal() {
    return refusal(nextNonce);
  }

  /**
   * Begins to see a prepared call through.
   *
   * @throws IllegalStateException if {@link #refusal(long)} says that it can't be submitted now
   */
  public List<ClientEffect> submit(PreparedCall call, long nowMillis) {
    refusal(call.nonce())
        .ifPresent(
            reason -> {
              throw new IllegalStateException(reason);
            });
    var entry = new InFlight(Sha256.of(call.transaction()), call);
    if (inFlight.putIfAbsent(entry.id, entry) != null) {
      return List.of();
    }
    highestNonce = Math.max(highestNonce, call.nonce());
    return List.of(give(entry, nowMillis));
  }

  private ClientEffect give(InFlight entry, long nowMillis) {
    entry.againMillis = nowMillis + options.patienceMillis();
    ValidatorSet validators = epochs.newest();
    boolean someoneSpeaks =
        validators.validators().stream()
            .anyMatch(validator -> !silent.contains(validator.id(), nowMillis));
    while (someoneSpeaks && silent.contains(entry.asked(validators), nowMillis)) {
      entry.next();
    }
    return new ClientEffect.Submit(
        entry.asked(validators), validators.epoch(), entry.transaction.clone());
  }

  /** Time has passed: what was not decided in time is given to the next validator. */
  public List<ClientEffect> tick(long nowMillis) {
    var effects = new ArrayList<ClientEffect>();
    for (InFlight entry : inFlight.values()) {
      if (nowMillis >= entry.againMillis) {
        silent.add(entry.asked(epochs.newest()), nowMillis);
        entry.next();
        effects.add(give(entry, nowMillis));
      }
    }
    return effects;
  }

  /** Somebody replied; who it was does not matter, but for what is signed. */
  public List<ClientEffect> onReply(Reply reply, long nowMillis) {
    return switch (reply) {
      case Reply.Proven proven -> onProven(proven);
      case Reply.Signed signed -> onSigned(signed.envelope(), nowMillis);
      case Reply.Epochs epochsEnded -> onEpochs(epochsEnded);
    };
  }

  private List<ClientEffect> ignore(UnaryOperator<ReplyCounts> count) {
    counts = count.apply(counts);
    return List.of();
  }

  private List<ClientEffect> onEpochs(Reply.Epochs reply) {
    long before = epochs.newest().epoch();
    if (epochs.advance(reply.changes()).isPresent()) {
      return ignore(ReplyCounts::plusForged);
    }
    if (epochs.newest().epoch() > before) {
      inFlight.values().forEach(InFlight::forgetStatements);
    }
    return List.of();
  }

  private List<ClientEffect> onProven(Reply.Proven reply) {
    OutcomeRecord outcome = reply.outcome();
    InFlight entry = inFlight.get(outcome.transaction());
    if (entry == null) {
      return ignore(ReplyCounts::plusForeign);
    }
    Judged judged = proofs.judge(reply.blockProof());
    return switch (judged.judgement()) {
      case FORGED -> ignore(ReplyCounts::plusForged);
      case UNKNOWN_EPOCH -> ignore(ReplyCounts::plusForeign);
      case HOLDS -> onShown(entry, reply, judged.shown().orElseThrow());
    };
  }

  private List<ClientEffect> onShown(InFlight entry, Reply.Proven reply, Shown shown) {
    OutcomeRecord outcome = reply.outcome();
    if (!reply.path().verify(outcome.toBytes(), shown.outcomesRoot())) {
      return ignore(ReplyCounts::plusForged);
    }
    if (outcome.pointsBack()) {
      return ignore(ReplyCounts::plusInconclusive);
    }
    silent.remove(entry.asked(epochs.newest()));
    return decide(entry, new Verdict.Committed(shown.height(), outcome));
  }

  private List<ClientEffect> onSigned(SignedEnvelope envelope, long nowMillis) {
    ValidatorSet validators = epochs.newest();
    int signer =
        ParticipantId.parse(envelope.signer())
            .map(validators::indexOf)
            .filter(k -> k >= 0)
            .orElse(-1);
    if (signer < 0
        || envelope.type() != MessageType.REPLY
        || !envelope.context().equals(epochs.context(validators))) {
      return ignore(ReplyCounts::plusForeign);
    }
    Statement statement;
    try {
      statement = Statement.ofBytes(envelope.payload());
    } catch (MalformedBytesException e) {
      return ignore(ReplyCounts::plusForged);
    }
    InFlight entry = inFlight.get(statement.transaction());
    if (entry == null) {
      return ignore(ReplyCounts::plusForeign);
    }
    if (!envelope.isSignedBy(validators.get(signer).key(), epochs.context(validators))) {
      return ignore(ReplyCounts::plusForged);
    }
    silent.remove(validators.get(signer).id());
    return onStatement(entry, signer, statement, nowMillis);
  }

  private List<ClientEffect> onStatement(
      InFlight entry, int signer, Statement statement, long nowMillis) {
    boolean asked = isAsked(entry, signer);
    if (!statement.kind().isFinal()) {
      return asked ? onBusy(entry, nowMillis) : ignore(ReplyCounts::plusDuplicate);
    }
    Statement before = entry.heard(signer, statement);
    if (before != null) {
      return ignore(
          before.equals(statement) ? ReplyCounts::plusDuplicate : ReplyCounts::plusContradictory);
    }
    if (entry.isBelieved(statement, epochs.newest())) {
      return decide(entry, verdict(statement));
    }
    return asked ? giveToNext(entry, nowMillis) : List.of();
  }

  private boolean isAsked(InFlight entry, int signer) {
    ValidatorSet validators = epochs.newest();
    return entry.asked(validators).equals(validators.get(signer).id());
  }

  private List<ClientEffect> onBusy(InFlight entry, long nowMillis) {
    long wait = entry.busy(epochs.newest(), options);
    if (wait == 0) {
      return giveToNext(entry, nowMillis);
    }
    entry.againMillis = nowMillis + wait;
    return List.of();
  }

  private List<ClientEffect> giveToNext(InFlight entry, long nowMillis) {
    entry.next();
    return List.of(give(entry, nowMillis));
  }

  private static Verdict verdict(Statement statement) {
    return statement
        .outcome()
        .<Verdict>map(outcome -> new Verdict.Committed(statement.height(), outcome))
        .orElseGet(() -> new Verdict.Refused(statement.kind()));
  }

  private List<ClientEffect> decide(InFlight entry, Verdict verdict) {
    inFlight.remove(entry.id);
    return List.of(new ClientEffect.Decided(entry.id, entry.nonce, verdict));
  }

  /** How many transactions have no verdict yet. */
  public int size() {
    return inFlight.size();
  }

  public long nextNonce() {
    return nextNonce;
  }

  /** The newest epoch that was proven. */
  public long epoch() {
    return epochs.newest().epoch();
  }

  /** What changed nothing. */
  public ReplyCounts counts() {
    return counts;
  }

  /** How many certificates were checked, by all clients that share the verdicts. */
  public long checkedCertificates() {
    return proofs.checked();
  }
}
