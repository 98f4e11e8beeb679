package io.wattmesh.proto.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.proto.merkle.SparseTree.Inner;
import io.wattmesh.proto.merkle.SparseTree.Subtree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TreeChangesTest {
  private static final SparseTree TREE =
      SparseTree.of(IntStream.range(0, 1_000).mapToObj(TreeChangesTest::entry).toList());

  private static TreeEntry entry(int number) {
    byte[] bytes = ("key-" + number).getBytes(StandardCharsets.US_ASCII);
    return new TreeEntry(bytes, bytes);
  }

  /** Changes of the keys with these numbers. */
  private static TreeChanges changes(int from, int to) {
    var changes = new TreeChanges(to - from);
    var hasher = new NodeHasher();
    for (int k = from; k < to; k++) {
      changes.add(hasher.of(entry(k).key()), Subtree.EMPTY);
    }
    return changes;
  }

  @Test
  void readingAheadComesToTheLeavesOfTheKeysThatAreThere() {
    TreeChanges changes = changes(960, 1_020);
    changes.readAhead((Inner) TREE.top().node(), 0, changes.count(), 0);
    assertThat(changes.known()).isEqualTo(40);
  }

  @Test
  void nothingIsReadAheadTwiceNorMoreAtOnceThanNearCachesHold() {
    TreeChanges many = changes(0, 65);
    many.readAhead((Inner) TREE.top().node(), 0, 65, 0);
    assertThat(many.known()).isZero();
    many.readAhead((Inner) TREE.top().node(), 0, 64, 0);
    many.readAhead((Inner) TREE.top().node(), 10, 60, 0);
    assertThat(many.known()).isEqualTo(64);
  }

  @Test
  void readingAheadChangesNothing() {
    List<TreeEntry> puts = IntStream.range(0, 3_000).mapToObj(TreeChangesTest::entry).toList();
    assertThat(TREE.with(puts, List.of()).root()).isEqualTo(SparseTree.of(puts).root());
    List<byte[]> gone = puts.stream().skip(10).map(TreeEntry::key).toList();
    assertThat(TREE.with(puts.subList(0, 10), gone).root())
        .isEqualTo(SparseTree.of(puts.subList(0, 10)).root());
  }
}
