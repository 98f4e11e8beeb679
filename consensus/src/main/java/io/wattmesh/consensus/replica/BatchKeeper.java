package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.batch.BatchAck;
import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.batch.BatchSlot;
import io.wattmesh.consensus.batch.BatchWindow;
import io.wattmesh.consensus.batch.CertifiedBatch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keeper's role: holds batches until they are committed or expired, acknowledges those of
 * others once they are durable, one a slot and a quota an author, and knows which are certified and
 * which the chain has had.
 */
final class BatchKeeper {
  /** A liar's quorums may differ, so more can be certified than one validator acknowledges. */
  private static final int CERTIFIED_PER_QUOTA = 4;

  private final ReplicaState state;
  private final Map<Hash, Batch> held = new LinkedHashMap<>();
  private final Map<BatchSlot, Batch> acknowledged = new HashMap<>();
  private final Map<Hash, BatchCertificate> certified = new LinkedHashMap<>();
  private final BatchWindow committed = new BatchWindow();
  private long expiredRound;

  /**
   * Up to this expiry round a slot may have been taken in a block that was never here, below a
   * snapshot.
   */
  private long unknownThroughRound;

  BatchKeeper(ReplicaState state) {
    this.state = state;
  }

  /** Takes up what was stored, and which batches the newest committed blocks had. */
  void recover(Recovered recovered, BlockSource source) {
    long tipRound = recovered.tip().header().round();
    long lowestRound = tipRound;
    for (long height = recovered.tip().header().height(); height >= 1; height--) {
      Optional<Block> block = source.committedAt(height).map(LinkedBlock::block);
      if (block.isEmpty()) {
        unknownThroughRound = Math.addExact(lowestRound, Batch.MAX_ROUNDS);
        break;
      }
      lowestRound = block.get().header().round();
      boolean ofThisEpoch = block.get().header().epoch() == state.electorate().epoch();
      if (!ofThisEpoch || lowestRound + Batch.MAX_ROUNDS < tipRound) {
        break;
      }
      block.get().outline().certificates().forEach(batch -> committed.add(batch.content()));
    }
    committed.expire(tipRound);
    for (Batch batch : recovered.batches()) {
      BatchSlot slot = batch.ack().slot();
      if (slot.epoch() == state.electorate().epoch()
          && batch.ack().expiryRound() >= tipRound
          && !committed.contains(slot)) {
        held.put(batch.digest(), batch);
        acknowledged.putIfAbsent(slot, batch);
      }
    }
  }

  /** Goes on from a snapshot's block, of this round; the blocks below it are not here. */
  void restart(long round) {
    unknownThroughRound = Math.addExact(round, Batch.MAX_ROUNDS);
    committed.expire(Long.MAX_VALUE);
  }

  /** A batch from its author: kept and acknowledged, unless a rule forbids it. */
  void onBatch(int sender, SignedEnvelope envelope) {
    Batch batch = envelope.payload(Batch::read);
    Optional<Decision.Refused> refusal =
        batch.ack().author() == sender
            ? refusal(batch)
            : BlockCheck.refused(
                RefusalReason.NOT_AUTHENTIC,
                "Validator %d sends %s as its own.".formatted(sender, batch));
    if (refusal.isPresent()) {
      state.out.refused(refusal.get());
    } else {
      state.send(sender, acknowledge(batch));
    }
  }

  /** Has the batch stored, unless it is, and signs that it is: for whoever may hear it then. */
  SignedEnvelope acknowledge(Batch batch) {
    if (acknowledged.putIfAbsent(batch.ack().slot(), batch) == null) {
      held.put(batch.digest(), batch);
      state.out.add(new Effect.PersistBatch(batch));
    }
    return state.sign(MessageType.BATCH_ACK, batch.ack().toBytes());
  }

