package io.wattmesh.grid.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.BusType;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Generator;
import io.wattmesh.grid.network.Network;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What MATLAB text may look like, and which of the format's fields mean what to the market. */
class MatpowerTextTest {
  private static final String HEAD =
      "function mpc = four\nmpc.version = '2';\nmpc.baseMVA = 100;\n";
  private static final String BUSES =
      """
      mpc.bus = [
        1 3 0  0 0 0 1 1 0 230 1 1.1 0.9;
        2 2 10 0 0 0 1 1 0 230 1 1.1 0.9;
        3 1 40 0 2 0 1 1 0 230 1 1.1 0.9;
        4 4 70 0 0 0 1 1 0 230 1 1.1 0.9;
      ];
      """;
  private static final String GENERATORS =
      """
      mpc.gen = [
        1 0 0 NaN -Inf 1 100 1 60 0;
        1 0 0 Inf NaN  1 100 1 30 5;
        2 0 0 0 0      1 100 0 90 0;
        4 0 0 0 0      1 100 1 90 0;
      ];
      """;
  private static final String COSTS =
      """
      mpc.gencost = [
        2 0 0 3 0.1 20 7;
        2 0 0 2 30 0 0;
        1 0 0 2 0 0 90 900;
        2 0 0 1 5 0 0;
        2 0 0 4 9 9 9 9;
        2 0 0 4 9 9 9 9;
        2 0 0 4 9 9 9 9;
        2 0 0 4 9 9 9 9;
      ];
      """;
  private static final String BRANCHES =
      """
      mpc.branch = [
        1 2 0 0.1  0 80 0 0 0    0   1 0 0;
        2 3 0 0.2  0 0  0 0 0.95 -15 1 -360 360;
        1 3 0 0.25 0 50 0 0 1.05 0   0 -360 360;
        3 4 0 0.1  0 0  0 0 0    0   1 0 0;
      ];
      """;
  private static final String CASE = HEAD + BUSES + GENERATORS + COSTS + BRANCHES;

  private static Network read(String text) {
    return MatpowerReader.read("four.m", text, DcModel.MATPOWER);
  }

  private static void assertReadsAsTheCase(String text) {
    assertThat(read(text)).usingRecursiveComparison().isEqualTo(read(CASE));
  }

  private static CaseFormatException refusal(String text) {
    CaseFormatException refusal = catchThrowableOfType(CaseFormatException.class, () -> read(text));
    assertThat(refusal).isNotNull();
    assertThat(refusal.getMessage()).startsWith("four.m:").doesNotContain("\n");
    return refusal;
  }

  @Test
  void everyBusTypeIsRead() {
    assertThat(read(CASE).buses())
        .extracting(bus -> bus.type())
        .containsExactly(BusType.REFERENCE, BusType.GENERATOR, BusType.LOAD, BusType.ISOLATED);
  }

  @Test
  void anIsolatedBusTakesItsLoadGeneratorsAndBranchesOut() {
    Network network = read(CASE);
    assertThat(network.buses().get(3).fixedWithdrawalMw()).isZero();
    assertThat(network.busCurves().get(4).maxMw()).isZero();
    assertThat(network.liveBranches()).extracting(Branch::row).containsExactly(0, 1);
  }

  @Test
  void generatorsAtOneBusAddUpAndThoseOutOfServiceDoNot() {
    Network network = read(CASE);
    assertThat(network.generators())
        .extracting(Generator::inService)
        .containsExactly(true, true, false, true);
    assertThat(network.busCurves().get(1).minMw()).isEqualTo(5);
    assertThat(network.busCurves().get(1).maxMw()).isEqualTo(90);
    assertThat(network.busCurves().get(2).maxMw()).isEqualTo(-10);
  }

  @Test
  void costsOfEachDegreeAndPointsAreReadAndReactiveOnesIgnored() {
    List<Generator> generators = read(CASE).generators();
    assertThat(generators.get(0).curve().costUsdPerHour(10)).isCloseTo(217, within(1e-9));
    assertThat(generators.get(1).curve().costUsdPerHour(10)).isCloseTo(300, within(1e-9));
    assertThat(generators.get(2).curve().costUsdPerHour(10)).isCloseTo(100, within(1e-9));
    assertThat(generators.get(3).curve().costUsdPerHour(10)).isCloseTo(5, within(1e-9));
  }

