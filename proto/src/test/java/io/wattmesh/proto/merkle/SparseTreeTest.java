package io.wattmesh.proto.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparseTreeTest {
  @Test
  void the_empty_tree_has_the_zero_root_and_a_single_key_its_leafs_hash() {
    byte[] key = key(1);
    assertThat(SparseTree.EMPTY.root()).isEqualTo(Hash.ZERO);
    assertThat(SparseTree.EMPTY.put(key, new byte[] {9}).root())
        .isEqualTo(
            Sha256.of(new byte[] {2}, Sha256.of(key).bytes(), Sha256.of(new byte[] {9}).bytes()));
    assertThat(SparseTree.EMPTY.put(key, new byte[] {9}).remove(key).root()).isEqualTo(Hash.ZERO);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void the_root_depends_on_the_contents_and_not_on_the_order_of_puts_and_removals(long seed) {
    var random = new Random(seed);
    Map<Integer, Integer> contents = new TreeMap<>();
    List<Integer> keys = new ArrayList<>();
    for (int k = 0; k < 300; k++) {
      contents.put(k, random.nextInt());
      keys.add(k);
    }
    Hash expected = model(contents).root();

    Collections.shuffle(keys, random);
    SparseTree tree = SparseTree.EMPTY;
    for (int key : keys) {
      int stray = 1_000 + random.nextInt(300);
      tree = tree.put(key(stray), value(stray)).put(key(key), value(random.nextInt()));
      tree = tree.put(key(key), value(contents.get(key))).remove(key(stray));
    }
    assertThat(tree.root()).isEqualTo(expected);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {6, 7, 8})
  void many_changes_at_once_lead_to_the_tree_that_they_lead_to_one_by_one(long seed) {
    var random = new Random(seed);
    SparseTree tree = SparseTree.EMPTY;
    for (int step = 0; step < 200; step++) {
      SparseTree expected = tree;
      var puts = new ArrayList<TreeEntry>();
      var removed = new ArrayList<byte[]>();
      for (int key = 0; key < 60; key++) {
        switch (random.nextInt(step % 7 + 3)) {
          case 0 -> {
            int value = random.nextInt(3);
            puts.add(new TreeEntry(key(key), value(value)));
            expected = expected.put(key(key), value(value));
          }
          case 1 -> {
            removed.add(key(key));
            expected = expected.remove(key(key));
          }
          default -> {}
        }
      }
      tree = tree.with(puts, removed);
      assertThat(tree.root()).isEqualTo(expected.root());
      for (int key = 0; key < 60; key++) {
        assertThat(tree.prove(key(key))).isEqualTo(expected.prove(key(key)));
      }
    }
  }

  @Test
  void a_key_that_is_changed_twice_at_once_is_refused() {
    var entry = new TreeEntry(key(1), value(1));
    assertThatThrownBy(() -> SparseTree.EMPTY.with(List.of(entry), List.of(key(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13})
  void it_behaves_as_a_plain_map_does(long seed) {
    var random = new Random(seed);
    Map<Integer, Integer> map = new TreeMap<>();
    SparseTree tree = SparseTree.EMPTY;
    for (int step = 0; step < 1_500; step++) {
      int key = random.nextInt(40);
      if (random.nextInt(5) < 3) {
        int value = random.nextInt(3);
        map.put(key, value);
        tree = tree.put(key(key), value(value));
      } else {
        map.remove(key);
        tree = tree.remove(key(key));
      }
      if (step % 25 == 0) {
        assertThat(tree.root()).isEqualTo(model(map).root());
      }
      requireProof(tree, map, random.nextInt(40));
    }
  }

  /** The proof of a key says what the map says, and nothing else. */
  private static void requireProof(SparseTree tree, Map<Integer, Integer> map, int key) {
    SparseProof proof = tree.prove(key(key));
    for (int value = 0; value < 3; value++) {
      assertThat(proof.verifyPresent(key(key), value(value), tree.root()))
          .isEqualTo(Integer.valueOf(value).equals(map.get(key)));
    }
    assertThat(proof.verifyAbsent(key(key), tree.root())).isEqualTo(!map.containsKey(key));
  }

  @Test
  void a_changed_value_a_changed_key_and_an_exchange_of_two_values_change_the_root() {
    SparseTree tree = model(Map.of(1, 10, 2, 20, 3, 30));
    assertThat(model(Map.of(1, 10, 2, 20, 3, 31)).root()).isNotEqualTo(tree.root());
    assertThat(model(Map.of(1, 10, 2, 20, 4, 30)).root()).isNotEqualTo(tree.root());
    assertThat(model(Map.of(1, 20, 2, 10, 3, 30)).root()).isNotEqualTo(tree.root());
  }

  @Test
  void an_update_leaves_the_tree_that_it_was_made_from_as_it_was() {
    SparseTree tree = model(Map.of(1, 10, 2, 20));
    Hash before = tree.root();
    assertThat(tree.put(key(3), value(1)).remove(key(1)).root()).isNotEqualTo(before);
    assertThat(tree.root()).isEqualTo(before);
    assertThat(tree.remove(key(9)).root()).isEqualTo(before);
  }

  static SparseTree model(Map<Integer, Integer> contents) {
    SparseTree tree = SparseTree.EMPTY;
    for (var entry : contents.entrySet()) {
      tree = tree.put(key(entry.getKey()), value(entry.getValue()));
    }
    return tree;
  }

  static byte[] key(int k) {
    return ("account/" + k).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  static byte[] value(int v) {
    return new byte[] {(byte) (v >> 24), (byte) (v >> 16), (byte) (v >> 8), (byte) v};
  }
}
