package io.wattmesh.cluster.kill;

import io.wattmesh.cluster.node.WholeMarketNode;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.RocksLedgerStore;
import io.wattmesh.market.store.BidStore.StoredBid;
import io.wattmesh.market.store.RocksBidStore;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a run's state folder durably holds, read from a copy, so that the folder stays as the kill
 * left it.
 *
 * @param blocks ids of validator 0's committed blocks, from height 1
 * @param books the committed bid books
 * @param cleared intervals of committed clearings, in order of the chain
 */
record FolderState(
    List<Hash> blocks, List<BidBook> books, List<Long> cleared, List<StoredBid> bids) {
  /** Reads a folder of a process that is dead. */
  static FolderState of(Path run, Path scratch, Iterable<Integer> buses) throws IOException {
    FolderState ledger = ledger(run, scratch);
    Path copy = copy(run.resolve("state/bids"), scratch);
    var bids = new ArrayList<StoredBid>();
    try (var store = RocksBidStore.open(copy)) {
      buses.forEach(bus -> bids.addAll(store.load(bus)));
    }
    delete(copy);
    return new FolderState(ledger.blocks, ledger.books, ledger.cleared, bids);
  }

  /** The ledger of a folder, also while a process writes it; empty if the copy was not clean. */
  static Optional<FolderState> glance(Path run, Path scratch) {
    try {
      return Optional.of(ledger(run, scratch));
    } catch (IOException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private static FolderState ledger(Path run, Path scratch) throws IOException {
    Path copy =
        copy(
            WholeMarketNode.validatorFolder(
                run.resolve("state"), new ParticipantId("validator-00")),
            scratch);
    var state = new FolderState(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), List.of());
    try (LedgerStore store = RocksLedgerStore.open(copy)) {
      long tip = store.tip().map(LedgerStore.CommitMark::height).orElse(0L);
      for (long height = 1; height <= tip; height++) {
        state.add(store.committedAt(height).map(LinkedBlock::block).orElseThrow());
      }
    }
    delete(copy);
    return state;
  }

  private void add(Block block) {
    blocks.add(block.id());
    for (byte[] transaction : block.transactions()) {
      SignedEnvelope envelope = SignedEnvelope.ofBytes(transaction);
      if (envelope.type() == MessageType.BID_BOOK) {
        books.add(BidBook.ofBytes(envelope.payload()));
      }
      if (envelope.type() == MessageType.CLEARING) {
        cleared.add(ClearingCertificate.decode(envelope.payload()).interval());
      }
    }
  }

  /** Whether a book of some interval is committed whose clearing is not. */
  boolean isBetweenBooksAndClearing() {
    return books.stream().anyMatch(book -> !cleared.contains(book.interval()));
  }

  /** Stored bids whose book is not committed: what a restart must not lose. */
  List<StoredBid> promised() {
    return bids.stream().filter(bid -> !isBooked(bid, any -> true)).toList();
  }

  boolean holds(StoredBid bid) {
    Hash digest = SignedEnvelope.ofBytes(bid.envelope()).digest();
    return isBooked(bid, book -> book.bids().stream().anyMatch(b -> b.digest().equals(digest)));
  }

  private boolean isBooked(StoredBid bid, Function<BidBook, Boolean> test) {
    return books.stream()
        .filter(book -> book.bus() == bid.bus() && book.interval() == bid.interval())
        .anyMatch(test::apply);
  }

  private static Path copy(Path folder, Path scratch) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    Path copy = Files.createTempDirectory(scratch, "copy");
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (!file.endsWith("LOCK")) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
    }
    return copy;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
