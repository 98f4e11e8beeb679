package io.wattmesh.ledger.replication;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.payload.TransactionPool;
import io.wattmesh.consensus.replica.Application;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Executes blocks speculatively, each on its parent's state, and keeps what is committed. */
public final class LedgerApplication implements Application {
  private record Candidate(Block block, Executed executed) {}

  private final LedgerMachine machine;
  private final Map<Hash, Candidate> candidates = new HashMap<>();
  private final List<CommittedBlock> untold = new ArrayList<>();
  private StateLayer committedLayer;
  private Hash committedId;
  private BlockHeader committedHeader;
  private Set<Hash> tooEarly = Set.of();

  public LedgerApplication(Genesis genesis, LedgerMachine machine) {
    this.machine = machine;
    this.committedLayer = LedgerMachine.genesisState(genesis);
    this.committedHeader = genesisBlock(genesis).header();
    this.committedId = committedHeader.id();
  }

  /** The block that the chain begins with. */
  public static Block genesisBlock(Genesis genesis) {
    var roots =
        new ExecutionRoots(LedgerMachine.genesisState(genesis).root(), MerkleTree.root(List.of()));
    var schedule = genesis.parameters().schedule();
    return Block.genesis(
        genesis.validators().epoch(),
        schedule.gateClosureMillis(0) - schedule.intervalMillis(),
        roots);
  }

  /** A block above the last one of its epoch is there to commit that one, and changes nothing. */
  @Override
  public ExecutionRoots execute(Block block) {
    StateLayer below = layer(block.header().parentId());
    Executed executed =
        isAboveEnd(block.header())
            ? Executed.nothing(below.fork())
            : machine.execute(below, block.header().timestampMillis(), block.transactions());
    candidates.put(block.id(), new Candidate(block, executed));
    return new ExecutionRoots(executed.stateRoot(), executed.outcomesRoot());
  }

  private boolean isAboveEnd(BlockHeader header) {
    BlockHeader below = header;
    while (!below.parentId().equals(committedId)) {
      Candidate parent = candidates.get(below.parentId());
      if (parent == null || parent.block().header().epoch() != header.epoch()) {
        return false;
      }
      below = parent.block().header();
      if (below.endsEpoch()) {
        return true;
      }
    }
    return committedHeader.endsEpoch() && committedHeader.epoch() == header.epoch();
  }

  private StateLayer layer(Hash blockId) {
    if (blockId.equals(committedId)) {
      return committedLayer;
    }
    Candidate candidate = candidates.get(blockId);
    if (candidate == null) {
      throw new IllegalStateException(
          "Block %s is needed as a parent before it was executed.".formatted(blockId));
    }
    return candidate.executed().layer();
  }

  @Override
  public void commit(Hash blockId) {
    Candidate candidate = candidates.remove(blockId);
    if (candidate == null || !candidate.block().header().parentId().equals(committedId)) {
      throw new IllegalStateException(
          "Block %s cannot be committed after %s.".formatted(blockId, committedId));
    }
    BlockHeader header = candidate.block().header();
    Optional<ValidatorSet> next =
        header.endsEpoch() ? scheduledValidators(committedId) : Optional.empty();
    candidate.executed().layer().commit();
    committedLayer = candidate.executed().layer();
    committedId = blockId;
    committedHeader = header;
    tooEarly = tooEarly(candidate);
    candidates.values().removeIf(other -> other.block().header().height() <= header.height());
    untold.add(
        new CommittedBlock(
            header,
            candidate.block().transactions().size(),
            committedLayer.root(),
            candidate.executed().outcomes(),
            candidate.executed().events(),
            next));
  }

  /**
   * Whoever hands in, say, a book sees the gate close by a clock of its own, which may be a moment
   * ahead of the leader's.
   */
  private static Set<Hash> tooEarly(Candidate committed) {
    List<Outcome> outcomes = committed.executed().outcomes();
    return IntStream.range(0, outcomes.size())
        .filter(k -> outcomes.get(k).code() == OutcomeCode.GATE_OPEN)
        .mapToObj(k -> TransactionPool.idOf(committed.block().transactions().get(k)))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Set<Hash> tooEarly() {
    return tooEarly;
  }

  /** Blocks that were committed since this was last asked, in order of height. */
  public List<CommittedBlock> takeCommitted() {
    List<CommittedBlock> taken = List.copyOf(untold);
    untold.clear();
    return taken;
  }

  /** The same, up to a height: later ones are told when they are durable too. */
  public List<CommittedBlock> takeCommitted(long throughHeight) {
    List<CommittedBlock> taken =
        untold.stream().filter(block -> block.header().height() <= throughHeight).toList();
    untold.removeIf(block -> block.header().height() <= throughHeight);
    return taken;
  }

  @Override
  public Optional<ValidatorSet> scheduledValidators(Hash blockId) {
    return new LedgerState(layer(blockId)).nextValidators();
  }

  @Override
  public boolean wantsBlock(Hash parentId, long timestampMillis) {
    return machine.hasDeadlineBy(layer(parentId), timestampMillis);
  }

  @Override
  public boolean mayTakeEffect(byte[] transaction) {
    return machine.mayTakeEffect(committedLayer, transaction);
  }

  @Override
  public Optional<SparseTree> stateAfter(Hash blockId) {
    return blockId.equals(committedId)
        ? Optional.of(committedLayer.tree())
        : Optional.ofNullable(candidates.get(blockId))
            .map(found -> found.executed().layer().tree());
  }

  /** Blocks that were committed and not told yet are told all the same. */
  @Override
  public void restore(ExecutedHeader block, SparseTree state) {
    if (!state.root().equals(block.roots().stateRoot())) {
      throw new IllegalStateException(
          "The state with root %s is not that of block %s of height %d, whose root is %s."
              .formatted(
                  state.root(),
                  block.id().shortHex(),
                  block.header().height(),
                  block.roots().stateRoot()));
    }
    candidates.clear();
    tooEarly = Set.of();
    committedLayer = StateLayer.of(state);
    committedId = block.id();
    committedHeader = block.header();
  }

  /** The state after the last committed block. */
  public StateLayer committedLayer() {
    return committedLayer;
  }
}
