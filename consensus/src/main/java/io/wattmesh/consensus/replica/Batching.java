package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.batch.BatchAck;
import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.message.ForwardedTransactions;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The author's role: brings what was submitted here to the others. A small load is forwarded as it
 * is; a larger one is cut into batches by size or time, which are spread, and certified once a
 * quorum has acknowledged them. What the others may have missed is said again until it is committed
 * or expired; the transactions of an expired batch go into another.
 */
final class Batching {
  /** Batches live for half of what is allowed, so that validators that are behind take them. */
  private static final long LIFE_ROUNDS = Batch.MAX_ROUNDS / 2;

  /** What may wait of one forwarder, in its own bound: commits reach validators at their times. */
  private static final int FORWARD_SLACK = 2;

  /** The leaders of so many rounds get a small load along with a vote. */
  private static final int LEADERS_AHEAD = 2;

  /** An own batch, from when it is cut until it is committed or expired. */
  private static final class UnderWay {
    private final Batch batch;
    private final TreeMap<Integer, Signature> acks = new TreeMap<>();
    private Optional<BatchCertificate> certificate = Optional.empty();

    private UnderWay(Batch batch) {
      this.batch = batch;
    }
  }

  private final ReplicaState state;
  private final Chain chain;
  private final BatchKeeper keeper;
  private final Map<Hash, UnderWay> underWay = new LinkedHashMap<>();
  private OptionalLong uncutSinceMillis = OptionalLong.empty();
  private OptionalLong retryMillis = OptionalLong.empty();
  private long lastSeq;

  /** What not all have been told of, by the round in which the leaders to come were. */
  private final Map<Hash, Long> ahead = new LinkedHashMap<>();

  /** Whether others may not know of what was forwarded: it was in another epoch. */
  private boolean untold = true;

  Batching(ReplicaState state, Chain chain, BatchKeeper keeper) {
    this.state = state;
    this.chain = chain;
    this.keeper = keeper;
  }

  /** Goes on with the batches that were under way, of which it is not known who heard. */
  void recover() {
    lastSeq = keeper.highestOwnSeq();
    for (Batch batch : keeper.own()) {
      state.pool.restore(batch);
      spread(batch);
    }
  }

  /** What every step ends with. */
  void settle(boolean hasGivenUp) {
    if (state.identity.isObserver()) {
      return; // Nobody takes anything from it.
    }
    underWay.values().removeIf(this::isOver);
    if (!state.pool.hasUncut()) {
      uncutSinceMillis = OptionalLong.empty();
    } else {
      if (uncutSinceMillis.isEmpty()) {
        uncutSinceMillis = OptionalLong.of(state.now.monotonicMillis());
      }
      if (!fitsInline()) {
        while (isCutDue()) {
          cut();
        }
      } else if (isForwardDue()) {
        state.broadcast(forwarded(state.pool.inline(state.pool.makeInline(state.self()))));
        uncutSinceMillis = OptionalLong.empty();
      }
    }
    if (untold) {
      untold = false;
      tellAll(state.pool.inlineOf(state.self()));
    }
    if (hasGivenUp) {
      tellAll(state.pool.inline(ahead.keySet()));
      ahead.clear();
    }
    boolean waits = !underWay.isEmpty() || state.pool.inlineBytesOf(state.self()) > 0;
    if (!waits) {
      retryMillis = OptionalLong.empty();
    } else if (retryMillis.isEmpty()) {
      retryMillis = retryLater();
    }
  }

  private boolean isOver(UnderWay own) {
    BatchAck ack = own.batch.ack();
    if (ack.expiryRound() < state.round()) {
      state.pool.uncut(own.batch);
      return true;
    }
    return keeper.wasCommitted(ack.slot());
  }

  private boolean fitsInline() {
    return state.pool.inlineBytesOf(state.self()) + state.pool.uncutBytes()
        <= state.options.batches().inlineBytes();
  }

  /** At once, if nothing is under way; else not before it has waited in vain for a vote. */
  private boolean isForwardDue() {
    return state.pool.inlineBytesOf(state.self()) == 0
        || state.now.monotonicMillis() >= forwardMillis();
  }

