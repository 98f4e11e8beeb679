package io.wattmesh.cluster.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.powsybl.cgmes.conformity.CgmesConformity1Catalog;
import com.powsybl.commons.config.PlatformConfig;
import com.powsybl.iidm.network.Network;
import io.wattmesh.grid.importer.CostTable;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.BusType;
import io.wattmesh.grid.network.DcModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of an operator's file: numbers, names, limits, fixed loads; and what is refused. */
class GridFilesTest {
  private static final String RAW_COSTS = "generator,c1,max_mw\nB1-G1,20,\nB2-G1,30,150\n";
  private static final String UCTE_COSTS = "bus,c1\nBBE1AA1,20\nBBE2AA1,25\nFFR1AA1,40\n";

  private static ImportedGrid read(String file, byte[] bytes, String costs) {
    return GridFiles.read(
        file, bytes, DcModel.MATPOWER, Optional.of(CostTable.read("costs.csv", costs)));
  }

  private static ImportedGrid raw() throws IOException {
    return read("small.raw", Grids.resource("/grids/small.raw"), RAW_COSTS);
  }

  private static Branch branch(ImportedGrid grid, String name) {
    int row =
        grid.names().branches().entrySet().stream()
            .filter(entry -> entry.getValue().strip().equals(name))
            .findFirst()
            .orElseThrow()
            .getKey();
    return grid.network().branches().get(row);
  }

