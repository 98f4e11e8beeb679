package io.wattmesh.ledger.store;

import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;

/**
 * The keys of {@link RocksLedgerStore}, one letter for each kind.
 *
 * <pre>
 *   'b' block id            the block's outline and its parent's quorum certificate
 *   't' digest              a batch
 *   'q' expiry, digest      empty: the batch is in no committed block
 *   'h' height              id of the committed block
 *   'p' height, block id    empty: the block waits to be committed
 *   's'                     the safety row
 *   'e' epoch               the end of the epoch
 *   'c'                     the last committed block's height, id and commit proof
 *   'S' height              manifest of a whole snapshot
 *   'K' height, index       a chunk of a snapshot, whole or being fetched
 *   'i'                     manifest of the snapshot that is being fetched
 * </pre>
 */
final class StoreKeys {
  private StoreKeys() {}

  static byte[] block(Hash id) {
    return key('b').hash(id).toByteArray();
  }

  static byte[] batch(Hash digest) {
    return key('t').hash(digest).toByteArray();
  }

  static byte[] waiting(long expiryRound, Hash digest) {
    return key('q').i64(expiryRound).hash(digest).toByteArray();
  }

  static byte[] height(long height) {
    return key('h').i64(height).toByteArray();
  }

  static byte[] pending(long height, Hash id) {
    return key('p').i64(height).hash(id).toByteArray();
  }

  static byte[] safety() {
    return key('s').toByteArray();
  }

  static byte[] epoch(long epoch) {
    return key('e').i64(epoch).toByteArray();
  }

  static byte[] commit() {
    return key('c').toByteArray();
  }

  static byte[] snapshot(long height) {
    return key('S').i64(height).toByteArray();
  }

  static byte[] chunk(long height, int index) {
    return key('K').i64(height).i32(index).toByteArray();
  }

  static byte[] incoming() {
    return key('i').toByteArray();
  }

  private static CanonicalWriter key(char letter) {
    return new CanonicalWriter().u8(letter);
  }
}
