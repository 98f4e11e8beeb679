package io.wattmesh.market.clearing.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.certificate.ChoiceChecker;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.Verdict;
import io.wattmesh.market.clearing.ClearingFixture;
import io.wattmesh.market.clearing.actor.ClearingCluster.Fate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The seed's market cleared by sharded actors, also when messages between them are lost. */
@Tag("seed-15")
class ClearingRegionActorTest {
  private static final ClearingFixture MARKET = ClearingFixture.seed();
  private static final Set<Integer> LOST = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger ARRIVED = new AtomicInteger();
  private static final AtomicLong INTERVALS = new AtomicLong();
  private static final AtomicInteger DROPPED = new AtomicInteger();

  private static ClearingCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        new ClearingCluster(
            MARKET,
            (region, message) -> {
              boolean lost = LOST.contains(ARRIVED.incrementAndGet());
              if (lost) {
                DROPPED.incrementAndGet();
              }
              return lost ? Fate.LOSE : Fate.DELIVER;
            });
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** Clears the next interval and loses messages by their number in the order of arrival. */
  private static void clear(Set<Integer> lost) {
    LOST.clear();
    LOST.addAll(lost);
    ARRIVED.set(0);
    DROPPED.set(0);
    assertValid(cluster.clear(INTERVALS.incrementAndGet()));
  }

  private static void assertValid(ClearingCertificate certificate) {
    Verdict verdict = ChoiceChecker.check(MARKET.rounded().model(), certificate, MARKET.busBids());
    assertThat(verdict).matches(Verdict::isValid);
    assertThat(Math.round(certificate.pricePicosPerMwh(0) / 1e6)).isEqualTo(10_000_000);
    assertThat(Math.round(certificate.pricePicosPerMwh(1) / 1e6)).isEqualTo(15_000_000);
    assertThat(Math.round(certificate.pricePicosPerMwh(2) / 1e6)).isEqualTo(15_000_000);
  }

  @Test
  void threeRegionsClearTheSeedsMarket() {
    clear(Set.of());
    assertThat(DROPPED).hasValue(0);
  }

  /** Whichever region it is that must repeat, the others' repetitions do not keep it from it. */
  @Test
  @Tag("seed-5")
  void messagesThatAreLostOnTheWayAreRepeatedUntilTheMarketHasCleared() {
    clear(Set.of(2, 6, 13));
    assertThat(DROPPED).hasValue(3);
  }
}
