package io.wattmesh.consensus.payload;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Transactions that wait to be committed, first in, first out, within a bound. Each is in one of
 * three places:
 *
 * <pre>
 *   UNCUT    submitted here, to be forwarded or put into a batch
 *   INLINE   at every validator, for a leader to take it into its block
 *   BATCHED  in a batch of this validator that is under way
 * </pre>
 *
 * A transaction stays until a block that holds it is committed: one in a block that is lost is
 * proposed again. Those committed lately are remembered, so that a late copy does not come in
 * again; beyond that memory it is the application that makes a transaction take effect once.
 */
public final class TransactionPool {
  /** What became of a transaction that was offered. */
  public enum Admission {
    ADDED,
    KNOWN,
    FULL
  }

  private static final int REMEMBERED = 65_536;

  /** The origin of transactions that came in a block. */
  private static final int NOBODY = -1;

  private record Inline(byte[] transaction, int origin) {}

  private final long maxBytes;
  private final Map<Hash, byte[]> uncut = new LinkedHashMap<>();
  private final Map<Hash, Inline> inline = new LinkedHashMap<>();
  private final Map<Hash, byte[]> batched = new LinkedHashMap<>();
  private final Map<Integer, Long> inlineBytes = new HashMap<>();
  private final Set<Hash> committed = new LinkedHashSet<>();
  private long uncutBytes;
  private long bytes;

  public TransactionPool(long maxBytes) {
    if (maxBytes <= 0) {
      throw new IllegalArgumentException(
          "The pool's bound is " + maxBytes + " bytes; it must be positive.");
    }
    this.maxBytes = maxBytes;
  }

  public static Hash idOf(byte[] transaction) {
    return Sha256.of(transaction);
  }

  /** Takes in a transaction that came in a block, for the case that the block is lost. */
  public Admission add(byte[] transaction) {
    return addInline(transaction, NOBODY);
  }

  /**
   * Takes in a transaction that all validators have; if it waits uncut here, it no longer does.
   *
   * @param origin the validator that it was submitted to
   */
  public Admission addInline(byte[] transaction, int origin) {
    Hash id = idOf(transaction);
    byte[] mine = uncut.get(id);
    if (mine != null) {
      makeInline(id, origin);
      return Admission.KNOWN;
    }
    Admission admission = admission(id, transaction);
    if (admission == Admission.ADDED) {
      put(id, transaction.clone(), origin);
      bytes += transaction.length;
    }
    return admission;
  }

  /** Takes in a transaction that was submitted here. */
  public Admission addUncut(byte[] transaction) {
    Hash id = idOf(transaction);
    Admission admission = admission(id, transaction);
    if (admission == Admission.ADDED) {
      putUncut(id, transaction.clone());
      bytes += transaction.length;
    }
    return admission;
  }

  private Admission admission(Hash id, byte[] transaction) {
    if (contains(id)) {
      return Admission.KNOWN;
    }
    return bytes + transaction.length > maxBytes ? Admission.FULL : Admission.ADDED;
  }

  /** Whether it waits here or was committed lately. */
  private boolean contains(Hash id) {
    return uncut.containsKey(id)
        || inline.containsKey(id)
        || batched.containsKey(id)
        || committed.contains(id);
  }

  private void putUncut(Hash id, byte[] transaction) {
    uncut.put(id, transaction);
    uncutBytes += Batch.sizeOf(transaction);
  }

  private byte[] removeUncut(Hash id) {
    byte[] removed = uncut.remove(id);
    uncutBytes -= removed == null ? 0 : Batch.sizeOf(removed);
    return removed;
  }

  private void put(Hash id, byte[] transaction, int origin) {
    inline.put(id, new Inline(transaction, origin));
    inlineBytes.merge(origin, (long) Batch.sizeOf(transaction), Math::addExact);
  }

  private void makeInline(Hash id, int origin) {
    put(id, removeUncut(id), origin);
  }

  /** Makes all that wait uncut inline, and says which they are. */
  public List<Hash> makeInline(int self) {
    List<Hash> moved = List.copyOf(uncut.keySet());
    moved.forEach(id -> makeInline(id, self));
    return moved;
  }

  /** Those of these that wait inline. */
  public List<byte[]> inline(Collection<Hash> ids) {
    return ids.stream().map(inline::get).filter(Objects::nonNull).map(Inline::transaction).toList();
  }

  /** The inline transactions of an origin. */
  public List<byte[]> inlineOf(int origin) {
    return inline.values().stream()
        .filter(entry -> entry.origin() == origin)
        .map(Inline::transaction)
        .toList();
  }

