package io.wattmesh.load;

import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.model.Hash;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One update of the ledger's sparse Merkle tree, root included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StateTreeBenchmark {
  @Param({"2000", "100000"})
  private int accounts;

  private SparseTree tree;
  private int next;

  @Setup
  public void fill() {
    tree = SparseTree.EMPTY;
    for (int k = 0; k < accounts; k++) {
      tree = tree.put(bytes(k), bytes(k));
    }
  }

  private static byte[] bytes(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  @Benchmark
  public Hash update() {
    next++;
    return tree.put(bytes(next % accounts), bytes(next)).root();
  }
}
