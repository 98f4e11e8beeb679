package io.wattmesh.ledger.replication;

import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.EpochChanges;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.client.BlockProof;
import io.wattmesh.proto.client.Reply;
import io.wattmesh.proto.client.ReplyKind;
import io.wattmesh.proto.client.Statement;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.OutcomeRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * A validator's replies to clients: knows who waits for which transaction, turns committed blocks
 * into proven outcomes, and remembers those of late, so that what is asked late or again is not
 * ordered again. All is bounded: who is forgotten asks again. Replies go out only after the block
 * is durable, as the order of effects has it.
 */
public final class ReplyDesk {
  /** Who waits and what is remembered, in transactions. */
  private static final int MAX_TRANSACTIONS = 65_536;

  /** Clients that wait for one transaction; more can only be its copies. */
  private static final int MAX_ASKERS = 4;

  /** A reply and who gets it. */
  public record Letter(ReplyAddress to, Reply reply) {
    public void send() {
      to.tell(reply);
    }
  }

  /**
   * Whose replies these are.
   *
   * @param keys all keys that it may come to sign with
   * @param first the validators of the chain's first epoch
   */
  public record Signer(
      ParticipantId name, List<SigningKey> keys, Hash chainId, ValidatorSet first) {
    public Signer {
      keys = List.copyOf(keys);
    }

    private Optional<SigningKey> key(Validator self) {
      return keys.stream().filter(key -> key.verificationKey().equals(self.key())).findFirst();
    }
  }

  private record Place(BlockReplies block, int index) {}

  private final Signer signer;
  private final int maxTransactions;
  private final List<EpochChange> epochs = new ArrayList<>();
  private final Map<Hash, SequencedSet<Asker>> waiting = new LinkedHashMap<>();
  private final Map<Hash, Place> remembered = new HashMap<>();
  private final Deque<BlockReplies> blocks = new ArrayDeque<>();
  private final List<CommittedBlock> unproven = new ArrayList<>();
  private int outcomes;

  public ReplyDesk(Signer signer, List<EpochChange> epochs) {
    this(signer, epochs, MAX_TRANSACTIONS);
  }

  ReplyDesk(Signer signer, List<EpochChange> epochs, int maxTransactions) {
    this.signer = signer;
    this.maxTransactions = maxTransactions;
    this.epochs.addAll(epochs);
  }

  /** An epoch has ended. */
  public void epochEnded(EpochChange change) {
    if (epochs.isEmpty() || change.epoch() > epochs.getLast().epoch()) {
      epochs.add(change);
    }
  }

  /** A block that was committed before this validator was started: of it there is no proof here. */
  public void replayed(CommittedBlock block) {
    remember(new BlockReplies(block, Optional.empty()));
  }

  /**
   * A client asks for a transaction's outcome.
   *
   * @return the reply, if it is committed; if empty, the transaction is to be submitted, and the
   *     client hears later
   */
  public List<Letter> ask(Hash transaction, Asker asker) {
    Place place = remembered.get(transaction);
    if (place != null) {
      return letters(asker, reply(place));
    }
    SequencedSet<Asker> askers =
        waiting.computeIfAbsent(transaction, any -> new LinkedHashSet<>(2));
    askers.removeIf(other -> other.address().equals(asker.address()));
    askers.add(asker);
    if (askers.size() > MAX_ASKERS) {
      askers.removeFirst();
    }
    if (waiting.size() > maxTransactions) {
      var longest = waiting.keySet().iterator();
      longest.next();
      longest.remove();
    }
    return List.of();
  }

  /** Whether a client waits for this. */
  public boolean isAsked(Hash transaction) {
    return waiting.containsKey(transaction);
  }

  /** The replica answers to a submission; what waits is replied to when it is committed. */
  public List<Letter> answered(Effect.Answer answer) {
    Optional<ReplyKind> kind = kind(answer.code());
    if (kind.isEmpty()) {
      return List.of();
    }
    SequencedSet<Asker> askers = waiting.remove(answer.transaction());
    if (askers == null) {
      return List.of();
    }
    return letters(askers, signed(Statement.uncommitted(answer.transaction(), kind.get())));
  }

