package io.wattmesh.proto.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A block of 1,000 trades of 24 bytes: flip each of their 192,000 bits in turn. Beside the flipped
 * trade's path nothing of the tree changes, so its root is folded up that path alone, over a second
 * implementation of the tree that is first shown to agree with the real one.
 */
@Tag("seed-20")
class FlippedTradeTest {
  private static final int TRADES = 1_000;
  private static final int BYTES = 24;

  private final List<byte[]> trades = new ArrayList<>();

  FlippedTradeTest() {
    var random = new Random(20);
    for (int k = 0; k < TRADES; k++) {
      byte[] trade = new byte[BYTES];
      random.nextBytes(trade);
      trades.add(trade);
    }
  }

  @Test
  void each_flipped_bit_of_each_trade_changes_the_root() {
    Hash root = MerkleTree.root(trades);
    for (int trade = 0; trade < TRADES; trade++) {
      byte[] value = trades.get(trade);
      List<Step> path = path(0, TRADES, trade);
      assertThat(fold(value, path)).isEqualTo(root);
      for (int bit = 0; bit < BYTES * 8; bit++) {
        value[bit / 8] ^= (byte) (1 << (bit % 8));
        if (fold(value, path).equals(root)) {
          throw new AssertionError("Bit " + bit + " of trade " + trade + " is not in the root.");
        }
        value[bit / 8] ^= (byte) (1 << (bit % 8));
      }
    }
    assertThat(MerkleTree.root(trades)).isEqualTo(root);
  }

  @Test
  void a_flipped_bit_changes_the_whole_trees_own_root_for_one_bit_of_every_seventh_trade() {
    Hash root = MerkleTree.root(trades);
    for (int trade = 0; trade < TRADES; trade += 7) {
      byte[] value = trades.get(trade);
      value[trade % BYTES] ^= (byte) (1 << (trade % 8));
      assertThat(MerkleTree.root(trades))
          .isNotEqualTo(root)
          .isEqualTo(fold(value, path(0, TRADES, trade)));
      value[trade % BYTES] ^= (byte) (1 << (trade % 8));
    }
  }

  private record Step(Hash sibling, boolean siblingIsLeft) {}

  private static Hash fold(byte[] value, List<Step> path) {
    Hash hash = Sha256.of(new byte[] {0}, value);
    for (Step step : path) {
      byte[] sibling = step.sibling.bytes();
      hash =
          step.siblingIsLeft
              ? Sha256.of(new byte[] {1}, sibling, hash.bytes())
              : Sha256.of(new byte[] {1}, hash.bytes(), sibling);
    }
    return hash;
  }

  /** The steps from a trade up to the root of the trades from one index to another. */
  private List<Step> path(int from, int to, int trade) {
    if (to - from == 1) {
      return new ArrayList<>();
    }
    int split = from + Integer.highestOneBit(to - from - 1);
    boolean right = trade >= split;
    List<Step> steps = right ? path(split, to, trade) : path(from, split, trade);
    Hash sibling = MerkleTree.root(right ? trades.subList(from, split) : trades.subList(split, to));
    steps.add(new Step(sibling, right));
    return steps;
  }
}
