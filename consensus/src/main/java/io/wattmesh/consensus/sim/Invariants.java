package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.batch.CertifiedBatch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.QuorumCertificate;
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

  private final Map<Integer, Long> heightOfTransfer = new HashMap<>();
  private final WireTap wireTap = new WireTap();
  private final Map<Hash, Set<Integer>> holders = new HashMap<>();
  private final int validators;
  private final Set<String> liars;
  private final boolean onlyAgreement;

  private record Round(long epoch, long round) {
    @Override
    public String toString() {
      return "%d of epoch %d".formatted(round, epoch);
    }
  }

  /**
   * @param validators how many there are at first, and never fewer
   */
  Invariants(int validators, Set<String> liars, boolean onlyAgreement) {
    this.validators = validators;
    this.liars = liars;
    this.onlyAgreement = onlyAgreement;
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

  /**
   * An honest host's block or commit has become durable. Before that, a certificate that its
   * collector made with its own vote may be lost together with that vote, and is then none.
   */
  void stored(Effect effect) {
    if (onlyAgreement) {
      return;
    }
    if (effect instanceof Effect.PersistBlock block) {
      oneCertificateARound(block.linked().parentCertificate());
    } else if (effect instanceof Effect.PersistCommit commit) {
      oneCertificateARound(commit.proof().certificate());
    }
  }

  /** An honest host's row has become durable. */
  void rowStored(SimulatedHost host, SafetyRow before, SafetyRow after) {
    if (!onlyAgreement) {
      rowOnlyGrows(before, after);
      oneCertificateARound(after.highQc());
      wireTap.stored(host.validator(), before, after);
    }
  }

  private void agreement(Block block) {
    once(committed, block.header().height(), block.id(), "Agreement: two blocks at height");
  }

  private void check(SimulatedHost host, Effect effect) {
    switch (effect) {
      case Effect.PersistBlock block ->
          epochs.put(block.linked().block().id(), block.linked().block().header().epoch());
      case Effect.PersistCommit commit -> commit(host, commit);
      case Effect.Send send -> sent(host, send.message());
      case Effect.Broadcast broadcast -> sent(host, broadcast.message());
      case Effect.Halt halt -> halts(host, halt);
      case Effect.Refused refused -> refused(refused);
      // The simulated ledger's state is no tree, so no snapshots are made, and none are asked for.
      case Effect.PersistBatch _,
          Effect.PersistSafety _,
          Effect.PersistEpoch _,
          Effect.Commit _,
          Effect.StartTimer _,
          Effect.Answer _,
          Effect.Snapshot _ -> {}
    }
  }

  private void sent(SimulatedHost host, byte[] bytes) {
    ConsensusMessage message = ConsensusMessage.ofBytes(bytes);
    oneCertificateARound(message.syncInfo().highQc());
    wireTap.sent(host.validator(), message.envelope());
  }

  private void refused(Effect.Refused refused) {
    if (liars.isEmpty() && refused.reason() == RefusalReason.CONTRADICTION) {
      throw new InvariantViolation(
          "No false evidence: where nobody lies, somebody is accused: " + refused.detail());
    }
  }

  /** Only a process whose validator another host has taken over may find its key used elsewhere. */
  private static void halts(SimulatedHost host, Effect.Halt halt) {
    if (host.isNewest()) {
      throw new InvariantViolation("No halt: an honest host stops: " + halt.reason());
    }
  }

  private void commit(SimulatedHost host, Effect.PersistCommit commit) {
    Block block = commit.block();
    BlockHeader header = block.header();
    host.process().decide(header, block.id());
    if (header.endsEpoch()) {
      wireTap.ended(header);
    }
    once(roots, header.height(), commit.roots(), "One state: two roots at height");
    availability(block);
    SimulatedLedger.State state = host.process().ledger().after(block.id());
    if (state != null) {
      ledger(header.height(), state);
    }
  }

  /** A host, honest or not, has made a batch durable. */
  void batchStored(SimulatedHost host, Batch batch) {
    holders.computeIfAbsent(batch.digest(), any -> new HashSet<>()).add(host.validator());
  }

  /** Whoever votes for a block can get its batches from a quorum, acknowledged or not. */
  private void availability(Block block) {
    for (CertifiedBatch certified : block.batches()) {
      int durable = holders.getOrDefault(certified.batch().digest(), Set.of()).size();
      if (3 * durable <= 2 * validators) {
        throw new InvariantViolation(
            "Availability: %s of %s is durable at %d of %d validators."
                .formatted(certified.batch(), block, durable, validators));
      }
    }
  }

  private void ledger(long height, SimulatedLedger.State state) {
    if (state.total() != SimulatedLedger.ISSUED) {
      throw new InvariantViolation(
          "Conservation: %d tokens at height %d, %d were issued."
              .formatted(state.total(), height, SimulatedLedger.ISSUED));
    }
    if (!liars.containsAll(state.accused())) {
      throw new InvariantViolation(
          "No false evidence: %s are accused at height %d, of whom only %s lie."
              .formatted(state.accused(), height, liars));
    }
    for (long left = state.tookHere(); left != 0; left &= left - 1) {
      once(
          heightOfTransfer,
          Long.numberOfTrailingZeros(left),
          height,
          "Exactly once: two heights of transfer");
    }
  }

  /**
   * Of those that are durable or have left. Within an epoch; above the last block of one, two
   * epochs may certify in one round.
   */
  private void oneCertificateARound(QuorumCertificate certificate) {
    Long epoch = epochs.get(certificate.blockId());
    if (epoch != null) {
      once(
          certified,
          new Round(epoch, certificate.round()),
          certificate.blockId(),
          "One certificate a round: two blocks in round");
    }
  }

  private static <K, V> void once(Map<K, V> map, K key, V value, String what) {
    V before = map.putIfAbsent(key, value);
    if (before != null && !before.equals(value)) {
      throw new InvariantViolation("%s %s: %s and %s.".formatted(what, key, before, value));
    }
  }

  private static void rowOnlyGrows(SafetyRow before, SafetyRow after) {
    if (!SimulatedStorage.grows(before, after)) {
      throw new InvariantViolation(
          "Monotone row: back from %s to %s.".formatted(Trace.say(before), Trace.say(after)));
    }
  }
}
