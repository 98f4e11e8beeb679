package io.wattmesh.market.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.market.store.BidStore.StoredBid;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stored bids survive; a bus hears of its own alone. */
public abstract class BidStoreContract {
  @TempDir private Path folder;

  /**
   * Opens the test's store, again if it was open before: a new process would find the same.
   *
   * @param emptyFolder the test's own
   */
  protected abstract BidStore open(Path emptyFolder);

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
    try (BidStore store = open(folder)) {
      store.put(List.of(bid(1, 5, "bob", "b"), bid(1, 5, "alice", "a")));
    }
    try (BidStore store = open(folder)) {
      assertThat(names(store.load(1))).containsExactly("1/5/alice/1005=a", "1/5/bob/1005=b");
    }
  }

  @Test
  void aBusLoadsItsOwnBidsInOrderOfIntervals() {
    try (BidStore store = open(folder)) {
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
  void differentBidsUnderOneNameStandSideBySideAndTheSameOneStandsOnce() {
    try (BidStore store = open(folder)) {
      store.put(List.of(bid(1, 5, "alice", "one")));
      store.put(
          List.of(
              bid(1, 5, "alice", "another"), bid(1, 5, "alice", "one"), bid(1, 5, "al", "one")));
      assertThat(names(store.load(1)))
          .containsExactlyInAnyOrder(
              "1/5/alice/1005=one", "1/5/alice/1005=another", "1/5/al/1005=one");
    }
  }

  @Test
  void aSingleBidIsRemovedAndItsNeighboursStay() {
    try (BidStore store = open(folder)) {
      store.put(List.of(bid(1, 5, "alice", "one"), bid(1, 5, "alice", "another")));
      store.put(List.of(bid(1, 6, "alice", "one"), bid(2, 5, "alice", "one")));
      store.remove(List.of(bid(1, 5, "alice", "one"), bid(1, 5, "nobody", "none")));
      assertThat(names(store.load(1)))
          .containsExactly("1/5/alice/1005=another", "1/6/alice/1006=one");
      assertThat(store.load(2)).hasSize(1);
    }
  }

  @Test
  void removingUpToAnIntervalKeepsLaterOnesAndOtherBuses() {
    try (BidStore store = open(folder)) {
      for (long interval = 0; interval <= 3; interval++) {
        store.put(List.of(bid(1, interval, "alice", "a"), bid(2, interval, "bob", "b")));
      }
      store.removeUpTo(1, 2);
      assertThat(names(store.load(1))).containsExactly("1/3/alice/1003=a");
      assertThat(store.load(2)).hasSize(4);
    }
    try (BidStore store = open(folder)) {
      assertThat(store.load(1)).hasSize(1);
    }
  }
}
