package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.replica.Application;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small ledger: transfers between eight accounts, each taking effect once. Its state root depends
 * on every transfer and its place. It wants one block at a stated time, as a market does when its
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
   */
  record State(
      long height, long timestampMillis, long[] balances, long took, long tookHere, Hash root) {
    static final State GENESIS = genesis();

    private static State genesis() {
      long[] balances = new long[ACCOUNTS];
      Arrays.fill(balances, ISSUED / ACCOUNTS);
      return new State(0, SimulatedChain.GENESIS_MILLIS, balances, 0, 0, Hash.ZERO);
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

  /** A transfer's bytes. */
  static byte[] transfer(long seed, int number, int from, int to, long amount) {
    return new CanonicalWriter().i64(seed).i32(number).i32(from).i32(to).i64(amount).toByteArray();
  }

  private record Transfer(int number, int from, int to, long amount) {
    static Transfer read(byte[] bytes) {
      var in = new CanonicalReader(bytes);
      in.i64();
      return new Transfer(in.i32(), in.i32(), in.i32(), in.i64());
    }
  }

  @Override
  public ExecutionRoots execute(Block block) {
    State parent = states.get(block.header().parentId());
    if (parent == null) {
      throw new IllegalStateException("The parent of " + block + " was not executed.");
    }
    long[] balances = parent.balances().clone();
    long took = parent.took();
    for (byte[] bytes : block.transactions()) {
      Transfer transfer = Transfer.read(bytes);
      long bit = 1L << transfer.number();
      if ((took & bit) == 0 || flaws.has(Flaw.TRANSFER_REPEATS)) {
        took |= bit;
        apply(transfer, balances);
      }
    }
    Hash root = block.transactions().isEmpty() ? parent.root() : root(parent, balances, took);
    long tookHere = flaws.has(Flaw.TRANSFER_REPEATS) ? numbersOf(block) : took & ~parent.took();
    states.put(
        block.id(),
        new State(
            block.header().height(),
            block.header().timestampMillis(),
            balances,
            took,
            tookHere,
            root));
    return new ExecutionRoots(root, MerkleTree.root(block.transactions()));
  }

  private static long numbersOf(Block block) {
    return block.transactions().stream()
        .mapToLong(bytes -> 1L << Transfer.read(bytes).number())
        .reduce(0, (left, right) -> left | right);
  }

  private void apply(Transfer transfer, long[] balances) {
    long taken = Math.min(transfer.amount(), balances[transfer.from()]);
    balances[transfer.from()] -= taken;
    balances[transfer.to()] += flaws.has(Flaw.TRANSFER_OVERDRAWS) ? transfer.amount() : taken;
  }

  private Hash root(State parent, long[] balances, long took) {
    Hash root =
        Sha256.of(
            parent.root().bytes(), new CanonicalWriter().i64(took).i64s(balances).toByteArray());
    if (flaws.has(Flaw.ROOT_BY_HISTORY)) {
      return Sha256.of(root.bytes(), new byte[] {(byte) states.size()});
    }
    return flaws.has(Flaw.ROOT_OF_ITS_OWN) ? Sha256.of(root.bytes()) : root;
  }

  State stateAfter(Hash blockId) {
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
    return ((committed.took() >>> Transfer.read(transaction).number()) & 1) == 0
        || flaws.has(Flaw.TRANSFER_REPEATS);
  }
}
