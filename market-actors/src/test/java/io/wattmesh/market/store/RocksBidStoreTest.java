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

/** The contract, and what a folder is like. */
class RocksBidStoreTest extends BidStoreContract {
  @TempDir Path folder;
  private Path home;

  @Override
  protected BidStore open(Path emptyFolder) {
    return RocksBidStore.open(emptyFolder.resolve("bids"));
  }

  @BeforeEach
  void home() {
    home = folder.resolve("own");
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
  void aFolderThatIsOpenCannotBeOpenedTwice() {
    try (RocksBidStore store = RocksBidStore.open(home)) {
      assertThatThrownBy(() -> RocksBidStore.open(home))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(home.toString());
      assertThat(store.load(1)).isEmpty();
    }
  }
}
