package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.batch.CertifiedBatch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.payload.TransactionPool;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What must hold after every event, across all honest hosts and their restarts. */
final class Invariants {
  private final Map<Long, Hash> committed = new HashMap<>();
  private final Map<Long, ExecutionRoots> roots = new HashMap<>();
  private final Map<Round, Hash> certified = new HashMap<>();

  /** The epoch of every block that was stored: certificates do not tell it. */
  private final Map<Hash, Long> epochs = new HashMap<>();

  private final Set<Hash> executed = new HashSet<>();
  private final Map<Hash, Set<Integer>> holders = new HashMap<>();
  private final WireTap wireTap = new WireTap();
  private final int validators;
  private final boolean onlyAgreement;
  private long highest;
  private Hash stateRoot = SimulatedChain.genesis().header().parentStateRoot();

  private record Round(long epoch, long round) {}

  Invariants(int validators, boolean onlyAgreement) {
    this.validators = validators;
    this.onlyAgreement = onlyAgreement;
  }

  /** A host, honest or not, is about to store something. */
  void durable(SimulatedHost host, Effect effect) {
    if (effect instanceof Effect.PersistBatch stored) {
      holders
          .computeIfAbsent(stored.batch().digest(), any -> new HashSet<>())
          .add(host.validator());
    }
  }

  /** An honest host is about to carry out an effect. */
  void before(SimulatedHost host, Effect effect) {
    if (effect instanceof Effect.PersistCommit commit) {
      agreement(commit.block());
    }
    if (!onlyAgreement) {
      check(host, effect);
    }
  }

  private void agreement(Block block) {
    once(committed, block.header().height(), block.id(), "Agreement: two blocks at height");
  }

  private void check(SimulatedHost host, Effect effect) {
    switch (effect) {
      case Effect.PersistBlock block -> {
        BlockHeader header = block.linked().block().header();
        epochs.put(block.linked().block().id(), header.epoch());
        oneCertificateARound(block.linked().parentCertificate());
      }
      case Effect.PersistSafety safety -> {
        rowOnlyGrows(host.store().row(), safety.row());
        oneCertificateARound(safety.row().highQc());
      }
      case Effect.PersistCommit commit -> commit(host, commit);
      case Effect.Send send -> wireTap.sent(host.validator(), send.message());
      case Effect.Broadcast broadcast -> wireTap.sent(host.validator(), broadcast.message());
      case Effect.Halt halt -> throw new InvariantViolation("An honest host halts: " + halt);
      case Effect.PersistBatch _,
          Effect.PersistEpoch _,
          Effect.Commit _,
          Effect.StartTimer _,
          Effect.Answer _,
          Effect.Refused _,
          Effect.Snapshot _ -> {}
    }
  }

  private void commit(SimulatedHost host, Effect.PersistCommit commit) {
    Block block = commit.block();
    BlockHeader header = block.header();
    long height = header.height();
    if (height > host.store().height() + 1) {
      throw new InvariantViolation(
          "Order: %s after height %d.".formatted(block, host.store().height()));
    }
    if (height == host.store().height() + 1 && !header.parentId().equals(host.store().tip().id())) {
      throw new InvariantViolation(
          "Order: %s is not a child of %s.".formatted(block, host.store().tip().id().shortHex()));
    }
    once(roots, height, commit.roots(), "One state: two roots at height");
    oneCertificateARound(commit.proof().certificate());
    availability(block);
    exactlyOnce(commit);
  }

  /** Whoever votes for a block can get its batches from a quorum, acknowledged or not. */
  private void availability(Block block) {
    for (CertifiedBatch certified : block.batches()) {
      Hash digest = certified.batch().digest();
      int durable = holders.getOrDefault(digest, Set.of()).size();
      if (3 * durable <= 2 * validators) {
        throw new InvariantViolation(
            "Availability: %s of %s is durable at %d of %d validators."
                .formatted(certified.batch(), block, durable, validators));
      }
    }
  }

  /** The state is that of a chain in which each transaction has had its effect once. */
  private void exactlyOnce(Effect.PersistCommit commit) {
    if (commit.block().header().height() <= highest) {
      return;
    }
    highest = commit.block().header().height();
    for (byte[] transaction : commit.block().transactions()) {
      if (executed.add(TransactionPool.idOf(transaction))) {
        stateRoot = Sha256.of(stateRoot.bytes(), transaction);
      }
    }
    if (!stateRoot.equals(commit.roots().stateRoot())) {
      throw new InvariantViolation(
          "Exactly once: after %s the state is not that of single effects."
              .formatted(commit.block()));
    }
  }

  /** Within an epoch; above the last block of one, two epochs may certify in one round. */
  private void oneCertificateARound(QuorumCertificate certificate) {
    Long epoch = epochs.get(certificate.blockId());
    if (epoch != null) {
      once(
          certified,
          new Round(epoch, certificate.round()),
          certificate.blockId(),
          "Two blocks certified in round");
    }
  }

  private static <K, V> void once(Map<K, V> map, K key, V value, String what) {
    V before = map.putIfAbsent(key, value);
    if (before != null && !before.equals(value)) {
      throw new InvariantViolation("%s %s: %s and %s.".formatted(what, key, before, value));
    }
  }

  private static void rowOnlyGrows(SafetyRow before, SafetyRow after) {
    boolean sameEpoch = after.epoch() == before.epoch();
    if (after.epoch() < before.epoch()
        || after.lastVotedRound() < before.lastVotedRound()
        || after.lastProposalRound() < before.lastProposalRound()
        || (sameEpoch && goesBackWithinEpoch(before, after))) {
      throw new InvariantViolation("Row goes back from %s to %s.".formatted(before, after));
    }
  }

  private static boolean goesBackWithinEpoch(SafetyRow before, SafetyRow after) {
    return after.oneChainRound() < before.oneChainRound()
        || after.highestTimeoutRound() < before.highestTimeoutRound()
        || after.highQc().round() < before.highQc().round();
  }
}
