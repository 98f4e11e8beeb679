package io.wattmesh.cluster.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.powsybl.cgmes.conformity.CgmesConformity1Catalog;
import com.powsybl.cgmes.model.GridModelReferenceResources;
import com.powsybl.commons.config.PlatformConfig;
import com.powsybl.commons.datasource.MemDataSource;
import com.powsybl.ieeecdf.converter.IeeeCdfNetworkFactory;
import com.powsybl.iidm.network.Network;
import com.powsybl.matpower.converter.MatpowerExporter;
import io.wattmesh.grid.network.DcModel;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each format's flows are those of OpenLoadFlow to a watt. */
class OpenLoadFlowTest {
  private static final double TOLERANCE_MW = 1e-6;

  private static OpenLoadFlow.Comparison assertAgrees(Network network, DcModel model) {
    OpenLoadFlow.Comparison comparison = OpenLoadFlow.compare(network, model);
    assertThat(comparison.branches()).isPositive();
    assertThat(comparison.maxFlowMw()).isGreaterThan(5);
    assertThat(comparison.maxErrorMw()).as(comparison.toString()).isLessThan(TOLERANCE_MW);
    return comparison;
  }

  @ParameterizedTest(name = "IEEE {0} buses by {2}")
  @CsvSource({
    "9, 9, MATPOWER", "14, 20, MATPOWER", "14, 20, POWERMODELS", "30, 41, MATPOWER",
    "57, 80, MATPOWER", "118, 186, MATPOWER", "118, 186, POWERMODELS", "300, 411, MATPOWER"
  })
  void ieeeCdf(int buses, int branches, DcModel model) throws IOException {
    assertThat(assertAgrees(Grids.ieee(buses), model).branches()).isEqualTo(branches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"small.uct", "small.raw"})
  void ucteAndPsse(String file) throws IOException {
    assertAgrees(
        GridFiles.network(file, Map.of(file, Grids.resource("/grids/" + file))), DcModel.MATPOWER);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 118})
  void matpowerBinary(int buses) throws IOException {
    var target = new MemDataSource();
    new MatpowerExporter(PlatformConfig.defaultConfig())
        .export(Grids.ieee(buses), new Properties(), target);
    byte[] bytes = target.getData(null, "mat");
    assertAgrees(GridFiles.network("grid.mat", Map.of("grid.mat", bytes)), DcModel.MATPOWER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "microGridBaseCaseBE",
        "microGridBaseCaseAssembled",
        "miniBusBranch",
        "miniNodeBreaker",
        "smallBusBranch",
        "smallNodeBreakerHvdc"
      })
  void cgmes(String name) throws Exception {
    var grid =
        (GridModelReferenceResources) CgmesConformity1Catalog.class.getMethod(name).invoke(null);
    byte[] zip = Grids.zip(grid.dataSource());
    assertAgrees(GridFiles.network("grid.zip", GridEntries.of("grid.zip", zip)), DcModel.MATPOWER);
  }

  @Test
  void aBranchWithoutImpedanceJoinsItsBuses() {
    OpenLoadFlow.Comparison comparison =
        assertAgrees(IeeeCdfNetworkFactory.create9zeroimpedance(), DcModel.MATPOWER);
    assertThat(comparison.branches()).isLessThan(9);
  }
}
