package io.wattmesh.grid.clearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.clearing.central.CentralClearing;
import io.wattmesh.grid.clearing.central.CentralFailure;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.flow.DcPowerFlow;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The central reference and the regions agree though they share no solver. */
class CentralClearingTest {

  @ParameterizedTest
  @ValueSource(strings = {"case3_market", "case3_lmbd", "case5_pjm", "case30_ieee", "case118_ieee"})
  void theReferenceAndTheRegionsAgree(String name) {
    for (DcModel model : DcModel.values()) {
      Network network = Cases.read(name, model);
      ResultPart central = CentralClearing.clear(network, network.busCurves());
      ResultPart regions =
          ClearingByMessagesTest.clear(
              network, Math.min(4, network.buses().size()), ClearingParameters.DEFAULT);
      assertThat(central.costUsdPerHour(network.busCurves()))
          .isCloseTo(regions.costUsdPerHour(network.busCurves()), Percentage.withPercentage(1e-7));
      assertThat(central.lmpUsdPerMwh()).containsExactly(regions.lmpUsdPerMwh(), within(1e-5));
    }
  }

  @Test
  void theReferenceRefusesAMarketThatCannotBalance() {
    Network network = Cases.read("case3_market", DcModel.MATPOWER);
    Map<Integer, CostCurve> curves = new HashMap<>(network.busCurves());
    curves.put(2, CostCurve.fixed(-1000));
    assertThatThrownBy(() -> CentralClearing.clear(network, curves))
        .isInstanceOf(CentralFailure.class);
  }

  @Test
  void aPowerFlowOfTheDispatchGivesTheClearedFlows() {
    Network network = Cases.read("case118_ieee", DcModel.MATPOWER);
    ResultPart result = ClearingByMessagesTest.clear(network, 4, ClearingParameters.DEFAULT);
    Map<Integer, Double> injections = new HashMap<>();
    for (int bus : result.buses()) {
      injections.put(bus, result.injectionMw(bus));
    }
    DcPowerFlow flow = DcPowerFlow.of(network, injections);
    for (int row : result.branchRows()) {
      assertThat(flow.flowsMw().get(row)).isCloseTo(result.flowMw(row), within(1e-6));
    }
    assertThat(flow.slackMw().values()).allMatch(slack -> Math.abs(slack) < 1e-6);
  }
}
