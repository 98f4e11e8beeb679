package io.wattmesh.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code wattmesh clear} against solutions of a solver that shares no code with the project. */
class ClearCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path temp;

  @ParameterizedTest(name = "{0} by {1}")
  @CsvSource({
    "case3_lmbd, matpower",
    "case3_lmbd, powermodels",
    "case5_pjm, matpower",
    "case5_pjm, powermodels",
    "case30_ieee, matpower",
    "case30_ieee, powermodels",
    "case118_ieee, matpower",
    "case118_ieee, powermodels"
  })
  void libraryCasesClearAtTheTruth(String name, String model) throws IOException {
    String given =
        name.equals("case3_lmbd") ? copied("pglib_opf_case3_lmbd.m") : "pglib_opf_" + name;
    assertIsTruth(cleared(given, "--dc-model", model), truth(name, model));
  }

  @ParameterizedTest
  @CsvSource({
    "300, matpower, uncongested_rateA_300MW",
    "300, powermodels, uncongested_rateA_300MW",
    "100, matpower, congested_rateA_12_100MW",
    "100, powermodels, congested_rateA_12_100MW"
  })
  void theThreeBusMarketClearsAtItsClosedForm(int limitMw, String model, String variant)
      throws IOException {
    String text = resource("/io/wattmesh/grid/cases/case3_market.m");
    String row = " 1 2 0 0.10 0 300 300 300";
    assertThat(text).contains(row);
    Path file = temp.resolve("case3_market.m");
    Files.writeString(file, text.replace(row, row.replace("300", Integer.toString(limitMw))));
    assertIsTruth(cleared(file, "--dc-model", model), truth("case3_market", variant));
  }

  @ParameterizedTest
  @CsvSource({"admm, true, false", "interior-point, false, true"})
  void eitherMethodAloneFindsTheTruth(String method, boolean rounds, boolean iterations)
      throws IOException {
    JsonNode result = cleared("pglib_opf_case30_ieee", "--method", method);
    assertIsTruth(result, truth("case30_ieee", "matpower"));
    assertThat(result.get("method").asText()).isEqualTo(method);
    assertThat(result.get("rounds").asInt() > 0).isEqualTo(rounds);
    assertThat(result.get("iterations").asInt() > 0).isEqualTo(iterations);
    assertThat(result.get("hops").asInt())
        .isGreaterThan(result.get("rounds").asInt() + result.get("iterations").asInt())
        .isGreaterThanOrEqualTo(result.get("hopsOfStar").asInt());
  }

  @Test
  void theTraceHasEachRoundAndIterationOfEachRegionAndOfAll() throws IOException {
    Path file = temp.resolve("trace.csv");
    JsonNode result =
        cleared("pglib_opf_case30_ieee", "--trace", file, "--regions", 3, "--max-rounds", 5);
    List<String[]> rows = Files.readAllLines(file).stream().map(row -> row.split(",", -1)).toList();
    assertThat(rows.getFirst())
        .containsExactly(
            "interval",
            "phase",
            "round",
            "region",
            "residual_sqrt_pu_usd_per_mwh",
            "mean_gap_pu_usd_per_mwh");
    int rounds = result.get("rounds").asInt();
    int iterations = result.get("iterations").asInt();
    assertThat(rounds).isPositive();
    assertThat(iterations).isPositive();
    assertThat(rows).hasSize(1 + 4 * (rounds + iterations));
    assertThat(rows.subList(1, 5))
        .extracting(row -> String.join(" ", row[0], row[1], row[2], row[3]))
        .containsExactly("0 admm 1 all", "0 admm 1 0", "0 admm 1 1", "0 admm 1 2");
    for (String[] row : rows.subList(1, rows.size())) {
      boolean admm = row[1].equals("admm");
      assertThat(Double.parseDouble(admm ? row[4] : row[5])).isPositive().isFinite();
      assertThat(admm ? row[5] : row[4]).isEmpty();
    }
  }

  @Test
  void givenAngleLimitsHoldInPlaceOfTheCasesOwn() throws IOException {
    JsonNode own = cleared("pglib_opf_case5_pjm");
    JsonNode tight = cleared("pglib_opf_case5_pjm", "--angle-limits", 1);
    assertThat(tight.get("objective").asDouble()).isGreaterThan(own.get("objective").asDouble());
    assertThat(cleared("pglib_opf_case5_pjm", "--angle-limits", 30).get("lmp"))
        .isEqualTo(own.get("lmp"));
  }

  @Test
  void theCheckAgreesWithACentralSolve() throws IOException {
    JsonNode check = cleared("pglib_opf_case30_ieee", "--check").get("check");
    assertThat(names(check)).containsExactly("centralObjective", "maxLmpError", "maxFlowErrorMw");
    assertThat(check.get("maxLmpError").asDouble()).isLessThan(0.01);
    assertThat(check.get("maxFlowErrorMw").asDouble()).isLessThan(0.01);
    assertThat(check.get("centralObjective").asDouble())
        .isCloseTo(
            truth("case30_ieee", "matpower").get("objective").asDouble(), withinPercentage(1e-3));
  }

  @Test
  void theOutputHasExactlyTheDocumentedFields() throws IOException {
    JsonNode result = cleared("case3_market", "--json");
    assertThat(names(result))
        .containsExactly(
            "case",
            "buses",
            "branches",
            "regions",
            "method",
            "dcModel",
            "rounds",
            "iterations",
            "treeDepth",
            "hops",
            "hopsOfStar",
            "messages",
            "bytes",
            "seconds",
            "objective",
            "relativeGap",
            "lmp",
            "dispatch",
            "flow",
            "lostLoadValue",
            "shed",
            "spilled",
            "certificate");
    assertThat(names(result.get("dispatch").get(0))).containsExactly("row", "bus", "mw");
    assertThat(names(result.get("flow").get(0))).containsExactly("row", "from", "to", "mw");
    assertThat(names(result.get("certificate"))).containsExactlyInAnyOrder("valid", "gapBound");
    assertThat(result.get("case").asText()).isEqualTo("case3_market");
    assertThat(result.get("dcModel").asText()).isEqualTo("matpower");
    assertThat(result.get("buses").asInt()).isEqualTo(3);
    assertThat(result.get("branches").asInt()).isEqualTo(2);
    assertThat(result.get("messages").asInt()).isPositive();
    assertThat(result.get("bytes").asInt()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void anyNumberOfRegionsGivesTheSamePrices(int regions) throws IOException {
    JsonNode result = cleared("pglib_opf_case5_pjm", "--regions", regions);
    assertThat(result.get("regions").asInt()).isEqualTo(regions);
    assertIsTruth(result, truth("case5_pjm", "matpower"));
  }

  @Test
  void loadBehindAFullLineIsShedAtTheValueOfLostLoad() throws IOException {
    JsonNode result = cleared(edited("lines of 1 MW", " 300 300 300 ", " 1 1 1 "), "--check");
    assertThat(result.get("lostLoadValue").asDouble()).isEqualTo(10_000);
    assertThat(megawatts(result.get("shed"))).containsExactly(Map.entry(2, 148.0));
    assertThat(result.get("spilled")).isEmpty();
    assertThat(result.get("lmp").get("2").asDouble()).isEqualTo(10_000);
    assertAgreesWithItsCheck(result);
  }

  @Test
  void demandAboveAllSupplyIsShedAtTheValueThatIsGiven() throws IOException {
    Path file = edited("thrice the load", " 150 0 0 0 1", " 450 0 0 0 1");
    JsonNode result = cleared(file, "--voll", 3_000);
    assertThat(megawatts(result.get("dispatch"))).containsEntry(1, 250.0).containsEntry(3, 120.0);
    assertThat(result.get("lmp")).allSatisfy(x -> assertThat(x.asDouble()).isEqualTo(3_000));
    assertThat(result.get("objective").asDouble())
        .isCloseTo(
            0.02 * 250 * 250 + 20 * 250 + 0.05 * 120 * 120 + 22 * 120 + 130 * 3_000, within(0.1));
    // Bids at one bus share by the tie rule; between buses any split has the same cost and price.
    double shed = megawatts(result.get("shed")).values().stream().mapToDouble(x -> x).sum();
    assertThat(shed).isCloseTo(130, within(1e-4));
  }

  @Test
  void generationThatMustRunAboveAllLoadIsSpilled() throws IOException {
    JsonNode result = cleared(edited("must run", " 100 1 250 0;", " 100 1 250 230;"), "--json");
    assertThat(megawatts(result.get("spilled"))).containsExactly(Map.entry(1, 30.0));
    assertThat(result.get("shed")).isEmpty();
    assertThat(result.get("lmp").get("1").asDouble()).isEqualTo(-10_000);
    assertThat(result.get("objective").asDouble())
        .isCloseTo(0.02 * 230 * 230 + 20 * 230 + 30 * 10_000, within(0.1));
  }

  @Test
  void aBusCutOffFromAllGenerationIsShedWholly() throws IOException {
    String line = " 1 2 0 0.10 0 300 300 300 0 0 ";
    Path file = edited("bus 1 off", line + "1", line + "0");
    Files.writeString(
        file,
        Files.readString(file)
            .replace(" 2 3 0 0.10 0 300 300 300 0 0 1", " 2 3 0 0.10 0 300 300 300 0 0 0"));
    JsonNode result = cleared(file, "--check");
    assertThat(megawatts(result.get("shed"))).containsExactly(Map.entry(2, 150.0));
    assertThat(result.get("lmp").get("3").asDouble()).isCloseTo(27, within(1e-6));
  }

  private static void assertAgreesWithItsCheck(JsonNode result) {
    assertThat(result.get("certificate").get("valid").asBoolean()).isTrue();
    assertThat(result.get("check").get("maxFlowErrorMw").asDouble()).isLessThan(0.01);
    assertThat(result.get("objective").asDouble())
        .isCloseTo(result.get("check").get("centralObjective").asDouble(), withinPercentage(1e-4));
  }

  private static Map<Integer, Double> megawatts(JsonNode rows) {
    var byBus = new java.util.TreeMap<Integer, Double>();
    rows.forEach(row -> byBus.put(row.get("bus").asInt(), row.get("mw").asDouble()));
    return byBus;
  }

  private Path edited(String name, String from, String to) throws IOException {
    String text = resource("/io/wattmesh/grid/cases/case3_market.m");
    assertThat(text).contains(from);
    return Files.writeString(temp.resolve(name.replace(' ', '_') + ".m"), text.replace(from, to));
  }

  private JsonNode cleared(Object... args) throws IOException {
    var all = new java.util.ArrayList<Object>(List.of("clear"));
    all.addAll(List.of(args));
    Cli cli = Cli.run(all.toArray());
    assertThat(cli.code()).as(cli.err()).isZero();
    return JSON.readTree(cli.out());
  }

  private static void assertIsTruth(JsonNode result, JsonNode truth) {
    assertThat(truth.get("lmp_unique").asBoolean()).isTrue();
    assertThat(result.get("objective").asDouble())
        .isCloseTo(truth.get("objective").asDouble(), withinPercentage(1e-3));
    assertThat(names(result.get("lmp")))
        .containsExactlyInAnyOrderElementsOf(names(truth.get("lmp")));
    for (Map.Entry<String, JsonNode> lmp : truth.get("lmp").properties()) {
      assertThat(result.get("lmp").get(lmp.getKey()).asDouble())
          .as("bus %s", lmp.getKey())
          .isCloseTo(lmp.getValue().asDouble(), within(0.01));
    }
    assertThat(result.get("certificate").get("valid").asBoolean()).isTrue();
    assertThat(result.get("relativeGap").asDouble()).isBetween(0.0, 1e-6);
    assertRowsAgree(result.get("flow"), truth.path("branch_rows"), truth.get("flow_MW"));
  }

  /** Prices are unique in these cases, and so are flows. */
  private static void assertRowsAgree(JsonNode found, JsonNode rows, JsonNode megawatts) {
    assertThat(found.size()).isEqualTo(megawatts.size());
    for (int k = 0; k < megawatts.size(); k++) {
      assertThat(found.get(k).get("row").asInt())
          .isEqualTo(rows.isMissingNode() ? k : rows.get(k).asInt());
      assertThat(found.get(k).get("mw").asDouble())
          .isCloseTo(megawatts.get(k).asDouble(), within(0.01));
    }
  }

  private static List<String> names(JsonNode node) {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static JsonNode truth(String name, String variant) throws IOException {
    return JSON.readTree(resource("/truth/" + name + ".json")).get("models").get(variant);
  }

  private String copied(String name) throws IOException {
    Path file = temp.resolve(name);
    Files.writeString(file, resource("/io/wattmesh/grid/cases/" + name));
    return file.toString();
  }

  static String resource(String name) throws IOException {
    try (InputStream in = ClearCommandTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