  private Optional<Decision.Refused> refusal(Batch batch) {
    BatchAck ack = batch.ack();
    if (ack.epoch() != state.electorate().epoch()) {
      return BlockCheck.refused(
          RefusalReason.OTHER_EPOCH,
          "%s is of epoch %d, this is epoch %d."
              .formatted(batch, ack.epoch(), state.electorate().epoch()));
    }
    Optional<String> outOfTime = BatchWindow.timeRefusal(ack, state.round());
    if (outOfTime.isPresent()) {
      return BlockCheck.refused(
          RefusalReason.BATCH_EXPIRED, batch + " is refused: " + outOfTime.get() + ".");
    }
    if (committed.contains(ack.slot())) {
      return BlockCheck.refused(
          RefusalReason.BATCH_REPEATED, "The slot of " + batch + " was committed.");
    }
    Batch before = acknowledged.get(ack.slot());
    if (before != null) {
      return before.equals(batch)
          ? Optional.empty()
          : BlockCheck.refused(
              RefusalReason.BATCH_CONFLICT,
              "%s is not the %s that was acknowledged.".formatted(batch, before));
    }
    return quotaRefusal(batch);
  }

  private Optional<Decision.Refused> quotaRefusal(Batch batch) {
    int count = 1;
    long bytes = batch.ack().size();
    for (Batch other : acknowledged.values()) {
      if (other.ack().author() == batch.ack().author()) {
        count++;
        bytes += other.ack().size();
      }
    }
    BatchOptions quota = state.options.batches();
    return count <= quota.quotaBatches() && (bytes <= quota.quotaBytes() || count == 1)
        ? Optional.empty()
        : BlockCheck.refused(
            RefusalReason.BATCH_QUOTA,
            "With %s its author had %d batches of %d bytes under way; at most %d of %d are kept."
                .formatted(batch, count, bytes, quota.quotaBatches(), quota.quotaBytes()));
  }

  /** A verified certificate: its batch can go into a block, once it is here. */
  void learn(BatchCertificate certificate) {
    BatchAck batch = certificate.content();
    if (batch.expiryRound() < state.round()
        || committed.contains(batch.slot())
        || certified.containsKey(batch.digest())) {
      return;
    }
    long ofAuthor = certifiedOf(batch.author());
    int most = CERTIFIED_PER_QUOTA * state.options.batches().quotaBatches();
    if (ofAuthor >= most) {
      state.out.refused(
          RefusalReason.BATCH_QUOTA,
          "Author %d has %d certified batches under way, at most %d are remembered."
              .formatted(batch.author(), ofAuthor, most));
      return;
    }
    certified.put(batch.digest(), certificate);
  }

  private long certifiedOf(int author) {
    long count = 0;
    for (BatchCertificate certificate : certified.values()) {
      count += certificate.content().author() == author ? 1 : 0;
    }
    return count;
  }

  /** Holds a batch that is certified or in a block. */
  void hold(Batch batch) {
    if (batch.ack().expiryRound() >= state.round() && !committed.contains(batch.ack().slot())) {
      held.putIfAbsent(batch.digest(), batch);
    }
  }

  Optional<Batch> find(Hash digest) {
    return Optional.ofNullable(held.get(digest));
  }

  boolean wasCommitted(BatchSlot slot) {
    return committed.contains(slot);
  }

  /** The highest seq of this validator that is known here. */
  long highestOwnSeq() {
    long waiting =
        acknowledged.keySet().stream()
            .filter(slot -> slot.author() == state.self())
            .mapToLong(BatchSlot::seq)
            .max()
            .orElse(0);
    return Math.max(waiting, committed.highestSeq(state.self()));
  }

  /** This validator's batches that are neither committed nor expired. */
  List<Batch> own() {
    return acknowledged.values().stream()
        .filter(batch -> batch.ack().author() == state.self())
        .sorted((a, b) -> Long.compare(a.ack().seq(), b.ack().seq()))
        .toList();
  }

  /** Whether a certified batch holds the transaction, so that it need not wait here too. */
  boolean isCertified(Hash transactionId) {
    for (Hash digest : certified.keySet()) {
      Batch batch = held.get(digest);
      if (batch != null && batch.transactionIds().contains(transactionId)) {
        return true;
      }
    }
    return false;
  }

  /** The certificates of a block whose batches are not here. */
  List<BatchCertificate> missing(BlockOutline outline) {
    var missing = new ArrayList<BatchCertificate>();
    for (BatchCertificate certificate : outline.certificates()) {
      if (!held.containsKey(certificate.digest())) {
        missing.add(certificate);
      }
    }
    return missing;
  }

  /**
   * The whole of a block of which no batch is missing.
   *
   * @throws IllegalArgumentException if its transactions are not those that its header states
   */
  Block resolve(BlockOutline outline) {
    return new Block(
        outline,
        outline.certificates().stream()
            .map(certificate -> held.get(certificate.digest()))
            .toList());
  }

