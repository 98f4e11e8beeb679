package io.wattmesh.agents.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.agents.spi.MarketAgentProvider;
import io.wattmesh.agents.spi.MarketAgents;
import io.wattmesh.agents.tck.MarketAgentTck;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every built-in agent keeps the rules of agents. */
class BuiltInAgentsTest {
  @Nested
  class HouseholdTest extends MarketAgentTck {
    @Override
    protected MarketAgentProvider provider() {
      return new HouseholdProvider();
    }

    @Override
    protected Map<String, String> config() {
      return Map.ofEntries(
          Map.entry("house", "4"),
          Map.entry("load-scale", "0.9"),
          Map.entry("phase-minutes", "-45"),
          Map.entry("solar-kw", "6"),
          Map.entry("solar-profile", "4"),
          Map.entry("battery-kwh", "10"),
          Map.entry("battery-kw", "5"),
          Map.entry("vehicle-kw", "7.4"),
          Map.entry("vehicle-kwh", "9"),
          Map.entry("vehicle-arrives-hour", "17.5"),
          Map.entry("heat-pump-kw", "3"));
    }
  }

  @Nested
  class PlannedBatteryTest extends MarketAgentTck {
    @Override
    protected MarketAgentProvider provider() {
      return new HouseholdProvider();
    }

    @Override
    protected Map<String, String> config() {
      return Map.of(
          "planning", "horizon", "battery-kwh", "10", "battery-kw", "5", "heat-pump-kw", "3");
    }
  }

  @Nested
  class PlannedVehicleTest extends MarketAgentTck {
    @Override
    protected MarketAgentProvider provider() {
      return new HouseholdProvider();
    }

    @Override
    protected Map<String, String> config() {
      return Map.of("planning", "horizon", "horizon-intervals", "36", "vehicle-kw", "7.4");
    }
  }

  @Nested
  class PlannedHeatPumpTest extends MarketAgentTck {
    @Override
    protected MarketAgentProvider provider() {
      return new HouseholdProvider();
    }

    @Override
    protected Map<String, String> config() {
      return Map.of("planning", "horizon", "horizon-intervals", "12", "heat-pump-kw", "4");
    }
  }

  @Nested
  class BusinessTest extends MarketAgentTck {
    @Override
    protected MarketAgentProvider provider() {
      return new BusinessProvider();
    }

    @Override
    protected Map<String, String> config() {
      return Map.of("building", "shop", "solar-kw", "30", "battery-kwh", "40", "battery-kw", "20");
    }
  }

  @Nested
  class SolarParkTest extends MarketAgentTck {
    @Override
    protected MarketAgentProvider provider() {
      return new SolarParkProvider();
    }

    @Override
    protected Map<String, String> config() {
      return Map.of("solar-kw", "5000", "battery-kwh", "4000", "battery-kw", "2000");
    }
  }

  @Nested
  class GeneratorTest extends MarketAgentTck {
    @Override
    protected MarketAgentProvider provider() {
      return new GeneratorProvider();
    }

    @Override
    protected Map<String, String> config() {
      return Map.of("curve", "40 @ 18, 100 @ 22, 300 @ 22.5");
    }
  }

  @Nested
  class BulkLoadTest extends MarketAgentTck {
    @Override
    protected MarketAgentProvider provider() {
      return new BulkLoadProvider();
    }

    @Override
    protected Map<String, String> config() {
      return Map.of("schedule-watts", "51000000, 48000000, 0, 77000000");
    }
  }

  @Nested
  class FixedCurveTest extends MarketAgentTck {
    @Override
    protected MarketAgentProvider provider() {
      return new FixedCurveProvider();
    }

    @Override
    protected Map<String, String> config() {
      return Map.of("curve", "-200 @ 0, 0 @ 40");
    }
  }

  @Test
  void allOfThemAreFoundAndDescribeThemselves() {
    assertThat(MarketAgents.all())
        .extracting(MarketAgentProvider::name)
        .contains("bulk-load", "business", "fixed-curve", "generator", "household", "solar-park");
    assertThat(MarketAgents.all())
        .allSatisfy(provider -> assertThat(provider.description()).endsWith("."));
  }

  @Test
  void anUnknownNameListsTheKnownOnes() {
    assertThatThrownBy(() -> MarketAgents.find("houshold"))
        .hasMessageContaining("'houshold'")
        .hasMessageContaining("household")
        .hasMessageContaining("fixed-curve");
  }
}