  private static Optional<ReplyKind> kind(AnswerCode code) {
    return switch (code) {
      case ACCEPTED, KNOWN -> Optional.empty();
      case BUSY -> Optional.of(ReplyKind.BUSY);
      case TOO_LARGE -> Optional.of(ReplyKind.TOO_LARGE);
      case STALE -> Optional.of(ReplyKind.STALE);
    };
  }

  /**
   * A block is committed and durable; blocks come in order.
   *
   * @param proof of this block or of a descendant that is told next, see {@link Effect.Commit}
   */
  public List<Letter> committed(CommittedBlock block, CommitProof proof) {
    unproven.add(block);
    if (block.header().height() < proof.committedHeight()) {
      return List.of();
    }
    var letters = new ArrayList<Letter>();
    for (int k = 0; k < unproven.size(); k++) {
      letters.addAll(proven(k, proof));
    }
    unproven.clear();
    return letters;
  }

  private List<Letter> proven(int index, CommitProof commit) {
    List<CommittedBlock> above = unproven.subList(index + 1, unproven.size());
    boolean leads = unproven.getLast().header().id().equals(commit.committedId());
    Optional<BlockProof> proof =
        leads && above.size() <= BlockProof.MAX_HEADERS
            ? Optional.of(
                new BlockProof(above.stream().map(CommittedBlock::header).toList(), commit))
            : Optional.empty();
    var block = new BlockReplies(unproven.get(index), proof);
    remember(block);
    var letters = new ArrayList<Letter>();
    for (OutcomeRecord outcome : block.outcomes()) {
      SequencedSet<Asker> askers = waiting.remove(outcome.transaction());
      if (askers != null) {
        letters.addAll(letters(askers, reply(remembered.get(outcome.transaction()))));
      }
    }
    return letters;
  }

  /** Of a transaction that is in several blocks, or in one twice, the first time counts. */
  private void remember(BlockReplies block) {
    if (block.outcomes().isEmpty()) {
      return;
    }
    blocks.add(block);
    outcomes += block.outcomes().size();
    for (int k = 0; k < block.outcomes().size(); k++) {
      remembered.putIfAbsent(block.outcomes().get(k).transaction(), new Place(block, k));
    }
    while (outcomes > maxTransactions && blocks.size() > 1) {
      forget(blocks.remove());
    }
  }

  private void forget(BlockReplies block) {
    outcomes -= block.outcomes().size();
    for (OutcomeRecord outcome : block.outcomes()) {
      remembered.computeIfPresent(
          outcome.transaction(), (id, place) -> place.block() == block ? null : place);
    }
  }

  private Optional<Reply> reply(Place place) {
    return place
        .block()
        .proven(place.index())
        .or(() -> signed(place.block().statement(place.index())));
  }

  /** Empty if this validator is none of the present epoch: nobody would believe it. */
  private Optional<Reply> signed(Statement statement) {
    ValidatorSet validators = validators();
    return validators
        .find(signer.name())
        .flatMap(signer::key)
        .map(
            key ->
                new Reply.Signed(
                    new SigningContext(signer.chainId(), validators.epoch())
                        .sign(MessageType.REPLY, signer.name().value(), statement.toBytes(), key)));
  }

  private ValidatorSet validators() {
    return epochs.isEmpty() ? signer.first() : epochs.getLast().next();
  }

  private List<Letter> letters(SequencedSet<Asker> askers, Optional<Reply> reply) {
    return askers.stream().flatMap(asker -> letters(asker, reply).stream()).toList();
  }

  /** The reply, and before it the ends of epochs that the client does not know. */
  private List<Letter> letters(Asker asker, Optional<Reply> reply) {
    var letters = new ArrayList<Letter>(1);
    if (asker.epoch() < validators().epoch()) {
      List<EpochChange> unknown =
          epochs.stream()
              .filter(change -> change.epoch() >= asker.epoch())
              .limit(Reply.MAX_CHANGES)
              .toList();
      letters.add(new Letter(asker.address(), new Reply.Epochs(new EpochChanges(unknown))));
    }
    reply.ifPresent(known -> letters.add(new Letter(asker.address(), known)));
    return letters;
  }
}
