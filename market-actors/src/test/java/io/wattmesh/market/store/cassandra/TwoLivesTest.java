package io.wattmesh.market.store.cassandra;

import static io.wattmesh.market.MarketFixture.BUS;
import static io.wattmesh.market.MarketFixture.SCHEDULE;
import static io.wattmesh.market.MarketFixture.bid;
import static io.wattmesh.market.MarketFixture.desk;
import static io.wattmesh.market.MarketFixture.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.market.aggregation.BidAnswer;
import io.wattmesh.market.aggregation.BidIntake;
import io.wattmesh.market.aggregation.BookClosing;
import io.wattmesh.market.aggregation.BookKeeping;
import io.wattmesh.market.store.BidStore.StoredBid;
import io.wattmesh.market.store.BidsFencedException;
import io.wattmesh.market.store.cassandra.life.LivingBids;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An aggregator that lives twice over a real server. */
class TwoLivesTest {
  private static final String[] MEMBERS =
      IntStream.range(0, 60).mapToObj(k -> "member-" + k).toArray(String[]::new);

  private final CassandraBidStore store =
      CassandraBidStore.over(TestServer.get().database(), TestServer.home());

  /** An aggregator as its actor has it, step by step. */
  private static final class Life {
    private final LivingBids bids;
    private final BidIntake intake = new BidIntake(desk(BUS, MEMBERS));
    private final BookClosing closing =
        new BookClosing(intake, new BookKeeping(desk(BUS, MEMBERS), intake));

    private Life(CassandraBidStore store) {
      bids = store.begin(BUS);
      intake.closeUpTo(bids.closedInterval(BUS));
      for (StoredBid stored : bids.load(BUS)) {
        intake.restore(SignedEnvelope.ofBytes(stored.envelope()), stored.arrivalMillis());
      }
    }

    /** Whether the bid is acknowledged. */
    private boolean take(SignedEnvelope bid, long interval) {
      BidAnswer answer = intake.receive(bid.toBytes(), open(interval));
      if (answer instanceof BidAnswer.Refuse) {
        return false;
      }
      bids.put(List.of(new StoredBid(BUS, interval, bid.signer(), open(interval), bid.toBytes())));
      return true;
    }

    private BidBook book(long interval) {
      long gate = SCHEDULE.gateClosureMillis(interval);
      for (long unsigned : closing.begin(gate)) {
        closing.onClosed(unsigned, bids.closeBook(BUS, unsigned));
      }
      return closing.due(gate).stream()
          .map(signed -> BidBook.ofBytes(signed.payload()))
          .filter(book -> book.interval() == interval)
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void whatAnOlderLifeStoresLateIsNotPromisedAndIsInTheBookAllTheSame() {
    var older = new Life(store);
    assertThat(older.take(bid("member-1", 3, 1), 3)).isTrue();
    var younger = new Life(store);

    assertThatThrownBy(() -> older.take(bid("member-2", 3, 1), 3))
        .isInstanceOf(BidsFencedException.class)
        .hasMessageContaining("bus " + BUS)
        .hasMessageContaining("promises nothing more");

    assertThat(younger.take(bid("member-3", 3, 1), 3)).isTrue();
    assertThat(younger.book(3).bids())
        .extracting(SignedEnvelope::signer)
        .containsExactly("member-1", "member-2", "member-3");
  }

  @Test
  void anOlderLifeClosesNoBook() {
    var older = new Life(store);
    assertThat(older.take(bid("member-1", 3, 1), 3)).isTrue();
    new Life(store);
    assertThatThrownBy(() -> older.book(3)).isInstanceOf(BidsFencedException.class);
  }

  @Test
  void aYoungerLifeTakesNoBidForABookThatIsClosedWhateverItsClockSays() {
    var older = new Life(store);
    assertThat(older.book(3).bids()).isEmpty();
    var younger = new Life(store);
    assertThat(younger.take(bid("member-1", 3, 1), 3)).isFalse();
    assertThat(younger.take(bid("member-1", 4, 1), 4)).isTrue();
    assertThat(younger.book(3).bids()).isEmpty();
  }

  @Test
  void livesOfOtherBusesAndHomesDoNotEndEachOther() {
    LivingBids one = store.begin(1);
    store.begin(2);
    CassandraBidStore.over(TestServer.get().database(), TestServer.home()).begin(1);
    one.put(List.of(new StoredBid(1, 3, "alice", 0, new byte[] {1})));
    assertThat(one.load(1)).hasSize(1);
  }

  /** Two threads, each an aggregator that begins anew when it is fenced, or now and then. */
  @Test
  void howeverTwoLivesMeetEveryBookThatEitherSignsHasEveryBidThatEitherPromised() {
    Map<Long, Set<String>> promised = new ConcurrentHashMap<>();
    Map<Long, List<Set<String>>> signed = new ConcurrentHashMap<>();
    List<Integer> fenced =
        List.of(0, 1).stream()
            .map(
                place ->
                    CompletableFuture.supplyAsync(
                        () -> live(new Random(place), place, promised, signed)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();

    assertThat(fenced).allMatch(times -> times > 5);
    assertThat(signed).hasSizeGreaterThan(10);
    assertThat(promised.values().stream().mapToInt(Set::size).sum()).isGreaterThan(50);
    signed.forEach(
        (interval, books) ->
            books.forEach(
                book ->
                    assertThat(book)
                        .as("a book of interval %d", interval)
                        .containsAll(promised.getOrDefault(interval, Set.of()))));
  }

  private int live(
      Random random,
      int place,
      Map<Long, Set<String>> promised,
      Map<Long, List<Set<String>>> signed) {
    int fenced = 0;
    var life = new Life(store);
    for (long interval = 0; interval < 30; interval++) {
      var mine = new ArrayList<>(Arrays.asList(MEMBERS).subList(30 * place, 30 * place + 30));
      for (int step = 0; step < 8; step++) {
        try {
          String member = mine.remove(random.nextInt(mine.size()));
          if (life.take(bid(member, interval, 1), interval)) {
            promised.computeIfAbsent(interval, any -> ConcurrentHashMap.newKeySet()).add(member);
          }
          pause();
          if (random.nextInt(10) == 0) {
            life = new Life(store);
          }
        } catch (BidsFencedException e) {
          fenced++;
          pause();
          life = new Life(store);
        }
      }
      try {
        var book = new HashSet<String>();
        life.book(interval).bids().forEach(bid -> book.add(bid.signer()));
        signed
            .computeIfAbsent(
                interval, any -> java.util.Collections.synchronizedList(new ArrayList<>()))
            .add(book);
      } catch (BidsFencedException e) {
        fenced++;
        life = new Life(store);
      }
    }
    return fenced;
  }

  private static void pause() {
    try {
      TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(4_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
