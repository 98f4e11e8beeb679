package io.wattmesh.proto.merkle;

import static io.wattmesh.proto.merkle.SparseTreeTest.key;
import static io.wattmesh.proto.merkle.SparseTreeTest.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SparseProofTest {
  private static final int KEYS = 50;
  private static final SparseTree TREE = tree();
  private static final Hash ROOT = TREE.root();

  private static SparseTree tree() {
    Map<Integer, Integer> contents = new TreeMap<>();
    for (int k = 0; k < KEYS; k++) {
      contents.put(k, k * k);
    }
    return SparseTreeTest.model(contents);
  }

  @Test
  void every_flipped_bit_of_a_proof_of_presence_is_refused() {
    for (int k = 0; k < KEYS; k += 5) {
      byte[] bytes = toBytes(TREE.prove(key(k)));
      assertThat(present(bytes, k)).isTrue();
      for (int bit = 0; bit < bytes.length * 8; bit++) {
        assertThat(present(flip(bytes, bit), k)).as("bit %d", bit).isFalse();
      }
    }
  }

  @Test
  void every_flipped_bit_of_a_proof_of_absence_is_refused() {
    int besideALeaf = 0;
    for (int k = KEYS; k < KEYS + 20; k++) {
      SparseProof proof = TREE.prove(key(k));
      besideALeaf += proof.other().isPresent() ? 1 : 0;
      byte[] bytes = toBytes(proof);
      assertThat(absent(bytes, k)).isTrue();
      for (int bit = 0; bit < bytes.length * 8; bit++) {
        assertThat(absent(flip(bytes, bit), k)).as("bit %d", bit).isFalse();
      }
    }
    assertThat(besideALeaf).isBetween(1, 19);
  }

  @Test
  void a_key_that_is_there_is_never_proven_absent_by_any_keys_proof_or_by_its_own_leaf() {
    for (int k = 0; k < KEYS; k++) {
      Hash keyHash = Sha256.of(key(k));
      for (int from = 0; from < 2 * KEYS; from++) {
        SparseProof proof = TREE.prove(key(from));
        assertThat(proof.verifyAbsent(key(k), ROOT)).isFalse();
        var ownLeaf = new SparseProof.OtherLeaf(keyHash, Sha256.of(value(k * k)));
        assertThat(
                new SparseProof(proof.siblings(), Optional.of(ownLeaf)).verifyAbsent(key(k), ROOT))
            .isFalse();
      }
    }
  }

  @Test
  void a_path_cut_short_at_any_node_proves_nothing() {
    for (int k = 0; k < 2 * KEYS; k++) {
      SparseProof proof = TREE.prove(key(k));
      for (int length = 0; length < proof.siblings().size(); length++) {
        var cut = new SparseProof(proof.siblings().subList(0, length), proof.other());
        assertThat(cut.verifyAbsent(key(k), ROOT)).isFalse();
        assertThat(cut.verifyPresent(key(k), value(k * k), ROOT)).isFalse();
      }
    }
  }

  @Test
  void another_leaf_proves_absence_only_at_the_end_of_the_keys_own_path() {
    for (int k = KEYS; k < 2 * KEYS; k++) {
      SparseProof proof = TREE.prove(key(k));
      if (proof.other().isEmpty()) {
        continue;
      }
      for (int other = 0; other < 3 * KEYS; other++) {
        boolean sameEnd =
            TREE.prove(key(other)).siblings().equals(proof.siblings())
                && sharesPath(Sha256.of(key(other)), Sha256.of(key(k)), proof.siblings().size());
        assertThat(proof.verifyAbsent(key(other), ROOT)).isEqualTo(sameEnd && other >= KEYS);
      }
    }
  }

  private static boolean sharesPath(Hash one, Hash two, int depth) {
    for (int k = 0; k < depth; k++) {
      if (one.bit(k) != two.bit(k)) {
        return false;
      }
    }
    return true;
  }

  @Test
  void a_leaf_that_a_forged_tree_put_on_the_wrong_side_proves_no_absence() {
    Hash other = Sha256.of(key(1));
    int k = 2;
    while (Sha256.of(key(k)).bit(0) == other.bit(0)) {
      k++;
    }
    var leaf = new SparseProof.OtherLeaf(other, Sha256.of(value(1)));
    Hash misplaced = SparseTree.leafHash(leaf.keyHash(), leaf.valueHash());
    Hash forged =
        other.bit(0)
            ? SparseTree.nodeHash(misplaced, Hash.ZERO)
            : SparseTree.nodeHash(Hash.ZERO, misplaced);
    var proof = new SparseProof(List.of(Hash.ZERO), Optional.of(leaf));

    assertThat(proof.verifyAbsent(key(k), forged)).isFalse();
  }

  @Test
  void a_proof_of_presence_carries_no_other_leaf() {
    SparseProof proof = TREE.prove(key(1));
    var other = new SparseProof.OtherLeaf(Sha256.of(key(2)), Sha256.of(value(4)));

    assertThat(proof.verifyPresent(key(1), value(1), ROOT)).isTrue();
    assertThat(
            new SparseProof(proof.siblings(), Optional.of(other))
                .verifyPresent(key(1), value(1), ROOT))
        .isFalse();
  }

  @Test
  void in_the_empty_tree_every_key_is_absent() {
    SparseProof proof = SparseTree.EMPTY.prove(key(1));
    assertThat(proof.verifyAbsent(key(1), Hash.ZERO)).isTrue();
    assertThat(proof.verifyPresent(key(1), new byte[0], Hash.ZERO)).isFalse();
  }

  @Test
  void a_path_deeper_than_a_key_has_bits_is_refused() {
    List<Hash> siblings = new ArrayList<>(Collections.nCopies(256, Hash.ZERO));
    var deepest = new SparseProof(siblings, Optional.empty());
    assertThat(deepest.verifyAbsent(key(1), ROOT)).isFalse();
    assertThat(CanonicalReader.readAll(toBytes(deepest), SparseProof::read)).isEqualTo(deepest);

    siblings.add(Hash.ZERO);
    assertThatThrownBy(() -> new SparseProof(siblings, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A path has at most 256 hashes.");
  }

  @Test
  void a_path_length_beyond_the_bytes_is_refused_before_memory_is_taken() {
    for (int depth : new int[] {Integer.MAX_VALUE, -1, 257, 2}) {
      byte[] bomb = new CanonicalWriter().i32(depth).hash(Hash.ZERO).bool(false).toByteArray();
      assertThatThrownBy(() -> CanonicalReader.readAll(bomb, SparseProof::read))
          .isInstanceOf(MalformedBytesException.class)
          .hasMessageContaining("Length " + depth + " is over the limit 256");
    }
  }

  private static boolean present(byte[] bytes, int k) {
    try {
      return CanonicalReader.readAll(bytes, SparseProof::read)
          .verifyPresent(key(k), value(k * k), ROOT);
    } catch (MalformedBytesException e) {
      return false;
    }
  }

  private static boolean absent(byte[] bytes, int k) {
    try {
      return CanonicalReader.readAll(bytes, SparseProof::read).verifyAbsent(key(k), ROOT);
    } catch (MalformedBytesException e) {
      return false;
    }
  }

  private static byte[] flip(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return flipped;
  }

  private static byte[] toBytes(SparseProof proof) {
    var out = new CanonicalWriter();
    proof.write(out);
    return out.toByteArray();
  }
}
