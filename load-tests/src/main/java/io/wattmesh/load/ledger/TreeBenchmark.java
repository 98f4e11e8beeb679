package io.wattmesh.load.ledger;

import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.merkle.TreeEntry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Updates of the state tree, root included, by how many are made together. */
final class TreeBenchmark {
  private static final List<Integer> BATCHES = List.of(1, 10, 100, 1_000, 10_000);

  /** An account's bytes. */
  private static final int VALUE_BYTES = 32;

  private final int entries;
  private final Random random = new Random(1);
  private SparseTree tree;

  TreeBenchmark(int entries) {
    this.entries = entries;
    tree = SparseTree.of(IntStream.range(0, entries).mapToObj(this::entry).toList());
  }

  private TreeEntry entry(int number) {
    byte[] value = new byte[VALUE_BYTES];
    random.nextBytes(value);
    return new TreeEntry(ByteBuffer.allocate(Integer.BYTES).putInt(number).array(), value);
  }

  void run(double seconds, Consumer<LedgerRow> rows) {
    for (int batch : BATCHES) {
      if (2 * batch > entries) {
        return; // So many different ones are not drawn soon.
      }
      Cost cost = Cost.NONE;
      long count = 0;
      long end = System.nanoTime() + (long) (seconds * 1e9);
      while (System.nanoTime() < end) {
        List<TreeEntry> changes =
            random.ints(0, entries).distinct().limit(batch).mapToObj(this::entry).toList();
        Cost.Measured<SparseTree> measured = Cost.of(() -> tree.with(changes, List.of()));
        tree = measured.result();
        cost = cost.plus(measured.cost());
        count += batch;
      }
      rows.accept(LedgerRow.of("tree updates, %,d together".formatted(batch), count, cost));
    }
  }
}
