package io.wattmesh.market.clearing;

import static io.wattmesh.market.MarketFixture.hash;
import static io.wattmesh.market.clearing.ClearingFixture.BOOKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.market.clearing.RegionExchange.Trouble;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A region that loses its memory in mid-clearing, and hears no more of the ledger's news, is sent
 * again what it was sent, and the clearing ends with the same bits.
 */
@Tag("seed-5")
class RestartedRegionTest {
  private static final long INTERVAL = 5;
  private static final int MOST_REMINDERS = 12;

  /** A penalty so great that many rounds are needed. */
  private static final ClearingParameters SLOW =
      new ClearingParameters(ClearingMethod.ADMM, 1_000, 1, 1.6, 1, 3_000, 80, 0);

  private static RegionExchange exchange(ClearingFixture market) {
    return new RegionExchange(market, INTERVAL, Trouble.NONE);
  }

  private static void everyRegionAtEveryStep(ClearingFixture market, int stride) {
    RegionExchange undisturbed = exchange(market);
    byte[] expected = undisturbed.run().encode();
    int killed = 0;
    for (int region = 0; region < market.regions(); region++) {
      for (int k = 1; k <= undisturbed.heard(region); k += stride) {
        RegionExchange disturbed = exchange(market).kill(region, k);
        assertThat(disturbed.run().encode())
            .as("region %d killed before message %d", region, k)
            .isEqualTo(expected);
        assertThat(disturbed.refused).isEmpty();
        assertThat(disturbed.givenUp).isEmpty();
        assertThat(disturbed.repairs).isBetween(1, MOST_REMINDERS);
        killed++;
      }
    }
    assertThat(killed).isGreaterThan(20);
  }

  @Test
  void anyRegionOfThreeMayBeKilledBeforeAnyMessage() {
    everyRegionAtEveryStep(ClearingFixture.seed(), 1);
  }

  @Test
  void anyRegionOfFourMayBeKilledInQuickRoundsAndWhileItsResultIsCollected() {
    everyRegionAtEveryStep(ClearingFixture.case30(4, 4), 3);
  }

  @Test
  void anyRegionMayBeKilledLateInALongClearingAndIsSentAgainPartByPart() {
    everyRegionAtEveryStep(ClearingFixture.case30(8, 4).with(SLOW), 113);
  }

  @Test
  void anyRegionMayBeKilledInTheInteriorPointMethod() {
    everyRegionAtEveryStep(
        ClearingFixture.case30(4, 4).with(ClearingParameters.of(ClearingMethod.INTERIOR_POINT)), 7);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void severalRegionsMayBeKilledSeveralTimesOverAnUnreliableNetwork(long seed) {
    ClearingFixture market = ClearingFixture.case30(4, 4).with(SLOW);
    RegionExchange undisturbed = exchange(market);
    byte[] expected = undisturbed.run().encode();
    var random = new Random(seed);
    var disturbed = new RegionExchange(market, INTERVAL, new Trouble(seed, true, 5, 5));
    for (int k = 0; k < 6; k++) {
      int region = random.nextInt(market.regions());
      disturbed.kill(region, 1 + random.nextInt(undisturbed.heard(region)));
    }
    assertThat(disturbed.run().encode()).isEqualTo(expected);
    assertThat(disturbed.refused).isEmpty();
  }

  @Test
  void aRegionThatHeardNoNewsBeginsWhatAllItsAggregatorsSpeakOf() {
    ClearingFixture market = ClearingFixture.case30(4, 4);
    var desk = new RegionDesk(market.post(1));
    List<Integer> buses = List.copyOf(market.post(1).aggregators().keySet());
    buses.stream().skip(1).forEach(bus -> desk.receive(market.busCurve(INTERVAL, BOOKS, bus)));
    assertThat(desk.again()).isEmpty();
    desk.receive(market.busCurve(INTERVAL, hash("other books"), buses.getFirst()));
    assertThat(desk.again()).isEmpty();
    desk.receive(market.busCurve(INTERVAL, BOOKS, buses.getFirst()));
    assertThat(desk.again()).isNotEmpty();
  }

  @Test
  void theLedgersWordGoesBeforeWhatOthersSay() {
    ClearingFixture market = ClearingFixture.seed();
    int leaf = market.plan().regions().get(market.plan().root()).tree().children().getFirst();
    int bus = market.plan().regions().get(leaf).buses().getFirst();
    var desk = new RegionDesk(market.post(leaf));
    desk.receive(market.busCurve(INTERVAL + 1, BOOKS, bus));
    assertThat(desk.again()).isNotEmpty();
    assertThat(desk.begin(INTERVAL, BOOKS)).isEmpty();
    assertThat(desk.receive(market.busCurve(INTERVAL, BOOKS, bus))).isNotEmpty();
  }

  @Test
  void aClearingThatOutgrowsTheLogIsKeptNoLonger() {
    var log = new MessageLog(3, 1_000);
    ClearingFixture market = ClearingFixture.seed();
    var envelope = market.busCurve(INTERVAL, BOOKS, 1);
    for (int step = 1; step <= 3; step++) {
      log.add(0, step, envelope, new byte[10]);
    }
    assertThat(log.of(0, 2, 10)).hasSize(2);
    log.add(0, 4, envelope, new byte[10]);
    assertThat(log.outgrown()).isTrue();
    assertThat(log.of(0, 1, 10)).isEmpty();
    var byBytes = new MessageLog(100, 15);
    byBytes.add(0, 1, envelope, new byte[10]);
    byBytes.add(0, 2, envelope, new byte[10]);
    assertThat(byBytes.outgrown()).isTrue();
  }
}
