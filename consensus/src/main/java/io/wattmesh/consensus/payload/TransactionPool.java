package io.wattmesh.consensus.payload;

import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Transactions that wait to be committed, first in, first out. A transaction stays until a block
 * that holds it is committed: one in a block that is lost is proposed again. Those committed lately
 * are remembered, so that a late copy does not come in again; beyond that memory it is the
 * application that makes a transaction take effect once.
 */
public final class TransactionPool {
  /** What became of a transaction that was offered. */
  public enum Admission {
    ADDED,
    KNOWN,
    FULL
  }

  private static final int REMEMBERED = 65_536;

  private final long maxBytes;
  private final Map<Hash, byte[]> waiting = new LinkedHashMap<>();
  private final Set<Hash> committed = new LinkedHashSet<>();
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

  public Admission add(byte[] transaction) {
    Hash id = idOf(transaction);
    if (waiting.containsKey(id) || committed.contains(id)) {
      return Admission.KNOWN;
    }
    if (bytes + transaction.length > maxBytes) {
      return Admission.FULL;
    }
    waiting.put(id, transaction.clone());
    bytes += transaction.length;
    return Admission.ADDED;
  }

  /**
   * The transactions that have waited longest, up to a bound of their lengths and overheads.
   *
   * @param excluded those that an uncommitted ancestor of the block holds
   */
  public List<byte[]> select(Set<Hash> excluded, int maxSelectedBytes, int overheadBytes) {
    var selected = new ArrayList<byte[]>();
    int left = maxSelectedBytes;
    for (Map.Entry<Hash, byte[]> entry : waiting.entrySet()) {
      if (excluded.contains(entry.getKey())) {
        continue;
      }
      left -= entry.getValue().length + overheadBytes;
      if (left < 0) {
        break;
      }
      selected.add(entry.getValue());
    }
    return selected;
  }

  public void committed(List<byte[]> transactions) {
    for (byte[] transaction : transactions) {
      Hash id = idOf(transaction);
      byte[] removed = waiting.remove(id);
      bytes -= removed == null ? 0 : removed.length;
      committed.add(id);
    }
    var oldest = committed.iterator();
    for (int k = committed.size(); k > REMEMBERED; k--) {
      oldest.next();
      oldest.remove();
    }
  }

  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  public int size() {
    return waiting.size();
  }

  public long bytes() {
    return bytes;
  }

  public long maxBytes() {
    return maxBytes;
  }
}