  /** Rounds that keep the pace have their vote before that; for that of others nobody waits. */
  private long forwardMillis() {
    long voteMillis = state.options.paceMillis() + state.options.batches().delayMillis();
    return chain.grewInMillis() <= voteMillis
        ? Math.max(cutMillis(), chain.grewMillis() + voteMillis)
        : cutMillis();
  }

  private SignedEnvelope forwarded(List<byte[]> transactions) {
    return state.sign(MessageType.TRANSACTIONS, new ForwardedTransactions(transactions).toBytes());
  }

  /**
   * A vote for a block is about to leave: before it, to its receiver and the leader after that, go
   * the transactions that came since the last. So what comes in a round shares a message and a
   * signature, and nobody else hears of it before it is in a block. What both had and none of them
   * took is told to all; and so is what goes with an empty block, for others need no further round.
   */
  void onVote(Block block) {
    long round = block.header().round();
    List<Hash> missed = missed(block);
    var toAll = new ArrayList<>(state.pool.inline(missed));
    missed.forEach(ahead::remove);
    if (state.pool.hasUncut() && fitsInline()) {
      List<byte[]> fresh = state.pool.inline(takeUncut());
      if (block.transactions().isEmpty()) {
        toAll.addAll(fresh);
      } else {
        forwardAhead(fresh, round);
      }
    }
    tellAll(toAll);
  }

  /** To the leaders of the rounds after this one; who is the first of them needs no other. */
  private void forwardAhead(List<byte[]> fresh, long round) {
    int next = state.leaders.leader(round + 1);
    int afterNext = state.leaders.leader(round + LEADERS_AHEAD);
    if (next != state.self()) {
      SignedEnvelope envelope = forwarded(fresh);
      IntStream.of(next, afterNext)
          .distinct()
          .filter(leader -> leader != state.self())
          .forEach(leader -> state.send(leader, envelope));
    }
  }

  /** What went ahead and is not in the blocks of the leaders that it went to. */
  private List<Hash> missed(Block block) {
    ahead.keySet().removeIf(id -> !state.pool.isInline(id));
    var taken = new ArrayList<Set<Hash>>();
    for (LinkedBlock on : state.tree.pathTo(block.id())) {
      taken.add(on.block().transactionIds());
    }
    var missed = new ArrayList<Hash>();
    for (Map.Entry<Hash, Long> sent : ahead.entrySet()) {
      if (sent.getValue() + LEADERS_AHEAD <= block.header().round()
          && !isInOne(taken, sent.getKey())) {
        missed.add(sent.getKey());
      }
    }
    return missed;
  }

