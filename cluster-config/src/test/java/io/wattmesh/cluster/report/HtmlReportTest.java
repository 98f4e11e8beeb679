package io.wattmesh.cluster.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static final String DATA_START = "<script type=\"application/json\" id=\"run-data\">";

  @Test
  void thePageRefersToNothingOutsideItself() {
    String page = HtmlReport.render(Runs.fourBuses("Run", List.of(Runs.cleared(0))));
    assertThat(page)
        .doesNotContainIgnoringCase("http:", "https:", "@import", "url(http", "fetch(")
        .doesNotContainPattern("(?i)<(link|img|iframe|object|embed|base|audio|video|form)\\b")
        .doesNotContainPattern("(?i)\\b(src|href|srcset|action)\\s*=")
        .doesNotContain("XMLHttpRequest", "WebSocket", "EventSource", "sendBeacon");
    assertThat(Pattern.compile("url\\(([^)]*)\\)").matcher(page).results())
        .allSatisfy(match -> assertThat(match.group(1)).startsWith("#"));
  }

  @Test
  void theContentPolicyAllowsExactlyTheInlineStyleAndScript() throws Exception {
    String page = HtmlReport.render(Runs.fourBuses("Run", List.of()));
    assertThat(page)
        .contains("content=\"default-src 'none'; style-src 'sha256-")
        .contains("style-src 'sha256-" + sha256(between(page, "<style>", "</style>")) + "'")
        .contains("script-src 'sha256-" + sha256(between(page, "<script>", "</script>")) + "'")
        .doesNotContain("unsafe-inline", "unsafe-eval", " style=\"", " onclick=");
  }

  @Test
  void noPlaceholderIsLeftAndPlaceholdersInValuesStayText() {
    String page = HtmlReport.render(Runs.fourBuses("{{css}} $1 \\", List.of(Runs.cleared(0))));
    assertThat(page).contains("<h1>{{css}} $1 \\</h1>");
    assertThat(page.replace("{{css}}", "")).doesNotContainPattern("\\{\\{[a-zA-Z]+\\}\\}");
  }

  @Test
  void hostileStringsStayText() throws Exception {
    String hostile = "</script><script>alert('1')</script><!--\"&\u2028";
    RunData plain = Runs.fourBuses("Run", List.of(Runs.cleared(0)));
    IntervalData interval = plain.intervals().getFirst();
    TreeMap<String, EnergyByType> types = new TreeMap<>(interval.byType());
    types.put(hostile, new EnergyByType(1, 2));
    IntervalData spoiled =
        new IntervalData(
            0,
            hostile,
            false,
            1,
            1,
            1,
            0,
            0,
            0,
            1,
            0,
            1,
            1,
            interval.lmpUsdPerMwh(),
            interval.injectionMw(),
            interval.flowMw(),
            interval.lineDualUsdPerMwh(),
            interval.trace(),
            interval.regionTraces(),
            types);
    RunData data =
        new RunData(
            hostile,
            hostile,
            1,
            hostile,
            true,
            new TreeMap<>(Map.of(hostile, hostile)),
            plain.busNumbers(),
            plain.busRegions(),
            plain.branchRows(),
            plain.branchFrom(),
            plain.branchTo(),
            plain.branchLimitMw(),
            List.of(spoiled));
    String page = HtmlReport.render(data);
    assertThat(page).doesNotContain("<script>alert", "<!--", "alert('1')</script>");
    assertThat(Pattern.compile("</script>").matcher(page).results()).hasSize(2);
    JsonNode json = json(page);
    assertThat(json.get("title").asText()).isEqualTo(hostile);
    assertThat(json.get("facts").get(hostile).asText()).isEqualTo(hostile);
    assertThat(json.get("intervals").get(0).get("byType").get(hostile).get("withdrawnMwh").asInt())
        .isEqualTo(2);
  }

  @Test
  void runsWithNoIntervalOneIntervalOrOnlyVoidedOnesAreRendered() throws Exception {
    assertThat(intervals(List.of())).isEmpty();
    assertThat(intervals(List.of(Runs.cleared(0)))).hasSize(1);
    JsonNode voided = intervals(List.of(Runs.voided(0), Runs.voided(1))).get(1);
    assertThat(voided.get("voided").asBoolean()).isTrue();
    assertThat(voided.get("welfareUsd").isNull()).isTrue();
    assertThat(voided.get("gapBoundUsdPerHour").isNull()).isTrue();
    assertThat(voided.get("lmpUsdPerMwh")).isEmpty();
  }

  @Test
  void aRunWithoutANetworkIsRendered() throws Exception {
    int[] none = {};
    RunData data =
        new RunData(
            "Run",
            "s",
            1,
            "c",
            false,
            new TreeMap<>(),
            none,
            none,
            none,
            none,
            none,
            new double[0],
            List.of(Runs.voided(0)));
    assertThat(json(HtmlReport.render(data)).get("buses").has("x")).isFalse();
  }

  @Test
  void theBannerIsShownForDemoKeysOnly() {
    assertThat(HtmlReport.render(Runs.fourBuses("Run", List.of())))
        .contains("derived from the seed: they protect nothing");
    assertThat(HtmlReport.render(Runs.ring(5))).doesNotContain("they protect nothing");
  }

  @Test
  void dataSurviveTheRoundTripWithNullForWhatIsNotANumber() throws Exception {
    JsonNode json =
        json(HtmlReport.render(Runs.fourBuses("Run", List.of(Runs.cleared(0), Runs.voided(1)))));
    assertThat(json.get("seed").asText()).isEqualTo(Long.toString(Long.MIN_VALUE + 1));
    assertThat(json.get("branches").get("limitMw").toString()).isEqualTo("[null,50,80]");
    assertThat(json.get("buses").get("number").toString()).isEqualTo("[10,20,30,40]");
    JsonNode interval = json.get("intervals").get(0);
    assertThat(interval.get("welfareUsd").asDouble()).isEqualTo(1000.125);
    assertThat(interval.get("lmpUsdPerMwh").toString()).isEqualTo("[20.25,20.25,35.5,35.5]");
    assertThat(interval.get("injectionMw").toString()).isEqualTo("[60,-10,0.123457,-50.123457]");
    assertThat(interval.get("lineDualUsdPerMwh").toString()).isEqualTo("[0,15.25,null]");
    assertThat(interval.get("roundResiduals").get(2).asDouble()).isEqualTo(1.23457e-9);
    assertThat(interval.get("meanGaps").toString()).isEqualTo("[2,2.0E-6]");
    assertThat(interval.get("regions").findValuesAsText("region")).containsExactly("0", "1");
    assertThat(interval.get("regions").get(1).get("roundResiduals").get(2).asDouble())
        .isEqualTo(1.23e-9);
    assertThat(json.get("intervals").get(1).get("regions")).isEmpty();
    assertThat(interval.get("byType").get("household").get("withdrawnMwh").asDouble()).isEqualTo(6);
  }

  @Test
  void devicesStandApartFromLargeParticipants() throws Exception {
    RunData run = Runs.fourBuses("Run", List.of(Runs.cleared(0), Runs.voided(1), Runs.cleared(2)));
    JsonNode devices = json(HtmlReport.render(run)).get("devices");
    assertThat(devices.get("types").toString()).isEqualTo("[\"household\"]");
    assertThat(devices.get("leftOut").toString()).isEqualTo("[\"generator\"]");
    assertThat(devices.get("injectedMwh").asDouble()).isEqualTo(2);
    assertThat(devices.get("withdrawnMwh").asDouble()).isEqualTo(12);
    assertThat(devices.get("allInjectedMwh").asDouble()).isEqualTo(12);
    assertThat(devices.get("allWithdrawnMwh").asDouble()).isEqualTo(12);
  }

  @Test
  void aRunOfOneKindHasNoChartOfDevicesBesides() throws Exception {
    for (String type : List.of("household", "generator")) {
      Map<String, EnergyByType> byType = Map.of(type, new EnergyByType(1, 2));
      RunData run = Runs.fourBuses("Run", List.of(Runs.cleared(0, byType)));
      assertThat(json(HtmlReport.render(run)).has("devices")).as(type).isFalse();
    }
  }

  @Test
  void theSameDataGiveTheSameBytes() {
    assertThat(HtmlReport.render(Runs.fourBuses("Run", List.of(Runs.cleared(0)))))
        .isEqualTo(HtmlReport.render(Runs.fourBuses("Run", List.of(Runs.cleared(0)))));
  }

  @Test
  void moreBusesThanAPictureHoldsGetNoPlaces() throws Exception {
    JsonNode buses = json(HtmlReport.render(Runs.ring(GridLayout.MOST_BUSES + 1))).get("buses");
    assertThat(buses.has("x")).isFalse();
    assertThat(buses.get("number")).hasSize(GridLayout.MOST_BUSES + 1);
  }

  @Test
  void arraysThatDoNotFitTogetherAreRefused() {
    int[] two = {1, 2};
    int[] one = {0};
    double[] limits = {5};
    assertThatThrownBy(
            () ->
                new RunData(
                    "Run",
                    "s",
                    1,
                    "c",
                    false,
                    new TreeMap<>(),
                    two,
                    one,
                    one,
                    one,
                    one,
                    limits,
                    List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("busRegions has 1 values where 2 are needed.");
    assertThatThrownBy(
            () ->
                new RunData(
                    "Run",
                    "s",
                    1,
                    "c",
                    false,
                    new TreeMap<>(),
                    two,
                    two,
                    one,
                    one,
                    new int[] {2},
                    limits,
                    List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bus index 2");
  }

  private static JsonNode intervals(List<IntervalData> intervals) throws Exception {
    return json(HtmlReport.render(Runs.fourBuses("Run", intervals))).get("intervals");
  }

  private static JsonNode json(String page) throws Exception {
    return new ObjectMapper().readTree(between(page, DATA_START, "</script>"));
  }

  private static String between(String page, String start, String end) {
    Matcher matcher =
        Pattern.compile(Pattern.quote(start) + "(.*?)" + Pattern.quote(end), Pattern.DOTALL)
            .matcher(page);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static String sha256(String text) throws Exception {
    return Base64.getEncoder()
        .encodeToString(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