  /** What the inline transactions of an origin take, with overhead. */
  public long inlineBytesOf(int origin) {
    return inlineBytes.getOrDefault(origin, 0L);
  }

  /**
   * Moves the uncut transactions that have waited longest to the batched ones: as many as fit, but
   * at least one.
   */
  public List<byte[]> cut(int mostBytes) {
    var taken = new ArrayList<byte[]>();
    long left = mostBytes;
    var oldest = uncut.entrySet().iterator();
    while (oldest.hasNext() && taken.size() < Batch.MAX_TRANSACTIONS) {
      Map.Entry<Hash, byte[]> entry = oldest.next();
      int size = Batch.sizeOf(entry.getValue());
      if (left < size && !taken.isEmpty()) {
        break;
      }
      left -= size;
      taken.add(entry.getValue());
      batched.put(entry.getKey(), entry.getValue());
      uncutBytes -= size;
      oldest.remove();
    }
    return taken;
  }

  /** Those of a lost batch that still wait are to be put into another. */
  public void uncut(Batch lost) {
    for (Hash id : lost.transactionIds()) {
      byte[] transaction = batched.remove(id);
      if (transaction != null) {
        putUncut(id, transaction);
      }
    }
  }

  /** Takes up a batch of this validator that was under way before it was restarted. */
  public void restore(Batch underWay) {
    for (byte[] transaction : underWay.transactions()) {
      Hash id = idOf(transaction);
      if (!contains(id)) {
        batched.put(id, transaction);
        bytes += transaction.length;
      }
    }
  }

  /**
   * A new epoch, in which validators have other indices and the batches under way are void: what is
   * in them is to be put into others. What others forwarded stays, whoever they are now.
   *
   * @param before this validator's index in the epoch before, negative for an observer
   * @param now its index in the new one
   */
  public void enterEpoch(int before, int now) {
    batched.forEach(this::putUncut);
    batched.clear();
    inlineBytes.clear();
    List.copyOf(inline.entrySet())
        .forEach(
            entry -> {
              boolean own = before >= 0 && entry.getValue().origin() == before && now >= 0;
              put(entry.getKey(), entry.getValue().transaction(), own ? now : NOBODY);
            });
  }

  /**
   * The inline transactions that have waited longest, up to a bound of their lengths and overheads.
   *
   * @param excluded those that the block's batches or an uncommitted ancestor hold
   */
  public List<byte[]> select(Set<Hash> excluded, int maxSelectedBytes, int overheadBytes) {
    var selected = new ArrayList<byte[]>();
    int left = maxSelectedBytes;
    for (Map.Entry<Hash, Inline> entry : inline.entrySet()) {
      if (excluded.contains(entry.getKey())) {
        continue;
      }
      left -= entry.getValue().transaction().length + overheadBytes;
      if (left < 0) {
        break;
      }
      selected.add(entry.getValue().transaction());
    }
    return selected;
  }

  /** A block with these transactions is committed. */
  public void committed(List<Hash> ids) {
    for (Hash id : ids) {
      bytes -= remove(id);
      committed.add(id);
    }
    var oldest = committed.iterator();
    for (int k = committed.size(); k > REMEMBERED; k--) {
      oldest.next();
      oldest.remove();
    }
  }

  /** Of those committed lately, these may come in again. */
  public void forget(Collection<Hash> ids) {
    ids.forEach(committed::remove);
  }

  private int remove(Hash id) {
    byte[] removed = removeUncut(id);
    if (removed == null) {
      removed = batched.remove(id);
    }
    if (removed != null) {
      return removed.length;
    }
    Inline entry = inline.remove(id);
    if (entry == null) {
      return 0;
    }
    inlineBytes.merge(entry.origin(), (long) -Batch.sizeOf(entry.transaction()), Math::addExact);
    inlineBytes.remove(entry.origin(), 0L);
    return entry.transaction().length;
  }

  /** Whether it waits for a leader to take it. */
  public boolean isInline(Hash id) {
    return inline.containsKey(id);
  }

  /** Whether transactions wait for a leader to take them. */
  public boolean hasInline() {
    return !inline.isEmpty();
  }

  /** Whether transactions wait to be forwarded or put into a batch. */
  public boolean hasUncut() {
    return !uncut.isEmpty();
  }

  /** What the uncut transactions take, with overhead. */
  public long uncutBytes() {
    return uncutBytes;
  }

  public boolean isEmpty() {
    return size() == 0;
  }

  public int size() {
    return uncut.size() + inline.size() + batched.size();
  }

  public long bytes() {
    return bytes;
  }

  public long maxBytes() {
    return maxBytes;
  }
}
