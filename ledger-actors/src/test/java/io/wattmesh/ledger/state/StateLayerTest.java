package io.wattmesh.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class StateLayerTest {
  private static final StateKey ONE = StateKey.interval(1);
  private static final StateKey TWO = StateKey.interval(2);
  private static final StateKey THREE = StateKey.interval(3);

  private static byte[] value(int number) {
    return new byte[] {(byte) number};
  }

  private static Hash rebuilt(Map<StateKey, byte[]> contents) {
    SparseTree tree = SparseTree.EMPTY;
    for (Map.Entry<StateKey, byte[]> entry : contents.entrySet()) {
      tree = tree.put(entry.getKey().bytes(), entry.getValue());
    }
    return tree.root();
  }

  @Test
  void a_fork_sees_its_parent_and_its_parent_does_not_see_it() {
    StateLayer base = StateLayer.empty();
    base.put(ONE, value(1));
    StateLayer fork = base.fork();
    fork.put(ONE, value(2));
    fork.put(TWO, value(3));
    assertThat(base.get(ONE)).contains(value(1));
    assertThat(base.get(TWO)).isEmpty();
    assertThat(fork.get(ONE)).contains(value(2));
    assertThat(fork.fork().get(TWO)).contains(value(3));
  }

  @Test
  void what_was_touched_is_noted_with_what_it_had_before_also_if_it_is_undone() {
    StateLayer layer = StateLayer.empty();
    layer.put(ONE, value(1));
    assertThat(layer.fork().get(ONE)).contains(value(1));
    layer.noteTouched();
    layer.put(ONE, value(2));
    layer.put(ONE, value(3));
    layer.mark();
    layer.put(TWO, value(4));
    layer.undo();
    Map<StateKey, Optional<byte[]>> touched = layer.takeTouched();
    assertThat(touched).containsOnlyKeys(ONE, TWO);
    assertThat(touched.get(ONE)).contains(value(1));
    assertThat(touched.get(TWO)).isEmpty();
    assertThat(layer.takeTouched()).isEmpty();
    layer.remove(ONE);
    assertThat(layer.takeTouched().get(ONE)).contains(value(3));
  }

  @Test
  void what_is_undone_has_never_been_whether_it_was_hashed_before_or_not() {
    StateLayer layer = StateLayer.empty();
    layer.put(ONE, value(1));
    layer.root();
    layer.put(TWO, value(2));
    layer.mark();
    layer.put(ONE, value(3));
    layer.remove(TWO);
    layer.put(TWO, value(4));
    layer.put(THREE, value(5));
    assertThat(layer.get(TWO)).contains(value(4));
    layer.undo();
    assertThat(layer.get(THREE)).isEmpty();
    assertThat(layer.root()).isEqualTo(rebuilt(Map.of(ONE, value(1), TWO, value(2))));

    layer.mark();
    layer.remove(ONE);
    layer.keep();
    assertThat(layer.root()).isEqualTo(rebuilt(Map.of(TWO, value(2))));
  }

  @Test
  void nobody_marks_twice_or_hashes_what_may_be_undone() {
    StateLayer layer = StateLayer.empty();
    layer.mark();
    assertThatThrownBy(layer::mark).hasMessageContaining("one mark");
    assertThatThrownBy(layer::root).hasMessageContaining("taken back");
    assertThatThrownBy(layer::fork).hasMessageContaining("taken back");
    assertThatThrownBy(layer::commit).hasMessageContaining("taken back");
  }

  @Test
  void siblings_do_not_see_each_other() {
    StateLayer base = StateLayer.empty();
    base.put(ONE, value(1));
    base.commit();
    StateLayer left = base.fork();
    StateLayer right = base.fork();
    left.remove(ONE);
    right.put(TWO, value(2));
    assertThat(left.get(ONE)).isEmpty();
    assertThat(right.get(ONE)).contains(value(1));
    assertThat(left.get(TWO)).isEmpty();
    assertThat(left.root()).isEqualTo(rebuilt(Map.of()));
    assertThat(right.root()).isEqualTo(rebuilt(Map.of(ONE, value(1), TWO, value(2))));
  }

  @Test
  void a_removed_key_stays_removed_above_a_committed_layer() {
    StateLayer base = StateLayer.empty();
    base.put(ONE, value(1));
    base.commit();
    StateLayer removing = base.fork();
    removing.remove(ONE);
    StateLayer above = removing.fork();
    removing.commit();
    assertThat(above.get(ONE)).isEmpty();
    assertThat(above.root()).isEqualTo(rebuilt(Map.of()));
  }

  @Test
  void a_layer_is_not_committed_before_the_one_below_it() {
    StateLayer below = StateLayer.empty().fork();
    below.put(ONE, value(1));
    StateLayer above = below.fork();
    assertThatThrownBy(above::commit).isInstanceOf(IllegalStateException.class);
    below.commit();
    above.commit();
    assertThat(above.get(ONE)).contains(value(1));
  }

  @Test
  void a_proof_shows_what_is_there_and_what_is_not() {
    StateLayer layer = StateLayer.empty();
    layer.put(ONE, value(1));
    assertThat(layer.prove(ONE).verifyPresent(ONE.bytes(), value(1), layer.root())).isTrue();
    assertThat(layer.prove(ONE).verifyPresent(ONE.bytes(), value(2), layer.root())).isFalse();
    assertThat(layer.prove(TWO).verifyAbsent(TWO.bytes(), layer.root())).isTrue();
  }

  /** A layer and what a plain map says it should hold. */
  private record Modelled(StateLayer layer, Map<StateKey, byte[]> model) {
    Modelled fork() {
      return new Modelled(layer.fork(), new HashMap<>(model));
    }

    void change(RandomGenerator random) {
      StateKey key = StateKey.progress(random.nextInt(40));
      if (random.nextInt(3) == 0) {
        layer.remove(key);
        model.remove(key);
      } else {
        byte[] value = {(byte) random.nextInt(4)};
        layer.put(key, value);
        model.put(key, value);
      }
    }

    void check(long seed) {
      assertThat(layer.root()).as("seed %d", seed).isEqualTo(rebuilt(model));
      for (int k = 0; k < 40; k++) {
        StateKey key = StateKey.progress(k);
        assertThat(layer.get(key).orElse(null)).as("seed %d", seed).isEqualTo(model.get(key));
      }
    }
  }

  @Test
  void random_forks_changes_and_commits_agree_with_plain_maps() {
    for (long seed = 0; seed < 150; seed++) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      var committed = new Modelled(StateLayer.empty(), new HashMap<>());
      for (int block = 0; block < 12; block++) {
        List<Modelled> siblings = new ArrayList<>();
        for (int k = 0; k < 1 + random.nextInt(3); k++) {
          Modelled child = committed.fork();
          random.ints(random.nextInt(12)).forEach(any -> child.change(random));
          Modelled grandchild = child.fork();
          random.ints(random.nextInt(5)).forEach(any -> grandchild.change(random));
          child.check(seed);
          grandchild.check(seed);
          siblings.add(child);
        }
        committed = siblings.get(random.nextInt(siblings.size()));
        committed.layer().commit();
        committed.check(seed);
        Map<StateKey, byte[]> all = new HashMap<>();
        committed.layer().forEachCommitted(all::put);
        assertThat(rebuilt(all)).isEqualTo(committed.layer().root());
      }
    }
  }
}
