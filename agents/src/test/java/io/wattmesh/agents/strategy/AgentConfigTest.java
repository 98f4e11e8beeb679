package io.wattmesh.agents.strategy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.agents.spi.AgentSetup;
import io.wattmesh.agents.spi.MarketAgents;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          business  | annual-mwh     | 80            | 'building' is missing. It is the kind of building
          business  | building       | barn          | 'building' is 'barn', it must be one of office, shop
          household | house          | 6             | 'house' is 6, it must be from 1 to 5
          household | house          | four          | 'house' is 'four', not an integer
          household | solar-kw       | NaN           | 'solar-kw' is NaN, it must be from 0.0 to
          household | price-cap      | 5             | 'price-cap' is 5, it must be from 20.0 to
          household | solar          | 5             | unknown key 'solar'. Known keys: house, load-scale
          bulk-load | schedule-watts | 5,-1          | drawn power -1 W is negative
          bulk-load | schedule-watts | 5 MW          | 'schedule-watts' is '5 MW', not a schedule
          generator | curve          | 5 @ 3, 4 @ 6  | must never fall
          generator | curve          | -5 @ 3, 4 @ 6 | A generator injects
          """)
  void mistakesNameTheAgentTheKeyAndTheRule(
      String agent, String key, String value, String message) {
    var setup = new AgentSetup(new ParticipantId("house-7"), 1, Map.of(key, value));
    assertThatThrownBy(() -> MarketAgents.create(agent, setup))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'%s' of house-7".formatted(agent))
        .hasMessageContaining(message);
  }
}