  private static boolean isInOne(List<Set<Hash>> sets, Hash id) {
    for (Set<Hash> set : sets) {
      if (set.contains(id)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A block of this validator is about to be made: what came since its last vote can go into it.
   */
  void onProposing() {
    if (state.pool.hasUncut() && fitsInline()) {
      takeUncut();
    }
  }

  /** Makes what is uncut inline; if the round fails, others are told of it. */
  private List<Hash> takeUncut() {
    List<Hash> fresh = state.pool.makeInline(state.self());
    fresh.forEach(id -> ahead.put(id, state.round()));
    uncutSinceMillis = OptionalLong.empty();
    return fresh;
  }

  /** As many of these as a message holds; the rest is told when all is said again. */
  private void tellAll(List<byte[]> all) {
    var transactions = new ArrayList<byte[]>();
    long left = state.options.batches().inlineBytes();
    for (byte[] transaction : all) {
      left -= Block.sizeOf(transaction);
      if (left >= 0) {
        transactions.add(transaction);
      }
    }
    if (!transactions.isEmpty()) {
      state.broadcast(forwarded(transactions));
    }
  }

  private boolean isCutDue() {
    return state.pool.hasUncut()
        && hasRoom()
        && (state.pool.uncutBytes() >= state.options.batches().batchBytes()
            || state.now.monotonicMillis() >= cutMillis());
  }

  private long cutMillis() {
    return uncutSinceMillis.orElse(state.now.monotonicMillis())
        + state.options.batches().delayMillis();
  }

  /** The quota that others grant this author is kept here first. */
  private boolean hasRoom() {
    BatchOptions quota = state.options.batches();
    return underWay.isEmpty()
        || (underWay.size() < quota.quotaBatches()
            && bytesUnderWay() + Math.min(state.pool.uncutBytes(), quota.batchBytes())
                <= quota.quotaBytes());
  }

  private long bytesUnderWay() {
    return underWay.values().stream().mapToLong(own -> own.batch.ack().size()).sum();
  }

  private void cut() {
    int most = Math.min(state.options.batches().batchBytes(), state.options.maxBlockBytes());
    List<byte[]> transactions = state.pool.cut(most);
    lastSeq = Math.addExact(lastSeq, 1);
    long expiryRound = state.round() + LIFE_ROUNDS;
    long epoch = state.electorate().epoch();
    spread(new Batch(state.self(), epoch, lastSeq, expiryRound, transactions));
    uncutSinceMillis =
        state.pool.hasUncut() ? OptionalLong.of(state.now.monotonicMillis()) : OptionalLong.empty();
  }

  private void spread(Batch batch) {
    var own = new UnderWay(batch);
    underWay.put(batch.digest(), own);
    SignedEnvelope ack = keeper.acknowledge(batch);
    state.broadcast(state.sign(MessageType.BATCH, batch.toBytes()));
    count(own, state.self(), ack.signature());
  }

  /** Somebody has an own batch durably; a quorum of them certifies it. */
  void onAck(int sender, SignedEnvelope envelope) {
    BatchAck ack = envelope.payload(BatchAck::read);
    UnderWay own = underWay.get(ack.digest());
    if (own != null && own.batch.ack().equals(ack)) {
      count(own, sender, envelope.signature());
    }
  }

  private void count(UnderWay own, int signer, Signature signature) {
    own.acks.putIfAbsent(signer, signature);
    if (own.certificate.isEmpty() && state.electorate().validators().isQuorum(own.acks.keySet())) {
      var certificate = new BatchCertificate(own.batch.ack(), own.acks);
      own.certificate = Optional.of(certificate);
      keeper.learn(certificate);
      announce(certificate);
    }
  }

  private void announce(BatchCertificate certificate) {
    state.broadcast(state.sign(MessageType.BATCH_CERTIFICATE, certificate.toBytes()));
  }

  /** What another validator was given: it waits here too, within a bound for each of them. */
  void onForwarded(int sender, SignedEnvelope envelope) {
    ForwardedTransactions forwarded = envelope.payload(ForwardedTransactions::read);
    long most = (long) FORWARD_SLACK * state.options.batches().inlineBytes();
    for (byte[] transaction : forwarded.transactions()) {
      if (state.pool.inlineBytesOf(sender) + Block.sizeOf(transaction) > most) {
        state.out.refused(
            RefusalReason.FORWARD_QUOTA,
            "%d bytes that validator %d forwarded wait here, at most %d may."
                .formatted(state.pool.inlineBytesOf(sender), sender, most));
        return;
      }
      if (Block.sizeOf(transaction) <= state.options.maxBlockBytes()
          && chain.accepts(transaction)) {
        state.pool.addInline(transaction, sender);
      }
    }
  }

  /** Says again what was not committed in time: a message may be lost, or its receiver was down. */
  void onTick() {
    if (retryMillis.isEmpty() || state.now.monotonicMillis() < retryMillis.getAsLong()) {
      return;
    }
    retryMillis = retryLater();
    underWay.values().forEach(this::again);
    tellAll(state.pool.inlineOf(state.self()));
  }

  private void again(UnderWay own) {
    if (own.certificate.isPresent()) {
      announce(own.certificate.get());
      return;
    }
    SignedEnvelope batch = state.sign(MessageType.BATCH, own.batch.toBytes());
    for (int k = 0; k < state.electorate().size(); k++) {
      if (!own.acks.containsKey(k)) {
        state.send(k, batch);
      }
    }
  }

  private OptionalLong retryLater() {
    return OptionalLong.of(state.now.monotonicMillis() + 2 * state.options.baseTimeoutMillis());
  }

  OptionalLong deadlineMillis() {
    if (!state.pool.hasUncut() || !(hasRoom() || fitsInline())) {
      return retryMillis;
    }
    long due = fitsInline() ? forwardMillis() : cutMillis();
    return OptionalLong.of(Math.min(due, retryMillis.orElse(Long.MAX_VALUE)));
  }
}