  @Test
  void tapsShiftsAndMissingLimitsAreRead() {
    Branch transformer = read(CASE).branches().get(1);
    assertThat(transformer.susceptanceMwPerRad()).isCloseTo(100 / (0.2 * 0.95), within(1e-9));
    assertThat(transformer.shiftRad()).isCloseTo(-Math.PI / 12, within(1e-15));
    assertThat(transformer.minFlowMw()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(transformer.maxFlowMw()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(read(CASE).branches().get(2).inService()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, 1 0, 0.017453292519943295", "2, -360 3, 0.05235987755982988"})
  void oneSidedAngleLimitsHoldTheirSide(int way, String limits, double radians) {
    String text = CASE.replace("1 2 0 0.1  0 80 0 0 0    0   1 0 0", "1 2 0 0.1 0 0 0 0 0 0 1 A");
    Branch branch =
        read(text.replace("1 A", way == 1 ? "1 -1 0" : "1 " + limits)).branches().get(0);
    assertThat(branch.minFlowMw())
        .isCloseTo(way == 1 ? -1000 * radians : Double.NEGATIVE_INFINITY, within(1e-9));
    assertThat(branch.maxFlowMw()).isCloseTo(way == 1 ? 0 : 1000 * radians, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "% a comment\n",
        "%{\nmpc.baseMVA = 7;\nmpc.branch = [\n%}\n",
        "mpc.bus_name = { 'a % b }'; 'it''s' };\n",
        "mpc.bus_name = {\n 'a';\n 'b'; };\n",
        "mpc.note = 'baseMVA = 7; % no';\n",
        "define_constants;\n",
        "[PQ, PV, REF, ...  four names\n NONE] = idx_bus; Vbase = mpc.bus(1, BASE_KV) * 1e3;\n",
        "mpc.areas = [\n];\n",
        "mpc.dcline = [ 1 2 0 10 10 0 0 1 1 ];\n",
        "end\n",
        "\r\n\t\r\n"
      })
  void whatChangesNothingIsSkipped(String text) {
    assertReadsAsTheCase(CASE + text);
    assertReadsAsTheCase(HEAD + text + BUSES + GENERATORS + COSTS + BRANCHES);
  }

  @Test
  void aStatementBehindAnotherIsRead() {
    assertThat(read(CASE.replace("mpc.baseMVA = 100;", "x = 1; mpc.baseMVA = 50;")).baseMva())
        .isEqualTo(50);
    assertThat(read(CASE.replace("mpc.baseMVA = 100;", "mpc.n = {}; mpc.baseMVA = 50;")).baseMva())
        .isEqualTo(50);
  }

  @Test
  void aRowMayGoOnOnTheNextLine() {
    assertReadsAsTheCase(CASE.replace("1 3 0  0 0 0", "1 3 0 ... and so on\n 0 0 0"));
  }

  @ParameterizedTest
  @CsvSource({"1/8, 0.125", "0.5*0.25, 0.125", "1/2/4, 0.125", "1.25e-1, 0.125", "12.5D-2, 0.125"})
  void aNumberMayBeAProductOrQuotient(String token, double x) {
    Branch branch = read(CASE.replace("1 2 0 0.1 ", "1 2 0 " + token)).branches().get(0);
    assertThat(branch.susceptanceMwPerRad()).isCloseTo(100 / x, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mpc.branch(:, [BR_R BR_X]) = mpc.branch(:, [BR_R BR_X]) / (Vbase^2 / Sbase);",
        "mpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e3;",
        "mpc = scale_load(2, mpc);",
        "mpc.gencost(1, 5) = 0;",
        "if x",
        "for k = 1:3",
        "mpc.x = [ 1 2 ] * 2;",
        "mpc.x = [ 1 2 ]';"
      })
  void codeThatComputesIsRefusedWithTheWayOut(String code) {
    CaseFormatException refusal = refusal(CASE + code + "\n");
    assertThat(refusal.line()).isEqualTo(1 + (int) CASE.lines().count());
    assertThat(refusal).hasMessageContaining("no MATLAB is run").hasMessageContaining("savecase");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "function mpc = four | function [baseMVA, bus] = four | format version 1",
        "mpc.version = '2' | mpc.version = '1' | only case format version 2",
        "0.1 20 7 | 0.1 20 NaN | finite",
        "0.1 20 7 | 0.1 20 pi | not a number",
        "1 0 0 Inf NaN  1 100 1 30 5 | 1 0 0 0 0 1 100 1 Inf 5 | finite",
        "2 2 10 | 2 3 10 | bus 1 of the same island is a reference already",
        "0 80 0 0 | 0 NaN 0 0 | not be negative",
        "1 -360 360 | 1 NaN 360 | bounds cross",
        "2 0 0 3 0.1 20 7; | 2 0 0 4 1 0.1 20 7; | second degree",
      })
  void whatWouldBeReadWrongIsRefused(String good, String bad, String rule) {
    assertThat(CASE).contains(good);
    assertThat(refusal(CASE.replace(good, bad))).hasMessageContaining(rule);
  }

  @ParameterizedTest
  @CsvSource({
    "mpc.dcline = [ 1 3 1 10 10 0 0 1 1 ];, direct-current, Pd",
    "mpc.A = [ 1 0 ];, of a user's own, remove mpc.A",
    "mpc.N = [ 1 0 ];, of a user's own, remove mpc.N"
  })
  void whatTheMarketCannotHoldIsRefusedWithTheRemedy(String section, String rule, String remedy) {
    assertThat(refusal(CASE + section + "\n"))
        .hasMessageContaining(rule)
        .hasMessageContaining(remedy);
  }

  @Test
  void anUnclosedCellOrMatrixIsRefusedWhereItBegins() {
    int after = 1 + (int) CASE.lines().count();
    assertThat(refusal(CASE + "mpc.bus_name = { 'a'\n").line()).isEqualTo(after);
    assertThat(refusal(CASE + "mpc.areas = [ 1\n\n").line()).isEqualTo(after);
  }

  @Test
  void eachIslandMayHaveItsReference() {
    String text = CASE.replace("3 1 40", "3 3 40").replace("-15 1 -360 360", "-15 0 -360 360");
    assertThat(read(text).referenceBus()).isEqualTo(1);
  }
}