  private static Bus bus(ImportedGrid grid, String name) {
    int number =
        grid.names().buses().entrySet().stream()
            .filter(entry -> entry.getValue().equals(name))
            .findFirst()
            .orElseThrow()
            .getKey();
    return grid.network().buses().stream()
        .filter(b -> b.number() == number)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void busesAreNumberedInTheirNaturalOrderAndKeepTheirNames() throws IOException {
    assertThat(read("ieee14.txt", Grids.ieeeText(14), ieeeCosts(Grids.ieee(14))).names().buses())
        .hasSize(14)
        .containsEntry(2, "B2")
        .containsEntry(10, "B10");
    assertThat(raw().names().buses()).containsEntry(1, "B1").containsEntry(5, "B5").hasSize(6);
    assertThat(raw().names().buses().get(6)).startsWith("T-1-3-4");
    assertThat(raw().names().generators()).isEqualTo(Map.of(0, "B1-G1", 1, "B2-G1"));
  }

  private static String ieeeCosts(Network network) {
    var csv = new StringBuilder("generator,c1,min_mw,max_mw\n");
    network.getGeneratorStream().forEach(g -> csv.append(g.getId() + ",10,0,500\n"));
    return csv.toString();
  }

  @Test
  void readingTwiceGivesTheSame() throws IOException {
    assertThat(raw()).usingRecursiveComparison().isEqualTo(raw());
  }

  @Test
  void limitsOfCurrentCountAtNominalVoltage() throws IOException {
    // PSS/E rates in MVA, PowSyBl keeps amperes: sqrt(3) U I gives back the MVA.
    assertThat(branch(raw(), "L-1-2-1").maxFlowMw()).isCloseTo(120, within(1e-9));
    assertThat(branch(raw(), "L-1-2-1").minFlowMw()).isCloseTo(-120, within(1e-9));
    assertThat(branch(raw(), "L-2-5-1").maxFlowMw()).isEqualTo(Double.POSITIVE_INFINITY);
    // UCTE gives amperes; the nominal voltage of its level 1 is 380 kV.
    ImportedGrid ucte = read("small.uct", Grids.resource("/grids/small.uct"), UCTE_COSTS);
    assertThat(branch(ucte, "BBE1AA1  FFR1AA1  1").maxFlowMw())
        .isCloseTo(Math.sqrt(3) * 380 * 1.1, within(1e-9));
  }

  @Test
  void tapsAndShiftsCountAsMatpowerCountsThem() throws IOException {
    Branch transformer = branch(raw(), "T-5-3-1");
    assertThat(transformer.susceptanceMwPerRad()).isCloseTo(100 / (0.12 * 0.975), within(1e-6));
    assertThat(transformer.shiftRad()).isCloseTo(Math.toRadians(5), within(1e-9));
    ImportedGrid ucte = read("small.uct", Grids.resource("/grids/small.uct"), UCTE_COSTS);
    Branch tapped = branch(ucte, "BBE1AA1  BBE3AA2  1");
    // 5.1 ohm at the winding of 400 kV, whose two taps of 1.25 % lengthen it; 380 and 220 kV
    // nominal.
    assertThat(tapped.susceptanceMwPerRad())
        .isCloseTo(380 * 220 * 400.0 / 225 / 5.1 / (1 + 2 * 0.0125), within(1e-6));
    assertThat(branch(ucte, "BBE2AA1  BBE3AA2B 1").shiftRad()).isNotZero();
  }

  @Test
  void loadsAndShuntConductancesAreFixed() throws IOException {
    assertThat(bus(raw(), "B5").demandMw()).isCloseTo(90, within(1e-9));
    assertThat(bus(raw(), "B5").shuntMw()).isCloseTo(3, within(1e-9));
    assertThat(bus(raw(), "B1").type()).isEqualTo(BusType.REFERENCE);
  }

  @Test
  void boundsOfTheFileCountUnlessTheTableHasSome() throws IOException {
    assertThat(raw().network().generators().get(0).curve().maxMw()).isEqualTo(180);
    assertThat(raw().network().generators().get(1).curve().minMw()).isEqualTo(10);
    assertThat(raw().network().generators().get(1).curve().maxMw()).isEqualTo(150);
  }

  @Test
  void aClosedCouplerJoinsItsBusesAndXNodesBecomeTieLines() throws IOException {
    ImportedGrid grid = read("small.uct", Grids.resource("/grids/small.uct"), UCTE_COSTS);
    assertThat(grid.names().buses()).containsValue("BBE3AA2+BBE3AA2B").hasSize(4);
    assertThat(grid.network().branches()).hasSize(5);
  }

  @Test
  void linesOfDirectCurrentAndBatteriesAreHeldAndSaidSo() {
    Network network = Hybrid.network();
    ImportedGrid grid =
        GridConverter.convert(
            "hybrid", network, DcModel.MATPOWER, Optional.of(OpenLoadFlow.costs(network)));
    assertThat(grid.notes())
        .anyMatch(note -> note.contains("direct-current line CABLE is held at its set point"))
        .anyMatch(note -> note.contains("battery STORE is held at its set point of -7.0 MW"))
        .anyMatch(note -> note.contains("1 buses are in islands without a generator"));
    assertThat(bus(grid, "A").demandMw()).isCloseTo(50 + 7, within(1e-9));
    // 50 MW less 1% and 2% in the converters; the cable itself has no resistance.
    assertThat(bus(grid, "B").demandMw()).isCloseTo(-50 * 0.99 * 0.98 + 20, within(1e-9));
    assertThat(bus(grid, "C").type()).isEqualTo(BusType.ISOLATED);
  }

  @Test
  void withoutCostsTheMessageTellsWhatToPass() throws IOException {
    byte[] bytes = Grids.resource("/grids/small.raw");
    assertThatThrownBy(
            () -> GridFiles.read("x/small.raw", bytes, DcModel.MATPOWER, Optional.empty()))
        .isInstanceOf(GridImportException.class)
        .hasMessageStartingWith("x/small.raw: 2 of 2 generators have no cost")
        .hasMessageContaining("B1-G1 (bus B1)")
        .hasMessageContaining("--costs FILE.csv")
        .hasMessageContaining("generator or bus, c2, c1, c0");
    assertThatThrownBy(() -> read("small.raw", bytes, "generator,c1\nB2-G1,30\n"))
        .hasMessageContaining("1 of 2 generators have no cost");
  }

  @Test
  void aBoundThatStandsForNoneIsAskedFor() throws IOException {
    byte[] bytes = Grids.resource("/grids/small.raw");
    assertThatThrownBy(() -> read("small.raw", bytes, "bus,c1\nB1,20\nB2,30\n"))
        .isInstanceOf(GridImportException.class)
        .hasMessageContaining("generator B2-G1")
        .hasMessageContaining("9999")
        .hasMessageContaining("give max_mw in the table of costs");
  }

  @Test
  void aCostForNobodyIsRefused() {
    assertThatThrownBy(
            () -> read("s.raw", Grids.resource("/grids/small.raw"), RAW_COSTS + "B9-G1,1,2\n"))
        .hasMessageContaining("costs.csv:4: generator = B9-G1: the grid has no such generator");
  }

  @Test
  void aBranchWithResistanceAloneIsRefused() {
    Network network = Hybrid.network();
    network.getLine("LINE").setX(0);
    assertThatThrownBy(
            () ->
                GridConverter.convert(
                    "hybrid", network, DcModel.MATPOWER, Optional.of(OpenLoadFlow.costs(network))))
        .isInstanceOf(GridImportException.class)
        .hasMessageContaining("branch LINE: reactance 0.0 ohm")
        .hasMessageContaining("replace it by a switch");
  }

  @ParameterizedTest
  @CsvSource({
    "poem.raw, PSS/E",
    "poem.uct, UCTE",
    "poem.txt, IEEE CDF",
    "poem.xml, CGMES",
    "poem.mat, MATPOWER binary",
    "poem.xiidm, PowSyBl",
    "poem.rawx, PSS/E"
  })
  void aFileThatIsNoneOfItsFormatIsRefusedOnOneLine(String file, String format) {
    byte[] bytes = "Roses are red,\nviolets are blue.\n".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> read(file, bytes, RAW_COSTS))
        .isInstanceOf(GridImportException.class)
        .hasMessageStartingWith(file)
        .hasMessageContaining(format)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void aZipHoldsOneGrid() throws IOException {
    byte[] raw = Grids.resource("/grids/small.raw");
    byte[] ucte = Grids.resource("/grids/small.uct");
    byte[] one = Grids.zip(Map.of("folder/small.raw", raw));
    assertThat(read("grid.zip", one, RAW_COSTS).network().branches())
        .usingRecursiveComparison()
        .isEqualTo(raw().network().branches());
    assertThatThrownBy(
            () -> read("g.zip", Grids.zip(Map.of("a.raw", raw, "b.raw", raw)), RAW_COSTS))
        .hasMessageContaining("holds 2 grids");
    assertThatThrownBy(
            () -> read("g.zip", Grids.zip(Map.of("a.raw", raw, "b.uct", ucte)), RAW_COSTS))
        .hasMessageContaining("several formats");
    assertThatThrownBy(() -> read("g.zip", Grids.zip(Map.of("a.doc", raw)), RAW_COSTS))
        .hasMessageContaining("a.doc is of no format that is read")
        .hasMessageContaining("UCTE (.uct)");
    assertThatThrownBy(() -> read("g.zip", new byte[] {1, 2, 3}, RAW_COSTS))
        .hasMessageContaining("holds no file");
  }

  @Test
  void aZipThatGrowsBeyondTheBoundIsRefusedBeforeItIsHeld() throws IOException {
    byte[] zeros = new byte[200 << 20];
    byte[] bomb = Grids.zip(Map.of("a.xml", zeros, "b.xml", zeros, "c.xml", zeros));
    assertThat(bomb.length).isLessThan(1 << 20);
    assertThatThrownBy(() -> GridEntries.of("g.zip", bomb)).isInstanceOf(GridImportException.class);
  }

  @ParameterizedTest
  @CsvSource({"<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>", "<!ENTITY y 'z'>"})
  void xmlThatWouldReadOtherFilesIsRefused(String xml) {
    byte[] bytes = ("<?xml version='1.0'?>" + xml).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> GridEntries.of("g.xml", bytes))
        .isInstanceOf(GridImportException.class)
        .hasMessageContaining("document type");
    assertThatThrownBy(() -> GridEntries.of("g.xml", "<a/>".getBytes(StandardCharsets.UTF_16)))
        .hasMessageContaining("UTF-8");
  }

  @Test
  void equipmentWithoutItsOperatingPointIsRefused() throws IOException {
    byte[] zip = Grids.zip(CgmesConformity1Catalog.smallNodeBreakerOnlyEQ().dataSource());
    assertThatThrownBy(() -> read("eq.zip", zip, "bus,c1\nX,1\n"))
        .isInstanceOf(GridImportException.class)
        .hasMessageStartingWith("eq.zip: ")
        .hasMessageContaining("SSH");
  }

  @Test
  void nothingIsReadFromTheUsersConfiguration() {
    assertThat(PlatformConfig.defaultConfig().getConfigDir()).isEmpty();
  }
}
