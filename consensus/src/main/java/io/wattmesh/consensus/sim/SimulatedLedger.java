package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.replica.Application;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A small ledger: transfers between eight accounts, each taking effect once; the validators of the
 * next epoch, who are taken over by; and who was accused by evidence. Its state root depends on
 * every transaction and its place. It wants one block at a stated time, as a market does when its
 * gate closes. All of it is memory: a restarted ledger executes the committed blocks again.
 */
final class SimulatedLedger implements Application {
  static final int ACCOUNTS = 8;
  static final long ISSUED = 800;

  /**
   * The state after a block.
   *
   * @param took bit k is set if transfer k took effect up to here
   * @param tookHere those that did in this very block
   * @param accused the names of those against whom there is evidence
   * @param scheduled who take over after this block's child
   * @param epoch the epoch of what is to come, this block's or the one that it makes way for
   */
  record State(
      long height,
      long timestampMillis,
      long[] balances,
      long took,
      long tookHere,
      Set<String> accused,
      Optional<ValidatorSet> scheduled,
      long epoch,
      Hash root) {
    static final State GENESIS = genesis();

    private static State genesis() {
      long[] balances = new long[ACCOUNTS];
      Arrays.fill(balances, ISSUED / ACCOUNTS);
      return new State(
          0,
          SimulatedChain.GENESIS_MILLIS,
          balances,
          0,
          0,
          Set.of(),
          Optional.empty(),
          0,
          Hash.ZERO);
    }

    long total() {
      long total = 0;
      for (long balance : balances) {
        total = Math.addExact(total, balance);
      }
      return total;
    }
  }

  private final long wantedAtMillis;
  private final Flaws flaws;
  private final Map<Hash, State> states = new HashMap<>();
  private State committed = State.GENESIS;

  /**
   * @param blocks all committed blocks, oldest first
   * @param wantedAtMillis the timestamp that some block must have reached
   */
  SimulatedLedger(List<Block> blocks, long wantedAtMillis, Flaws flaws) {
    this.wantedAtMillis = wantedAtMillis;
    this.flaws = flaws;
    states.put(SimulatedChain.genesis().id(), committed);
    for (Block block : blocks) {
      execute(block);
      commit(block.id());
    }
  }

  @Override
  public ExecutionRoots execute(Block block) {
    State parent = states.get(block.header().parentId());
    if (parent == null) {
      throw new IllegalStateException("The parent of " + block + " was not executed.");
    }
    var effects = new Effects(parent, block.header());
    for (byte[] bytes : block.transactions()) {
      effects.apply(SimulatedTransaction.read(bytes));
    }
    State state = effects.state(block);
    states.put(block.id(), state);
    // A root over the transactions serves as the outcomes'; a block has checked the one it states.
    return new ExecutionRoots(state.root(), block.header().transactionsRoot());
  }

  /** A block's transactions upon the state after its parent. */
  private final class Effects {
    private final State parent;
    private final BlockHeader header;
    private final long[] balances;
    private long took;
    private long tookHere;
    private Set<String> accused;
    private Optional<ValidatorSet> scheduled = Optional.empty();

    Effects(State parent, BlockHeader header) {
      this.parent = parent;
      this.header = header;
      this.balances = parent.balances().clone();
      this.took = parent.took();
      this.accused = parent.accused();
    }

    void apply(SimulatedTransaction transaction) {
      switch (transaction) {
        case SimulatedTransaction.Transfer transfer -> apply(transfer);
        case SimulatedTransaction.Change change -> apply(change);
        case SimulatedTransaction.Accusation accusation -> apply(accusation);
      }
    }

    private void apply(SimulatedTransaction.Transfer transfer) {
      long bit = 1L << transfer.number();
      if ((took & bit) == 0 || flaws.has(Flaw.TRANSFER_REPEATS)) {
        took |= bit;
        tookHere |= bit;
        long taken = Math.min(transfer.amount(), balances[transfer.from()]);
        balances[transfer.from()] -= taken;
        balances[transfer.to()] += flaws.has(Flaw.TRANSFER_OVERDRAWS) ? transfer.amount() : taken;
      }
    }

    private void apply(SimulatedTransaction.Change change) {
      if (!header.endsEpoch() && scheduled.isEmpty() && change.epoch() == header.epoch() + 1) {
        scheduled = Optional.of(SimulatedChain.validators(change.epoch(), change.numbers()));
      }
    }

    private void apply(SimulatedTransaction.Accusation accusation) {
      if (accusation.holds() && !accused.contains(accusation.accused())) {
        var more = new TreeSet<>(accused);
        more.add(accusation.accused());
        accused = more;
      }
    }

    State state(Block block) {
      return new State(
          header.height(),
          header.timestampMillis(),
          balances,
          took,
          tookHere,
          accused,
          scheduled,
          header.endsEpoch() ? header.epoch() + 1 : header.epoch(),
          block.transactions().isEmpty() ? parent.root() : root());
    }

    private Hash root() {
      var out = new CanonicalWriter().i64(took).i64s(balances);
      accused.forEach(name -> out.raw(name.getBytes(StandardCharsets.UTF_8)));
      scheduled.ifPresent(next -> out.raw(next.toBytes()));
      Hash root = Sha256.of(parent.root().bytes(), out.toByteArray());
      if (flaws.has(Flaw.ROOT_BY_HISTORY)) {
        return Sha256.of(root.bytes(), new byte[] {(byte) states.size()});
      }
      return flaws.has(Flaw.ROOT_OF_ITS_OWN) ? Sha256.of(root.bytes()) : root;
    }
  }

  State after(Hash blockId) {
    return states.get(blockId);
  }

  @Override
  public void commit(Hash blockId) {
    committed = states.get(blockId);
    if (committed == null) {
      throw new IllegalStateException("Committed block " + blockId + " was not executed.");
    }
    states.values().removeIf(state -> state.height() < committed.height());
  }

  @Override
  public boolean wantsBlock(Hash parentId, long timestampMillis) {
    return timestampMillis >= wantedAtMillis
        && states.get(parentId).timestampMillis() < wantedAtMillis;
  }

  @Override
  public boolean mayTakeEffect(byte[] transaction) {
    return switch (SimulatedTransaction.read(transaction)) {
      case SimulatedTransaction.Transfer transfer ->
          ((committed.took() >>> transfer.number()) & 1) == 0 || flaws.has(Flaw.TRANSFER_REPEATS);
      case SimulatedTransaction.Change change ->
          committed.scheduled().isEmpty() && change.epoch() == committed.epoch() + 1;
      case SimulatedTransaction.Accusation accusation ->
          accusation.holds() && !committed.accused().contains(accusation.accused());
    };
  }

  @Override
  public Optional<ValidatorSet> scheduledValidators(Hash blockId) {
    return states.get(blockId).scheduled();
  }
}
