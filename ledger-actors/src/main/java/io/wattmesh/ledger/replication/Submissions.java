package io.wattmesh.ledger.replication;

import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.ledger.replication.ToGateway.Answer;
import io.wattmesh.ledger.replication.ToGateway.Answered;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.client.SilentValidators;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Consumer;

/**
 * The transactions that a gateway sees through: each is given to one validator of the present
 * epoch, and to the next one if it is not committed within a time, or its validator has no room or
 * is no validator any more. So none is put into several validators' batches as long as all goes
 * well. Who has joined is given nothing before it has come to the present epoch itself: one that is
 * behind would answer by an old state. Bounded: what does not fit is answered at once.
 *
 * <p>Only so much is with the validators at one time as keeps them busy; the rest waits here in
 * order. Else, of a burst that takes them longer than a transaction's time, everything would be
 * given to every validator, who would spend their time on copies.
 */
public final class Submissions {
  /** How long a transaction may take before the next validator gets it too. */
  public static final long PATIENCE_MILLIS = 3_000;

  /** Some blocks full of transactions. */
  static final long WINDOW_BYTES = 16L * 1024 * 1024;

  /** Of a transaction that is heard of, the time doubles with each validator, so many times. */
  private static final int MOST_DOUBLINGS = 4;

  /**
   * A transaction that is not committed this long after it was given first is let go: whoever still
   * needs it hands it in again. One that validators know as committed, and this gateway does not,
   * would else take room for ever.
   */
  static final long GIVEN_UP_MILLIS = 300_000;

  /** Transactions of late blocks that are known here, as many as validators remember. */
  private static final int REMEMBERED = 65_536;

  /** How long a full validator is left alone. */
  public static final long BUSY_MILLIS = 250;

  /** Hands a transaction to a validator. */
  @FunctionalInterface
  public interface Way {
    void submit(ParticipantId validator, byte[] transaction);
  }

  private static final class Waiting {
    private final byte[] transaction;
    private final Consumer<Answer> answers;
    private final int share;
    private ParticipantId validator;
    private long firstGivenMillis;
    private long givenMillis;
    private long againMillis;
    private int timesGiven;
    private boolean isHeard;
    private boolean isIn;
    private boolean isDone;

    /**
     * @param share whose turn it is first, among those who take transactions then
     */
    private Waiting(byte[] transaction, Consumer<Answer> answers, int share) {
      this.transaction = transaction;
      this.answers = answers;
      this.share = share;
    }

    private boolean isGiven() {
      return timesGiven > 0;
    }

    private boolean isGivenUp(long nowMillis) {
      return isGiven() && nowMillis - firstGivenMillis >= GIVEN_UP_MILLIS;
    }
  }

  private final long maxBytes;
  private final Way way;
  private final Map<Hash, Waiting> waiting = new LinkedHashMap<>();
  private final Deque<Waiting> inTurn = new ArrayDeque<>();
  private final SequencedSet<Hash> committed = new LinkedHashSet<>();
  private final Map<ParticipantId, Long> toldHeights = new HashMap<>();
  private final SilentValidators silent = new SilentValidators(PATIENCE_MILLIS);
  private ValidatorSet validators;
  private long lastHeightBefore;
  private long bytes;
  private long givenBytes;

  /**
   * @param validators those of the present epoch
   */
  public Submissions(ValidatorSet validators, long maxBytes, Way way) {
    this.validators = validators;
    this.maxBytes = maxBytes;
    this.way = way;
  }

  /** A transaction begins at the validator that its hash says, so that they have equal shares. */
  public void submit(byte[] transaction, Consumer<Answer> answers, long nowMillis) {
    Hash id = Sha256.of(transaction);
    if (waiting.containsKey(id)) {
      answers.accept(new Answer(id, AnswerCode.KNOWN, "It is under way."));
      return;
    }
    if (committed.contains(id)) {
      answers.accept(new Answer(id, AnswerCode.KNOWN, "It was committed."));
      return;
    }
    if (bytes + transaction.length > maxBytes) {
      answers.accept(
          new Answer(
              id,
              AnswerCode.BUSY,
              "%d transactions of %d bytes are under way, at most %d bytes may be; submit it later."
                  .formatted(waiting.size(), bytes, maxBytes)));
      return;
    }
    var entry = new Waiting(transaction.clone(), answers, id.hashCode());
    waiting.put(id, entry);
    inTurn.add(entry);
    bytes += transaction.length;
    giveThoseInTurn(nowMillis);
  }

  private void giveThoseInTurn(long nowMillis) {
    for (Waiting entry = inTurn.peek();
        entry != null && (entry.isDone || hasRoomFor(entry));
        entry = inTurn.peek()) {
      inTurn.remove();
      if (!entry.isDone) {
        List<ParticipantId> takers = takers(nowMillis);
        entry.validator = takers.get(Math.floorMod(entry.share, takers.size()));
        givenBytes += entry.transaction.length;
        entry.firstGivenMillis = nowMillis;
        give(entry, nowMillis);
      }
    }
  }

