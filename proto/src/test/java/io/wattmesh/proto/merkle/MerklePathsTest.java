package io.wattmesh.proto.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerklePathsTest {
  private static List<byte[]> values(int count) {
    return IntStream.range(0, count).mapToObj(k -> new byte[] {(byte) k, (byte) (k >> 8)}).toList();
  }

  @Test
  void everyProofOfListsOfManySizesIsThatOfTheTreeItself() {
    for (int size = 1; size <= 130; size++) {
      List<byte[]> values = values(size);
      var paths = new MerklePaths(values);
      assertThat(paths.root()).isEqualTo(MerkleTree.root(values));
      for (int k = 0; k < size; k++) {
        assertThat(paths.prove(k)).isEqualTo(MerkleTree.prove(values, k));
      }
    }
  }

  @Test
  void whatIsNotInTheListIsNotProven() {
    var paths = new MerklePaths(values(5));

    assertThatThrownBy(() -> paths.prove(5)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> paths.prove(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new MerklePaths(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
