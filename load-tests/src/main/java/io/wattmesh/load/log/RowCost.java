package io.wattmesh.load.log;

import io.wattmesh.cassandra.CassandraSettings;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.MemoryLedgerStore;
import io.wattmesh.ledger.store.RocksLedgerStore;
import io.wattmesh.ledger.store.cassandra.CassandraLedgerStore;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What it takes until a vote's row is durable, one vote after the other, nothing else being done.
 *
 * @param requests to the database, of all votes together
 */
record RowCost(StoreKind store, int votes, double p50Millis, double p99Millis, long requests) {
  private static final int SIGNERS = 3;
  private static final double MICROS_PER_MILLI = 1_000;
  private static final long NANOS_PER_MICRO = 1_000;

  /** Before these the code is not compiled yet. */
  private static final int WARM_UP = 500;

  static RowCost measure(StoreKind kind, int votes, Path folder, BenchmarkServer server) {
    Hash chainId = Sha256.labelled("row cost", new byte[0]);
    ParticipantId name = BenchmarkChain.validator(0);
    return switch (kind) {
      case MEMORY -> measure(kind, votes, new MemoryLedgerStore(), () -> 0);
      case ROCKSDB -> measure(kind, votes, RocksLedgerStore.open(folder.resolve("rows")), () -> 0);
      case CASSANDRA -> {
        CassandraSettings settings = server.keyspace();
        CassandraLedgerStore store = CassandraLedgerStore.open(settings, chainId, name);
        yield measure(kind, votes, store, store::requests);
      }
    };
  }

  private interface Counter {
    long count();
  }

  private static RowCost measure(StoreKind kind, int votes, LedgerStore opened, Counter requests) {
    try (LedgerStore store = opened) {
      SafetyRow row = SafetyRow.initial(1, Hash.ZERO);
      store.putSafetyRow(row);
      var micros = new Histogram(3);
      long before = 0;
      for (int round = 1; round <= WARM_UP + votes; round++) {
        if (round == WARM_UP + 1) {
          micros.reset();
          before = requests.count();
        }
        row = voted(row, round);
        long started = System.nanoTime();
        store.putSafetyRow(row);
        micros.recordValue((System.nanoTime() - started) / NANOS_PER_MICRO);
      }
      return new RowCost(
          kind,
          votes,
          micros.getValueAtPercentile(50) / MICROS_PER_MILLI,
          micros.getValueAtPercentile(99) / MICROS_PER_MILLI,
          requests.count() - before);
    }
  }

  /** As a vote of a validator of four leaves it: with a vote and a certificate of three signers. */
  private static SafetyRow voted(SafetyRow row, long round) {
    ParticipantId name = BenchmarkChain.validator(0);
    var context = new SigningContext(Sha256.labelled("row cost", new byte[0]), row.epoch());
    byte[] content = new VoteContent(round, row.highQc().blockId(), round - 1).toBytes();
    SignedEnvelope vote =
        context.sign(MessageType.VOTE, name.value(), content, BenchmarkChain.key(name));
    var signatures = new TreeMap<Integer, Signature>();
    for (int k = 0; k < SIGNERS; k++) {
      signatures.put(k, vote.signature());
    }
    Hash block = Sha256.of(content);
    var certificate =
        new QuorumCertificate(
            new VoteContent(round - 1, block, Math.max(0, round - 2)), signatures);
    return new SafetyRow(
        row.epoch(),
        round,
        round - 1,
        row.highestTimeoutRound(),
        row.lastProposalRound(),
        row.lastProposalId(),
        Optional.of(vote),
        row.lastTimeout(),
        certificate,
        row.highTc());
  }
}
