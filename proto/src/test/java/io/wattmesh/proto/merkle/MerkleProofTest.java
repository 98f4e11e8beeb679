package io.wattmesh.proto.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed-20")
class MerkleProofTest {
  @Test
  void every_leaf_of_every_list_of_1_to_70_is_proven_at_its_index_and_at_no_other() {
    for (int size = 1; size <= 70; size++) {
      List<byte[]> values = MerkleTreeTest.numbered(size);
      Hash root = MerkleTree.root(values);
      for (int index = 0; index < size; index++) {
        MerkleProof proof = MerkleTree.prove(values, index);
        for (int other = 0; other < size; other++) {
          var moved = new MerkleProof(other, size, proof.path());
          assertThat(moved.verify(values.get(index), root)).isEqualTo(other == index);
        }
      }
    }
  }

  @Test
  void every_flipped_bit_of_a_value_an_index_or_a_path_is_refused() {
    int sizeAt = 4;
    for (int size : new int[] {2, 3, 7, 8, 13}) {
      List<byte[]> values = MerkleTreeTest.numbered(size);
      Hash root = MerkleTree.root(values);
      for (int index = 0; index < size; index++) {
        MerkleProof proof = MerkleTree.prove(values, index);
        byte[] bytes = toBytes(proof);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
          byte[] flipped = bytes.clone();
          flipped[bit / 8] ^= (byte) (1 << (bit % 8));
          if (bit / 8 < sizeAt || bit / 8 >= sizeAt + 4) {
            assertThat(verifies(flipped, values.get(index), root)).as("bit %d", bit).isFalse();
          }
        }
        for (int bit = 0; bit < 16; bit++) {
          byte[] value = values.get(index).clone();
          value[bit / 8] ^= (byte) (1 << (bit % 8));
          assertThat(proof.verify(value, root)).isFalse();
        }
      }
    }
  }

  @Test
  void a_root_says_nothing_of_a_size_that_gives_the_leaf_the_same_path() {
    // Known of RFC 6962: the size is to be trusted only where it is committed beside the root.
    List<byte[]> values = MerkleTreeTest.numbered(8);
    Hash root = MerkleTree.root(values);
    List<Hash> path = MerkleTree.prove(values, 0).path();

    assertThat(new MerkleProof(0, 7, path).verify(values.getFirst(), root)).isTrue();
    assertThat(new MerkleProof(0, 4, path).verify(values.getFirst(), root)).isFalse();
    assertThat(new MerkleProof(0, 9, path).verify(values.getFirst(), root)).isFalse();
  }

  @Test
  void a_path_that_is_too_short_or_too_long_is_refused() {
    List<byte[]> values = MerkleTreeTest.numbered(13);
    Hash root = MerkleTree.root(values);
    for (int index = 0; index < 13; index++) {
      List<Hash> path = MerkleTree.prove(values, index).path();
      List<Hash> longer = new ArrayList<>(path);
      longer.add(Hash.ZERO);
      byte[] value = values.get(index);
      assertThat(new MerkleProof(index, 13, longer).verify(value, root)).isFalse();
      assertThat(new MerkleProof(index, 13, path.subList(0, path.size() - 1)).verify(value, root))
          .isFalse();
    }
  }

  @Test
  void an_inner_node_cannot_be_passed_off_as_a_leaf() {
    List<byte[]> values = MerkleTreeTest.numbered(4);
    Hash right = MerkleTree.root(values.subList(2, 4));
    byte[] node =
        new CanonicalWriter()
            .u8(1)
            .hash(MerkleTree.leaf(values.get(0)))
            .hash(MerkleTree.leaf(values.get(1)))
            .toByteArray();
    byte[] inner =
        new CanonicalWriter()
            .hash(MerkleTree.leaf(values.get(0)))
            .hash(MerkleTree.leaf(values.get(1)))
            .toByteArray();
    var proof = new MerkleProof(0, 2, List.of(right));

    assertThat(proof.verify(node, MerkleTree.root(values))).isFalse();
    assertThat(proof.verify(inner, MerkleTree.root(values))).isFalse();
  }

  @Test
  void an_index_outside_its_size_and_an_endless_path_are_refused() {
    for (int[] indexAndSize : new int[][] {{0, 0}, {-1, 3}, {3, 3}, {0, -1}}) {
      assertThatThrownBy(() -> new MerkleProof(indexAndSize[0], indexAndSize[1], List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("A proof's index (" + indexAndSize[0] + ") lies below");
    }
    assertThatThrownBy(() -> new MerkleProof(0, 1, Collections.nCopies(32, Hash.ZERO)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_path_length_beyond_the_bytes_is_refused_before_memory_is_taken() {
    for (int depth : new int[] {Integer.MAX_VALUE, -1, 32, 2}) {
      byte[] bomb = new CanonicalWriter().i32(0).i32(1).i32(depth).hash(Hash.ZERO).toByteArray();
      assertThatThrownBy(() -> CanonicalReader.readAll(bomb, MerkleProof::read))
          .isInstanceOf(MalformedBytesException.class)
          .hasMessageContaining("Length " + depth + " is over the limit 31");
    }
  }

  @Test
  void the_largest_list_has_a_proof_that_can_be_read() {
    var proof = new MerkleProof(5, Integer.MAX_VALUE, Collections.nCopies(31, Hash.ZERO));
    assertThat(CanonicalReader.readAll(toBytes(proof), MerkleProof::read)).isEqualTo(proof);
    assertThat(proof.verify(new byte[0], Hash.ZERO)).isFalse();
  }

  private static boolean verifies(byte[] bytes, byte[] value, Hash root) {
    try {
      return CanonicalReader.readAll(bytes, MerkleProof::read).verify(value, root);
    } catch (MalformedBytesException e) {
      return false;
    }
  }

  private static byte[] toBytes(MerkleProof proof) {
    var out = new CanonicalWriter();
    proof.write(out);
    return out.toByteArray();
  }
}
