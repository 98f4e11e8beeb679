package io.wattmesh.market.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.market.store.BidStore.StoredBid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stored bids survive; a bus hears of its own alone. */
class RocksBidStoreTest {
  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void home() {
    home = folder.resolve("bids");
  }

  private static StoredBid bid(int bus, long interval, String participant, String content) {
    return new StoredBid(
        bus, interval, participant, 1_000 + interval, content.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> names(List<StoredBid> bids) {
    return bids.stream()
        .map(
            bid ->
                "%d/%d/%s/%d=%s"
                    .formatted(
                        bid.bus(),
                        bid.interval(),
                        bid.participant(),
                        bid.arrivalMillis(),
                        new String(bid.envelope(), StandardCharsets.UTF_8)))
        .toList();
  }

  @Test
  void bidsAreThereAfterTheStoreIsOpenedAgain() {
    try (RocksBidStore store = RocksBidStore.open(home)) {
      store.put(List.of(bid(1, 5, "bob", "b"), bid(1, 5, "alice", "a")));
    }
    try (RocksBidStore store = RocksBidStore.open(home)) {
      assertThat(names(store.load(1))).containsExactly("1/5/alice/1005=a", "1/5/bob/1005=b");
    }
  }

  @Test
  void whatPutHasReturnedFromIsInTheFilesThatACrashLeaves() throws IOException {
    Path crashed = folder.resolve("as-a-crash-leaves-it");
    try (RocksBidStore store = RocksBidStore.open(home)) {
      store.put(List.of(bid(1, 5, "alice", "a")));
      copy(home, crashed);
      store.put(List.of(bid(1, 6, "alice", "later")));
    }
    try (RocksBidStore store = RocksBidStore.open(crashed)) {
      assertThat(names(store.load(1))).containsExactly("1/5/alice/1005=a");
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path copy = to.resolve(from.relativize(file));
            Files.createDirectories(copy.getParent());
            if (!file.getFileName().toString().equals("LOCK")) {
              Files.copy(file, copy);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Test
  void aBusLoadsItsOwnBidsInOrderOfIntervals() {
    try (RocksBidStore store = RocksBidStore.open(home)) {
      store.put(
          List.of(
              bid(2, 1, "x", "other"),
              bid(1, 300, "alice", "c"),
              bid(1, 2, "alice", "b"),
              bid(1, 1, "bob", "a"),
              bid(257, 1, "y", "other"),
              bid(256, 1, "y", "other"),
              bid(0, 1, "z", "other")));
      assertThat(names(store.load(1)))
          .containsExactly("1/1/bob/1001=a", "1/2/alice/1002=b", "1/300/alice/1300=c");
      assertThat(store.load(3)).isEmpty();
    }
  }

  @Test
  void aLaterBidOfAParticipantReplacesTheOneBeforeEvenInOneBatch() {
    try (RocksBidStore store = RocksBidStore.open(home)) {
      store.put(List.of(bid(1, 5, "alice", "old")));
      store.put(List.of(bid(1, 5, "alice", "newer"), bid(1, 5, "alice", "newest")));
      assertThat(names(store.load(1))).containsExactly("1/5/alice/1005=newest");
    }
  }

  @Test
  void removingUpToAnIntervalKeepsLaterOnesAndOtherBuses() {
    try (RocksBidStore store = RocksBidStore.open(home)) {
      for (long interval = 0; interval <= 3; interval++) {
        store.put(List.of(bid(1, interval, "alice", "a"), bid(2, interval, "bob", "b")));
      }
      store.removeUpTo(1, 2);
      assertThat(names(store.load(1))).containsExactly("1/3/alice/1003=a");
      assertThat(store.load(2)).hasSize(4);
    }
    try (RocksBidStore store = RocksBidStore.open(home)) {
      assertThat(store.load(1)).hasSize(1);
    }
  }

  @Test
  void aFolderThatIsOpenCannotBeOpenedTwice() {
    try (RocksBidStore store = RocksBidStore.open(home)) {
      assertThatThrownBy(() -> RocksBidStore.open(home))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(home.toString());
      assertThat(store.load(1)).isEmpty();
    }
  }
}
