package io.wattmesh.proto.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed-20")
class MerkleTreeTest {
  /** The leaves of certificate transparency's reference tests. */
  private static final List<byte[]> LEAVES =
      List.of(
          hex(""),
          hex("00"),
          hex("10"),
          hex("2021"),
          hex("3031"),
          hex("40414243"),
          hex("5051525354555657"),
          hex("606162636465666768696a6b6c6d6e6f"));

  private static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  @Test
  void roots_of_0_to_8_leaves_are_those_of_certificate_transparency() {
    for (int count = 0; count <= LEAVES.size(); count++) {
      assertThat(MerkleTree.root(LEAVES.subList(0, count))).hasToString(ROOTS.get(count));
    }
  }

  @Test
  @Tag("seed-19")
  void a_leaf_that_looks_like_a_node_has_another_hash() {
    Hash left = MerkleTree.leaf(hex("01"));
    Hash right = MerkleTree.leaf(hex("02"));
    byte[] both = new byte[64];
    System.arraycopy(left.bytes(), 0, both, 0, 32);
    System.arraycopy(right.bytes(), 0, both, 32, 32);

    assertThat(MerkleTree.leaf(both)).isNotEqualTo(MerkleTree.node(left, right));
    assertThat(MerkleTree.leaf(both)).isEqualTo(Sha256.of(new byte[] {0}, both));
    assertThat(MerkleTree.node(left, right)).isEqualTo(Sha256.of(new byte[] {1}, both));
  }

  @Test
  void a_last_leaf_repeated_to_fill_a_level_gives_another_root() {
    // CVE-2012-2459: in Bitcoin's tree the lists 1 2 3 and 1 2 3 3 share a root.
    for (int count = 1; count < 70; count++) {
      List<byte[]> list = numbered(count);
      Set<Hash> roots = new HashSet<>();
      roots.add(MerkleTree.root(list));
      for (int repeated = 1; repeated <= count; repeated++) {
        List<byte[]> longer = new ArrayList<>(list);
        longer.addAll(list.subList(count - repeated, count));
        assertThat(roots.add(MerkleTree.root(longer))).isTrue();
      }
    }
  }

  @Test
  void order_counts() {
    assertThat(MerkleTree.root(List.of(hex("01"), hex("02"))))
        .isNotEqualTo(MerkleTree.root(List.of(hex("02"), hex("01"))));
  }

  @Test
  void an_index_outside_the_list_has_no_proof() {
    for (int index : new int[] {-1, 8, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> MerkleTree.prove(LEAVES, index))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("Leaf " + index + " is not among the 8 leaves.");
    }
  }

  static List<byte[]> numbered(int count) {
    List<byte[]> list = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      list.add(new byte[] {(byte) (k >> 8), (byte) k});
    }
    return list;
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
