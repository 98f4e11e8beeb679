package io.wattmesh.proto.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MalformedBytesException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TreeCutTest {
  private static SparseTree tree(long seed, int entries, int maxValueBytes) {
    var random = new SplittableRandom(seed);
    SparseTree tree = SparseTree.EMPTY;
    for (int k = 0; k < entries; k++) {
      byte[] value = new byte[random.nextInt(maxValueBytes + 1)];
      random.nextBytes(value);
      tree = tree.put(key(k), value);
    }
    return tree;
  }

  private static byte[] key(int number) {
    return new CanonicalWriter().i32(number).toByteArray();
  }

  private static List<TreeEntry> entries(SparseTree tree) {
    var entries = new ArrayList<TreeEntry>();
    tree.forEach(entries::add);
    return entries;
  }

  @Test
  void the_chunks_of_a_cut_rebuild_the_tree_whatever_its_size_and_theirs() {
    for (int size : new int[] {0, 1, 2, 3, 17, 400}) {
      for (int chunkBytes : new int[] {1, 60, 500, TreeCut.MAX_SHARED_BYTES}) {
        SparseTree tree = tree(size, size, 80);
        TreeCut cut = TreeCut.of(tree, chunkBytes);
        assertThat(cut.root()).isEqualTo(tree.root());
        var entries = new ArrayList<TreeEntry>();
        for (int k = 0; k < cut.chunks(); k++) {
          byte[] chunk = cut.chunk(tree, k);
          assertThat(cut.refusal(k, chunk)).isEmpty();
          List<TreeEntry> some = TreeCut.entries(chunk);
          assertThat(chunk.length <= chunkBytes || some.size() == 1).isTrue();
          entries.addAll(some);
        }
        assertThat(SparseTree.of(entries).root()).isEqualTo(tree.root());
        assertThat(entries).hasSize(size);
      }
    }
  }

  @Test
  void entries_come_in_the_order_of_the_hashes_of_their_keys() {
    SparseTree tree = tree(3, 100, 5);
    TreeCut cut = TreeCut.of(tree, 100);
    var bytes = new ArrayList<byte[]>();
    for (int k = 0; k < cut.chunks(); k++) {
      TreeCut.entries(cut.chunk(tree, k)).forEach(entry -> bytes.add(entry.key()));
    }
    List<byte[]> inOrder = entries(tree).stream().map(TreeEntry::key).toList();
    assertThat(bytes.size()).isEqualTo(inOrder.size());
    for (int k = 0; k < bytes.size(); k++) {
      assertThat(bytes.get(k)).isEqualTo(inOrder.get(k));
    }
  }

  @Test
  void every_changed_byte_of_a_chunk_is_refused_and_so_is_any_other_chunk() {
    SparseTree tree = tree(5, 30, 20);
    TreeCut cut = TreeCut.of(tree, 200);
    assertThat(cut.chunks()).isGreaterThan(3);
    byte[] chunk = cut.chunk(tree, 0);
    for (int at = 0; at < chunk.length; at++) {
      byte[] other = chunk.clone();
      other[at] ^= 1;
      assertThat(cut.refusal(0, other)).isPresent();
    }
    assertThat(cut.refusal(1, chunk)).isPresent();
    assertThat(cut.refusal(0, Arrays.copyOf(chunk, chunk.length - 1))).isPresent();
    assertThat(cut.refusal(0, Arrays.copyOf(chunk, chunk.length + 1))).isPresent();
  }

  @Test
  void a_chunk_with_its_entries_in_another_order_is_refused() {
    SparseTree tree = tree(7, 2, 4);
    TreeCut cut = TreeCut.of(tree, 1000);
    List<TreeEntry> entries = TreeCut.entries(cut.chunk(tree, 0));
    var out = new CanonicalWriter().i32(2);
    entries.reversed().forEach(entry -> out.bytes(entry.key()).bytes(entry.value()));
    assertThat(cut.refusal(0, out.toByteArray()).orElseThrow()).contains("order");
  }

  @Test
  void a_cut_is_read_back_as_it_was_written_and_every_change_moves_its_root_or_is_malformed() {
    TreeCut cut = TreeCut.of(tree(9, 60, 30), 150);
    byte[] bytes = bytes(cut);
    assertThat(bytes(CanonicalReader.readAll(bytes, TreeCut::read))).isEqualTo(bytes);
    for (int at = 0; at < bytes.length; at++) {
      byte[] other = bytes.clone();
      other[at] ^= 1;
      Optional<TreeCut> read;
      try {
        read = Optional.of(CanonicalReader.readAll(other, TreeCut::read));
      } catch (MalformedBytesException e) {
        read = Optional.empty();
      }
      assertThat(read.filter(found -> found.root().equals(cut.root()))).isEmpty();
    }
  }

  private static byte[] bytes(TreeCut cut) {
    var out = new CanonicalWriter();
    cut.write(out);
    return out.toByteArray();
  }

  @Test
  void a_cut_without_end_is_malformed_before_it_takes_memory() {
    byte[] splits = new byte[10_000];
    Arrays.fill(splits, (byte) 2);
    assertThatThrownBy(() -> CanonicalReader.readAll(splits, TreeCut::read))
        .isInstanceOf(MalformedBytesException.class);
  }

  @Test
  void what_differs_between_a_cut_and_a_tree_is_named_by_the_bits_of_its_keys() {
    SparseTree tree = tree(11, 50, 10);
    TreeCut cut = TreeCut.of(tree, 120);
    var same = new ArrayList<String>();
    cut.forEachDifference(tree, same::add);
    assertThat(same).isEmpty();

    SparseTree other = tree.put(key(20), new byte[] {9, 9});
    var differing = new ArrayList<String>();
    cut.forEachDifference(other, differing::add);
    assertThat(differing).hasSize(1);
    for (int k = 0; k < cut.chunks(); k++) {
      boolean holds =
          TreeCut.entries(cut.chunk(tree, k)).stream()
              .anyMatch(entry -> Arrays.equals(entry.key(), key(20)));
      assertThat(cut.keyPrefix(k).equals(differing.getFirst())).isEqualTo(holds);
    }
  }

  @Test
  void two_trees_differ_where_entries_were_put_changed_or_taken_away() {
    SparseTree before = tree(13, 200, 10);
    SparseTree after =
        before.put(key(7), new byte[] {1}).remove(key(8)).put(key(5000), new byte[] {2});
    var found = new ArrayList<String>();
    SparseTree.forEachDifference(
        before,
        after,
        (one, other) ->
            found.add(
                new CanonicalReader(one.or(() -> other).orElseThrow().key()).i32()
                    + " "
                    + one.isPresent()
                    + other.isPresent()));
    assertThat(found).containsExactlyInAnyOrder("7 truetrue", "8 truefalse", "5000 falsetrue");
    SparseTree.forEachDifference(before, before, (one, other) -> found.clear());
    assertThat(found).hasSize(3);
  }

  @Test
  void a_key_that_is_there_twice_makes_no_tree() {
    TreeEntry entry = new TreeEntry(key(1), new byte[0]);
    assertThatThrownBy(() -> SparseTree.of(List.of(entry, new TreeEntry(key(1), new byte[1]))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
  }
}
