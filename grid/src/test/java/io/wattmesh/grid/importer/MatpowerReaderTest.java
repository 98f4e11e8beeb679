package io.wattmesh.grid.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the reader takes, and that each refusal names its line. */
class MatpowerReaderTest {
  private static final String CASE =
      """
      function mpc = small % a comment
      mpc.version = '2';
      mpc.baseMVA = 100;
      mpc.bus = [
        1 3 0 0 0 0 1 1 0 230 1 1.1 0.9; % reference
        2, 1, 50, 0, 5, 0, 1, 1, 0, 230, 1, 1.1, 0.9
      ];
      mpc.gen = [
        1 0 0 0 0 1 100 1 200 10;
      ];
      mpc.gencost = [
        2 0 0 3 0.1 20 7;
      ];
      mpc.branch = [
        1 2 0.01 0.1 0 80 0 0 0.5 30 1 -30 30;
      ];
      mpc.bus_name = { 'one'; 'two' };
      """;

  private static Network read(String text, DcModel model) {
    return MatpowerReader.read("small.m", text, model);
  }

  @Test
  void aSmallCaseIsReadInBothDcModels() {
    Network matpower = read(CASE, DcModel.MATPOWER);
    Branch branch = matpower.branches().get(0);
    assertThat(branch.susceptanceMwPerRad()).isCloseTo(2000, within(1e-9));
    assertThat(branch.shiftRad()).isCloseTo(Math.toRadians(30), within(1e-15));
    // The angle limit -30..30 degrees less the shift of 30 is tighter than 80 MW above zero.
    assertThat(branch.minFlowMw()).isEqualTo(-80);
    assertThat(branch.maxFlowMw()).isCloseTo(0, within(1e-9));
    assertThat(matpower.buses().get(1).fixedWithdrawalMw()).isEqualTo(55);
    CostCurve curve = matpower.generators().get(0).curve();
    assertThat(curve.costUsdPerHour(100)).isCloseTo(3007, within(1e-9));
    assertThat(curve.leastResponseMw(30)).isCloseTo(50, within(1e-9));

    Branch plain = read(CASE, DcModel.POWERMODELS).branches().get(0);
    assertThat(plain.susceptanceMwPerRad()).isCloseTo(100 * 0.1 / 0.0101, within(1e-9));
    assertThat(plain.shiftRad()).isZero();
  }

  @Test
  void aNegativeReactanceExchangesTheAngleLimits() {
    String text = CASE.replace("0.01 0.1 0 80 0 0 0.5 30 1 -30 30", "0 -0.1 0 0 0 0 0 0 1 -20 30");
    Branch branch = read(text, DcModel.MATPOWER).branches().get(0);
    assertThat(branch.minFlowMw()).isCloseTo(-1000 * Math.toRadians(30), within(1e-9));
    assertThat(branch.maxFlowMw()).isCloseTo(1000 * Math.toRadians(20), within(1e-9));
  }

  @Test
  void givenAngleLimitsReplaceThoseOfTheRows() {
    Branch branch =
        MatpowerReader.read("small.m", CASE, DcModel.POWERMODELS, OptionalDouble.of(1))
            .branches()
            .get(0);
    double limitMw = branch.susceptanceMwPerRad() * Math.toRadians(1);
    assertThat(branch.maxFlowMw()).isCloseTo(limitMw, within(1e-9));
    assertThat(branch.minFlowMw()).isCloseTo(-limitMw, within(1e-9));
    Branch unlimited =
        MatpowerReader.read("small.m", CASE, DcModel.POWERMODELS, OptionalDouble.of(360))
            .branches()
            .get(0);
    assertThat(unlimited.maxFlowMw()).isEqualTo(80);
  }