  /** Whether a certified batch waits for a block. */
  boolean hasWork() {
    for (BatchCertificate certificate : certified.values()) {
      if (isReady(certificate)) {
        return true;
      }
    }
    return false;
  }

  private boolean isReady(BatchCertificate certificate) {
    return held.containsKey(certificate.digest())
        && certificate.content().expiryRound() > unknownThroughRound
        && BatchWindow.timeRefusal(certificate.content(), state.round()).isEmpty();
  }

  /** The certified batches that have waited longest, as many as fit into a block. */
  List<CertifiedBatch> select(List<LinkedBlock> ancestors, long mostBytes, long reservedBytes) {
    Set<BatchSlot> taken = slots(ancestors);
    var selected = new ArrayList<CertifiedBatch>();
    long left = mostBytes;
    for (BatchCertificate certificate : certified.values()) {
      BatchAck batch = certificate.content();
      // The reserve is for inline transactions; but what fits into no block beside it goes alone.
      boolean fits = batch.size() <= left - (selected.isEmpty() ? 0 : reservedBytes);
      if (fits
          && selected.size() < BlockOutline.MAX_BATCHES
          && isReady(certificate)
          && taken.add(batch.slot())) {
        selected.add(new CertifiedBatch(certificate, held.get(batch.digest())));
        left -= batch.size();
      }
    }
    return selected;
  }

  private static Set<BatchSlot> slots(List<LinkedBlock> blocks) {
    var slots = new HashSet<BatchSlot>();
    blocks.forEach(
        linked ->
            linked
                .block()
                .outline()
                .certificates()
                .forEach(certificate -> slots.add(certificate.content().slot())));
    return slots;
  }

  /** Why a block on these ancestors may not have its batches, if it may not. */
  Optional<Decision.Refused> refusal(List<LinkedBlock> ancestors, BlockOutline outline) {
    Set<BatchSlot> taken = slots(ancestors);
    for (BatchCertificate certificate : outline.certificates()) {
      BatchAck batch = certificate.content();
      Optional<String> outOfTime = BatchWindow.timeRefusal(batch, outline.header().round());
      if (outOfTime.isPresent()) {
        return BlockCheck.refused(
            RefusalReason.BATCH_EXPIRED,
            "Batch %s is refused: %s.".formatted(batch.digest().shortHex(), outOfTime.get()));
      }
      if (batch.expiryRound() <= unknownThroughRound) {
        return BlockCheck.refused(
            RefusalReason.BATCH_REPEATED,
            "Whether the slot of batch %s is taken is not known here: it expires in round %d, and slots are known from %d on, for this validator began with a snapshot."
                .formatted(
                    batch.digest().shortHex(), batch.expiryRound(), unknownThroughRound + 1));
      }
      if (committed.contains(batch.slot()) || !taken.add(batch.slot())) {
        return BlockCheck.refused(
            RefusalReason.BATCH_REPEATED,
            "The slot of batch %s of author %d, seq %d, is taken in the block or below it."
                .formatted(batch.digest().shortHex(), batch.author(), batch.seq()));
      }
    }
    return Optional.empty();
  }

  void committed(Block block) {
    for (CertifiedBatch batch : block.batches()) {
      BatchAck ack = batch.batch().ack();
      committed.add(ack);
      held.remove(ack.digest());
      certified.remove(ack.digest());
      Batch acked = acknowledged.remove(ack.slot());
      if (acked != null) {
        held.remove(acked.digest());
      }
    }
    // Two processes of one author may have two batches of one slot certified. The other one is void
    // now; a leader that kept it would put it into each of its blocks, and nobody would vote.
    certified.values().removeIf(other -> committed.contains(other.content().slot()));
    committed.expire(block.header().round());
  }

  /** Forgets what no block of this round or a later one can hold. */
  void expire() {
    long round = state.round();
    if (round > expiredRound) {
      expiredRound = round;
      held.values().removeIf(batch -> batch.ack().expiryRound() < round);
      acknowledged.values().removeIf(batch -> batch.ack().expiryRound() < round);
      certified.values().removeIf(batch -> batch.content().expiryRound() < round);
    }
  }
}
