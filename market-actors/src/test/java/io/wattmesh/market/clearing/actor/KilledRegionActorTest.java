package io.wattmesh.market.clearing.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.market.clearing.ClearingFixture;
import io.wattmesh.market.clearing.UndisturbedClearing;
import io.wattmesh.market.clearing.actor.ClearingCluster.Fate;
import io.wattmesh.market.message.ToRegion;
import io.wattmesh.proto.crypto.MessageType;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clearing actors that stop or fail in mid-iteration, are started again by their shard with an
 * empty memory, and finish with the certificate of the undisturbed run. Each takes some seconds:
 * that long regions wait before they repeat.
 */
@Tag("seed-5")
class KilledRegionActorTest {
  private static final ClearingFixture MARKET = ClearingFixture.case30(4, 4);

  /** Region, then before which of its messages it is killed, and how. */
  private static final Map<Integer, Map<Integer, Fate>> KILLS = new ConcurrentHashMap<>();

  private static final Map<Integer, AtomicInteger> HEARD = new ConcurrentHashMap<>();
  private static final AtomicLong INTERVALS = new AtomicLong();
  private static final AtomicInteger KILLED = new AtomicInteger();

  private static ClearingCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new ClearingCluster(MARKET, KilledRegionActorTest::fate);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static Fate fate(int region, ToRegion.Signed message) {
    if (message.envelope().type() != MessageType.REGION_MESSAGE) {
      return Fate.DELIVER;
    }
    int count = HEARD.computeIfAbsent(region, any -> new AtomicInteger()).incrementAndGet();
    Fate fate = KILLS.getOrDefault(region, Map.of()).getOrDefault(count, Fate.DELIVER);
    if (fate != Fate.DELIVER) {
      KILLED.incrementAndGet();
    }
    return fate;
  }

  private static void kill(int region, int beforeMessage, Fate how) {
    KILLS.computeIfAbsent(region, any -> new ConcurrentHashMap<>()).put(beforeMessage, how);
  }

  private static int anyMessageTo(int region, Random random) {
    return 1 + random.nextInt(UndisturbedClearing.heard(MARKET, region));
  }

  private static void clearWithKills(int kills) {
    long interval = INTERVALS.incrementAndGet();
    assertThat(cluster.clear(interval).encode())
        .isEqualTo(UndisturbedClearing.certificate(MARKET, interval).encode());
    assertThat(KILLED).hasValue(kills);
  }

  private static void reset() {
    KILLS.clear();
    HEARD.clear();
    KILLED.set(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anyRegionThatStopsOrFailsAtARandomMessageRejoins(long seed) {
    reset();
    var random = new Random(seed);
    int root = MARKET.plan().root();
    int region = (root + 1 + random.nextInt(MARKET.regions() - 1)) % MARKET.regions();
    kill(region, anyMessageTo(region, random), random.nextBoolean() ? Fate.STOP : Fate.FAIL);
    clearWithKills(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void theRootThatStopsOrFailsAtARandomMessageRejoins(long seed) {
    reset();
    var random = new Random(seed);
    int root = MARKET.plan().root();
    kill(root, anyMessageTo(root, random), random.nextBoolean() ? Fate.STOP : Fate.FAIL);
    clearWithKills(1);
  }

  @Test
  void theRootAndAnotherRegionThatAreKilledInOneClearingRejoin() {
    reset();
    int root = MARKET.plan().root();
    kill(root, 30, Fate.STOP);
    kill((root + 1) % MARKET.regions(), 9, Fate.FAIL);
    clearWithKills(2);
  }
}
