package io.wattmesh.market.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.market.store.BidStore;
import io.wattmesh.market.store.BidStore.StoredBid;
import io.wattmesh.market.store.BidStoreContract;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract over a real server. */
class CassandraBidStoreTest extends BidStoreContract {
  private final String home = TestServer.home();

  @Override
  protected BidStore open(Path emptyFolder) {
    return CassandraBidStore.over(TestServer.get().database(), home);
  }

  @Test
  void thousandsOfBidsOfOneCallAreAllThere() {
    List<StoredBid> bids =
        IntStream.range(0, 3_000)
            .mapToObj(k -> new StoredBid(k % 3, 7, "p" + k, k, new byte[1_000]))
            .toList();
    try (BidStore store = open(Path.of(""))) {
      store.put(bids);
    }
    try (BidStore store = open(Path.of(""))) {
      for (int bus = 0; bus < 3; bus++) {
        assertThat(store.load(bus)).hasSize(1_000);
      }
    }
  }

  @Test
  void storesOfDifferentHomesDoNotSeeEachOthersBids() {
    try (BidStore one = open(Path.of(""));
        BidStore other = CassandraBidStore.over(TestServer.get().database(), home + "-other")) {
      one.put(List.of(new StoredBid(1, 1, "alice", 0, new byte[] {1})));
      assertThat(other.load(1)).isEmpty();
      assertThat(one.load(1)).hasSize(1);
    }
  }
}