  private boolean hasRoomFor(Waiting entry) {
    return givenBytes == 0 || givenBytes + entry.transaction.length <= WINDOW_BYTES;
  }

  private void give(Waiting entry, long nowMillis) {
    entry.givenMillis = nowMillis;
    entry.againMillis = nowMillis + PATIENCE_MILLIS;
    entry.timesGiven++;
    entry.isHeard = false;
    way.submit(entry.validator, entry.transaction);
  }

  /** What a validator answers; one that is not the transaction's any more changes nothing. */
  public void answered(Answered answered, long nowMillis) {
    silent.remove(answered.validator());
    Waiting entry = waiting.get(answered.transaction());
    if (entry == null || !answered.validator().equals(entry.validator)) {
      return;
    }
    entry.isHeard = true;
    if (answered.code() == AnswerCode.BUSY) {
      entry.againMillis = nowMillis + BUSY_MILLIS;
      return;
    }
    int doublings = Math.min(entry.timesGiven - 1, MOST_DOUBLINGS);
    entry.againMillis = entry.givenMillis + (PATIENCE_MILLIS << doublings);
    if (answered.code().isFinal()) {
      remove(answered.transaction());
      giveThoseInTurn(nowMillis);
    }
    if (!entry.isIn) {
      entry.isIn = answered.code().isIn();
      entry.answers.accept(new Answer(answered.transaction(), answered.code(), answered.detail()));
    }
  }

  /** Gives to the next validator what is not committed in time, and what its validator refused. */
  public void lookAgain(long nowMillis) {
    List<Hash> givenUp =
        waiting.entrySet().stream()
            .filter(entry -> entry.getValue().isGivenUp(nowMillis))
            .map(Map.Entry::getKey)
            .toList();
    givenUp.forEach(this::remove);
    for (Waiting entry : waiting.values()) {
      if (entry.isGiven() && nowMillis >= entry.againMillis) {
        if (!entry.isHeard) {
          silent.add(entry.validator, nowMillis);
        }
        entry.validator = next(entry.validator, nowMillis);
        give(entry, nowMillis);
      }
    }
    giveThoseInTurn(nowMillis);
  }

  /** The next one in turn of those who take transactions; who has left is followed by the first. */
  private ParticipantId next(ParticipantId validator, long nowMillis) {
    List<ParticipantId> takers = takers(nowMillis);
    int place = validators.indexOf(validator);
    return takers.stream()
        .filter(name -> validators.indexOf(name) > place)
        .findFirst()
        .orElse(takers.getFirst());
  }

  /** The present validators that have come to the present epoch and speak; all, if none does. */
  private List<ParticipantId> takers(long nowMillis) {
    List<ParticipantId> present = validators.validators().stream().map(Validator::id).toList();
    List<ParticipantId> arrived =
        present.stream()
            .filter(name -> toldHeights.getOrDefault(name, 0L) >= lastHeightBefore)
            .filter(name -> !silent.contains(name, nowMillis))
            .toList();
    return arrived.isEmpty() ? present : arrived;
  }

  /** A validator has committed a block. */
  public void told(ParticipantId validator, long height) {
    toldHeights.merge(validator, height, Math::max);
    silent.remove(validator);
  }

  /**
   * The blocks that are believed have these transactions. If other validators take over, what waits
   * at one who has left is given to another when this looks again.
   */
  public void committed(CommittedBlock block, long nowMillis) {
    block.outcomes().forEach(this::onOutcome);
    block.nextValidators().ifPresent(next -> follow(next, block.header().height()));
    giveThoseInTurn(nowMillis);
  }

  /** What came too early was committed in vain, and may come in again. */
  private void onOutcome(Outcome outcome) {
    remove(outcome.transaction());
    if (outcome.code() != OutcomeCode.GATE_OPEN) {
      committed.add(outcome.transaction());
      if (committed.size() > REMEMBERED) {
        committed.removeFirst();
      }
    }
  }

  private void follow(ValidatorSet next, long lastHeight) {
    validators = next;
    lastHeightBefore = lastHeight;
    toldHeights.keySet().removeIf(name -> next.find(name).isEmpty());
    waiting.values().stream()
        .filter(Waiting::isGiven)
        .filter(entry -> next.find(entry.validator).isEmpty())
        .forEach(entry -> entry.againMillis = Long.MIN_VALUE);
  }

  private void remove(Hash id) {
    Waiting entry = waiting.remove(id);
    if (entry != null) {
      entry.isDone = true;
      bytes -= entry.transaction.length;
      givenBytes -= entry.isGiven() ? entry.transaction.length : 0;
    }
  }

  /** How many transactions are under way. */
  public int size() {
    return waiting.size();
  }
}