  @Test
  void noRatingAndNoAngleLimitMeanUnlimited() {
    String text = CASE.replace("80 0 0 0.5 30 1 -30 30", "0 0 0 0 0 1 0 0");
    Branch branch = read(text, DcModel.MATPOWER).branches().get(0);
    assertThat(branch.minFlowMw()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(branch.maxFlowMw()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void aPiecewiseLinearCostBecomesSteps() {
    String text = CASE.replace("2 0 0 3 0.1 20 7", "1 0 0 3 0 0 100 1000 200 3000");
    CostCurve curve = read(text, DcModel.MATPOWER).generators().get(0).curve();
    assertThat(curve.minMw()).isEqualTo(10);
    assertThat(curve.maxMw()).isEqualTo(200);
    assertThat(curve.costUsdPerHour(10)).isCloseTo(100, within(1e-9));
    assertThat(curve.costUsdPerHour(150)).isCloseTo(2000, within(1e-9));
    assertThat(curve.leastResponseMw(15)).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mpc.baseMVA = 100 | mpc.baseMVA = -1 | 3 | positive",
        "mpc.baseMVA = 100; | mpc.baseMVA = x; | 3 | not a number",
        "mpc.baseMVA = 100; | mpc.baseMVA 100; | 3 | not an assignment",
        "1 3 0 0 0 0 1 | 1 9 0 0 0 0 1 | 5 | from 1 to 4",
        "1 3 0 0 0 0 1 | 1.5 3 0 0 0 0 1 | 5 | whole number",
        "1 3 0 0 0 0 1 | 2 3 0 0 0 0 1 | 6 | already the bus of line 5",
        "2, 1, 50 | 2, 1, Inf | 6 | finite",
        "2, 1, 50 | 2, 1, fifty | 6 | not a number",
        "1 3 0 0 0 0 1 1 0 230 1 1.1 0.9 | 1 3 0 0 | 5 | at least 13",
        "1 0 0 0 0 1 100 1 200 10 | 7 0 0 0 0 1 100 1 200 10 | 9 | no such bus",
        "100 1 200 10 | 100 1 5 10 | 9 | bounds cross",
        "2 0 0 3 0.1 20 7 | 2 0 0 3 -0.1 20 7 | 12 | generator row 0",
        "2 0 0 3 0.1 20 7 | 2 0 0 4 1 0.1 20 7 | 12 | second degree",
        "2 0 0 3 0.1 20 7 | 2 0 0 3 0.1 | 12 | at least 7",
        "2 0 0 3 0.1 20 7 | 1 0 0 3 0 0 100 3000 200 4000 | 12 | generator row 0",
        "2 0 0 3 0.1 20 7 | 3 0 0 3 0.1 20 7 | 12 | from 1 to 2",
        "1 2 0.01 0.1 | 1 9 0.01 0.1 | 15 | no such bus",
        "1 2 0.01 0.1 | 1 1 0.01 0.1 | 15 | two buses",
        "1 2 0.01 0.1 | 1 2 0.01 0 | 15 | reactance",
        "0.1 0 80 0 | 0.1 0 -80 0 | 15 | not be negative",
        "1 -30 30 | 1 30 -30 | 15 | bounds cross",
        "mpc.bus_name | mpc.dcline = [ 1 2 1 ]; mpc.bus_name | 17 | not supported",
        "mpc.bus_name | mpc.bus = [ ]; mpc.bus_name | 17 | given twice",
        "mpc.bus_name = { 'one'; 'two' }; | mpc.areas = [ 1 2 | 17 | never closed",
      })
  void whatIsWrongIsRefusedOnOneLineThatNamesItsPlace(
      String good, String bad, int line, String rule) {
    assertThat(CASE).contains(good);
    CaseFormatException refusal =
        catchThrowableOfType(
            CaseFormatException.class, () -> read(CASE.replace(good, bad), DcModel.MATPOWER));
    assertThat(refusal).as("refusal of %s", bad).isNotNull();
    assertThat(refusal.line()).isEqualTo(line);
    assertThat(refusal).hasMessageStartingWith("small.m:" + line + ":");
    assertThat(refusal).hasMessageContaining(rule);
    assertThat(refusal.getMessage()).doesNotContain("\n");
  }

  @Test
  void aMissingMatrixIsRefusedByName() {
    CaseFormatException refusal =
        catchThrowableOfType(
            CaseFormatException.class,
            () -> read(CASE.replace("mpc.gencost", "mpc.other"), DcModel.MATPOWER));
    assertThat(refusal).hasMessageContaining("mpc.gencost").hasMessageContaining("missing");
  }
}
