package io.wattmesh.agents.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.agents.spi.AgentSetup;
import io.wattmesh.agents.spi.Award;
import io.wattmesh.agents.spi.IntervalContext;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HouseholdDayTest {
  private static final long APRIL_10_EPOCH_SECONDS = 1_744_243_200;
  private static final int HOUR_SECONDS = 3_600;

  private static MarketAgent house(Map<String, String> config) {
    return new HouseholdProvider().create(new AgentSetup(new ParticipantId("house-1"), 1, config));
  }

  private static IntervalContext hour(int interval) {
    return new IntervalContext(
        interval,
        APRIL_10_EPOCH_SECONDS + (long) interval * HOUR_SECONDS,
        HOUR_SECONDS,
        OptionalLong.empty());
  }

  @Test
  void inAVoidIntervalSunServesTheHomeAndTheRestIsDrawn() {
    MarketAgent night = house(Map.of("solar-kw", "8"));
    night.onInterval(hour(2));
    assertThat(night.onAward(Award.none(2))).isNegative();

    MarketAgent noon = house(Map.of("solar-kw", "8"));
    BidCurve bid = noon.onInterval(hour(12));
    assertThat(bid.maxWatts()).isPositive();
    assertThat(Math.abs(noon.onAward(Award.none(12)))).isLessThan(1500);
  }

  @Test
  void whatItDeliversDiffersFromTheAwardOnlyByForecastErrors() {
    MarketAgent house = house(Map.of("solar-kw", "5"));
    for (int k = 0; k < 48; k++) {
      BidCurve bid = house.onInterval(hour(k));
      long award = bid.lowWattsAt(25_000_000L * BidCurve.PICOS_PER_MICRO);
      long delivered = house.onAward(Award.of(k, award, 25_000_000));
      assertThat(Math.abs(delivered - award)).isLessThan(2_000);
    }
  }

  @Test
  void aBatteryBuysBelowWhatItSellsAt() {
    MarketAgent house = house(Map.of("load-scale", "0", "battery-kwh", "10", "battery-kw", "5"));
    BidCurve bid = house.onInterval(hour(0));
    long idleFrom = 0;
    long idleTo = 0;
    for (int k = 0; k < bid.points(); k++) {
      if (bid.powerWatts(k) == 0) {
        idleFrom = idleFrom == 0 ? bid.priceMicrosPerMwh(k) : idleFrom;
        idleTo = bid.priceMicrosPerMwh(k);
      }
    }
    assertThat(bid.minWatts()).isEqualTo(-5_000);
    assertThat(bid.maxWatts()).isEqualTo(4_750);
    assertThat(idleTo - idleFrom).isGreaterThan(5_000_000);
  }
}
