package io.wattmesh.proto.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BySignerTest {
  private static final SortedMap<Integer, Long> TREE =
      new TreeMap<>(Map.of(0, 10L, 2, 12L, 3, 13L, 7, 17L));
  private static final BySigner<Long> PACKED = BySigner.copyOf(TREE);

  @Test
  void it_is_the_map_that_it_was_made_of() {
    assertThat(PACKED.equals(TREE)).isTrue();
    assertThat(TREE.equals(PACKED)).isTrue();
    assertThat(PACKED).hasSameHashCodeAs(TREE).hasToString(TREE.toString());
    assertThat(PACKED.keySet()).containsExactly(0, 2, 3, 7);
    assertThat(PACKED.values()).containsExactly(10L, 12L, 13L, 17L);
    for (int signer = -1; signer < 9; signer++) {
      assertThat(PACKED.get(signer)).isEqualTo(TREE.get(signer));
      assertThat(PACKED.containsKey(signer)).isEqualTo(TREE.containsKey(signer));
    }
  }

  @Test
  void its_parts_are_those_of_the_map() {
    assertThat(PACKED.comparator()).isNull();
    assertThat(PACKED.firstKey()).isZero();
    assertThat(PACKED.lastKey()).isEqualTo(7);
    assertThat(PACKED.headMap(3)).isEqualTo(TREE.headMap(3));
    assertThat(PACKED.tailMap(3)).isEqualTo(TREE.tailMap(3));
    assertThat(PACKED.subMap(2, 7)).isEqualTo(TREE.subMap(2, 7));
  }

  @Test
  void each_pair_is_visited_in_rising_order() {
    var visited = new StringBuilder();
    PACKED.forEach((signer, said) -> visited.append(signer).append('=').append(said).append(' '));

    assertThat(visited).hasToString("0=10 2=12 3=13 7=17 ");
  }

  @Test
  void another_order_is_put_right() {
    var falling = new TreeMap<Integer, Long>(Collections.reverseOrder());
    falling.putAll(TREE);

    assertThat(BySigner.copyOf(falling)).isEqualTo(PACKED);
    assertThat(BySigner.copyOf(falling).keySet()).containsExactly(0, 2, 3, 7);
  }

  @Test
  void one_that_is_packed_is_not_copied() {
    assertThat(BySigner.copyOf(PACKED)).isSameAs(PACKED);
  }

  @Test
  void another_signer_or_another_word_is_another_map() {
    assertThat(PACKED.equals(BySigner.copyOf(new TreeMap<>(Map.of(0, 10L, 2, 12L))))).isFalse();
    assertThat(
            PACKED.equals(BySigner.copyOf(new TreeMap<>(Map.of(0, 10L, 2, 12L, 3, 13L, 8, 17L)))))
        .isFalse();
    assertThat(
            PACKED.equals(BySigner.copyOf(new TreeMap<>(Map.of(0, 10L, 2, 12L, 3, 13L, 7, 18L)))))
        .isFalse();
  }

  @Test
  void nobody_changes_it() {
    assertThatThrownBy(() -> PACKED.put(1, 11L)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> PACKED.remove(2)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> PACKED.headMap(3).put(1, 11L))
        .isInstanceOf(UnsupportedOperationException.class);
    SortedMap<Integer, Long> source = new TreeMap<>(TREE);
    BySigner<Long> copy = BySigner.copyOf(source);
    source.put(1, 11L);
    assertThat(copy).isEqualTo(PACKED);
  }

  @Test
  void rising_signers_are_read() {
    byte[] bytes = written(0, 2, 3, 7);

    assertThat(CanonicalReader.readAll(bytes, BySignerTest::read)).isEqualTo(PACKED);
  }

  @Test
  void a_signer_that_comes_twice_or_too_late_is_refused() {
    for (byte[] bytes : new byte[][] {written(1, 1), written(0, 3, 2), written(0, -1)}) {
      assertThatThrownBy(() -> CanonicalReader.readAll(bytes, BySignerTest::read))
          .isInstanceOf(MalformedBytesException.class)
          .hasMessageContaining("not in rising order");
    }
  }

  @Test
  void more_signers_than_the_bytes_hold_are_refused() {
    byte[] bytes = new CanonicalWriter().i32(3).i32(0).i64(10).toByteArray();

    assertThatThrownBy(() -> CanonicalReader.readAll(bytes, BySignerTest::read))
        .isInstanceOf(MalformedBytesException.class);
  }

  private static BySigner<Long> read(CanonicalReader in) {
    return BySigner.read(in, 8, CanonicalReader::i64);
  }

  private static byte[] written(int... signers) {
    var out = new CanonicalWriter().i32(signers.length);
    for (int signer : signers) {
      out.i32(signer).i64(10L + signer);
    }
    return out.toByteArray();
  }
}
